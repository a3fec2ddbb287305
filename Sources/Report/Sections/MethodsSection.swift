import Extraction
import Records
import Results

/// The methods, and the information that is needed to repeat the study.
struct MethodsSection: ReportSection {
  let results: StudyResults
  /// The day of the report, if it has one.
  let date: ReportDate?
  let id = "methods"
  let title = "Methods and provenance"

  private var study: StudyDescription { results.study }

  var content: Markup {
    .group([
      HTML.div(.class("methods")) {
        for note in results.methods {
          HTML.p {
            HTML.b(note.title + ".")
            " " + note.text
          }
        }
      },
      HTML.h3("Provenance"),
      HTML.dl(.class("facts provenance")) {
        for (name, value) in entries {
          HTML.dt(name)
          HTML.dd(value)
        }
      },
      inputs, libraries,
    ])
  }

  private var entries: [(String, String)] {
    [("Software", study.software)] + (date.map { [("Date of the report", $0.words)] } ?? [])
      + [("Seed of all random streams", String(study.seed)), ("Feature recipe", study.featureRecipe)]
  }

  private var inputs: Markup {
    guard let inputs = results.provenance?.inputs, !inputs.isEmpty else {
      return HTML.p {
        "Study file, SHA-256: "; HTML.code(study.studyHash)
      }
    }
    let columns = [
      DataTable.Column(name: "File or patients", kind: .words), DataTable.Column(name: "SHA-256", kind: .words),
    ]
    let rows = inputs.map { input in
      DataTable.Row(
        input.label,
        [
          .text(input.file ?? input.patients.map { Numbers.count($0, "patient") } ?? "\u{2013}"),
          HTML.code(input.sha256),
        ])
    }
    return DataTable(
      label: results.numbers[.inputs], caption: "Inputs of the run and their hashes.",
      isSynthetic: study.synthetic,
      footer: [
        "Study file: hash of its resolved text without the root folder. Images and contours: hash of the lines id,hash of "
          + "all patients, where the hash of a patient is that of grid and voxels; that of images is in patients.csv."
      ], first: "Input", columns: columns,
      rows: [DataTable.Row("Study file", [.text("study.yaml"), HTML.code(study.studyHash)])] + rows
    ).markup
  }

  private var libraries: Markup {
    guard let libraries = results.provenance?.libraries, !libraries.isEmpty else { return .nothing }
    return DataTable(
      label: results.numbers[.libraries], caption: "Libraries that the program had loaded, with their versions.",
      isSynthetic: study.synthetic, first: "Library",
      columns: [DataTable.Column(name: "Version", kind: .words)],
      rows: [DataTable.Row("Apus", [.text(study.software)])]
        + libraries.map { DataTable.Row($0.name, [.text($0.version)]) }
    ).markup
  }
}
