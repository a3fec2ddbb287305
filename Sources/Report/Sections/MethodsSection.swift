import Extraction
import Records
import Results

/// The methods, and the information that is needed to repeat the study.
struct MethodsSection: ReportSection {
  let results: StudyResults
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
          HTML.dd { HTML.code(value) }
        }
      },
    ])
  }

  private var entries: [(String, String)] {
    [
      ("Software", study.software), ("Seed", String(study.seed)), ("Study file, SHA-256", study.studyHash),
      ("Protocol", study.evaluationProtocol), ("Feature recipe", study.featureRecipe),
      ("Feature columns", String(study.featureCount)), ("Series", study.series.joined(separator: ", ")),
      ("Results layout", String(results.schema)),
    ]
  }
}
