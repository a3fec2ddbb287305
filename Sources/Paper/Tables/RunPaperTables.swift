import Report
import Results
import StudyFiles

/// The tables of the supplement on what was run.
struct RunPaperTables {
  let run: FinishedRun

  /// Every setting of the study, as its resolved file has it.
  func settings(_ label: PaperLabel) -> PaperTable {
    PaperTable(
      label, "All settings of the study, with defaults and presets written out.", columns: ["Key", "Value"],
      rows: run.study.flatSettings.filter { $0.key != "root" }.map {
        .cells([PaperTable.Cell($0.key), PaperTable.Cell($0.value)], isIndented: false)
      }, footer: ["The same as a file: study.yaml in the folder of the run, from which it can be repeated."])
  }

  /// The models with their setting, cutoff and remarks.
  func models(_ label: PaperLabel) -> PaperTable? {
    let models = run.results.models
    guard !models.isEmpty else { return nil }
    var cells = TableCells()
    let rows = models.map { model -> PaperTable.Row in
      let tuned = model.tuning.map { tuning in
        "\(Numbers.count(tuning.settings, "setting"))"
          + (tuning.auc.map { ", AUC \(NumberStyle.fraction.text($0))" } ?? "")
      }
      return .cells(
        [
          PaperTable.Cell(model.name), PaperTable.Cell(model.setting),
          tuned.map { PaperTable.Cell($0) } ?? cells.dash("Nothing was tuned"),
          model.cutoff.map { PaperTable.Cell(NumberStyle.fraction.text($0)) }
            ?? cells.dash("The cutoff is undefined or beyond every score"),
          PaperTable.Cell(model.flags.isEmpty ? "none" : model.flags.joined(separator: "; ")),
        ], isIndented: false)
    }
    return PaperTable(
      label, "Chosen settings and cutoffs.",
      columns: ["Model", "Setting", "Tuning (mean AUC over the folds)", "Cutoff on the score", "Remarks"], rows: rows,
      reasons: cells.reasons)
  }

  /// Patients left out, by cause.
  func exclusions(_ label: PaperLabel) -> PaperTable? {
    let all = run.results.flow.exclusions
    guard !all.isEmpty else { return nil }
    return PaperTable(
      label, "Patients left out, by cause.", columns: ["Cause", "Kind", "Patients"],
      rows: all.map { exclusion in
        .cells(
          [
            PaperTable.Cell(exclusion.cause.asHead), PaperTable.Cell(exclusion.kind.label),
            PaperTable.Cell("\(exclusion.subjects.count)"),
          ], isIndented: false)
      }, footer: ["Each patient is counted once, at the first cause that applies."])
  }

  /// The choices of the published protocol, if it was run.
  func choices(_ label: PaperLabel) -> PaperTable? {
    let choices = run.results.protocols.first { !$0.choicesMade.isEmpty }?.choicesMade ?? []
    guard !choices.isEmpty else { return nil }
    return PaperTable(
      label, "Choices of Jeong et al. 2024 that the published protocol repeats.",
      columns: ["Choice", "What was done", "Source"],
      rows: choices.map { choice in
        .cells(
          [PaperTable.Cell(choice.label), PaperTable.Cell(choice.sentence), PaperTable.Cell(choice.source)],
          isIndented: false)
      })
  }

  /// What the audit proved or refuted.
  func audit(_ label: PaperLabel) -> PaperTable? {
    guard let audit = run.results.audit, !audit.findings.isEmpty else { return nil }
    return PaperTable(
      label, "What the files of the run prove about data leakage.", columns: ["Claim", "Verdict", "Basis"],
      rows: audit.findings.map { finding in
        let name = finding.check.claim + (finding.evaluation.map { $0 == .sound ? "" : " (as published)" } ?? "")
        return .cells(
          [PaperTable.Cell(name), PaperTable.Cell(finding.verdict.rawValue), PaperTable.Cell(finding.basis)],
          isIndented: false)
      })
  }
}

extension RunPaperTables {
  /// The libraries with their versions, and the inputs with their hashes; `nil` in results that do not have them.
  func provenance(_ label: PaperLabel) -> PaperTable? {
    guard let provenance = run.results.provenance else { return nil }
    let study = run.results.study
    let row = { (name: String, what: String, hash: String) in
      PaperTable.Row.cells([name, what, hash].map { PaperTable.Cell($0) }, isIndented: true)
    }
    let inputs = provenance.inputs.map { input in
      row(
        input.label, input.file ?? input.patients.map { Numbers.count($0, "patient") } ?? "\u{2013}",
        input.sha256.inGroups)
    }
    return PaperTable(
      label, "Software and inputs of the run.", columns: ["Library or input", "Version, file or patients", "SHA-256"],
      rows: [.group("Software"), row("Apus", study.software, "\u{2013}")]
        + provenance.libraries.map { row($0.name, $0.version, "\u{2013}") }
        + [.group("Inputs"), row("Study file", "study.yaml", study.studyHash.inGroups)] + inputs,
      footer: [
        "Hashes are in groups of 16 digits. Study file: of its resolved text without the root folder. Images and "
          + "contours: of the lines id,hash of all patients, where the hash of a patient is that of grid and voxels."
      ])
  }
}

extension String {
  /// A hash in parts that a line can be broken between.
  fileprivate var inGroups: String {
    stride(from: 0, to: count, by: 16).map { String(dropFirst($0).prefix(16)) }.joined(separator: " ")
  }
}

extension InclusionFlow.Exclusion.Kind {
  /// The kind for a reader.
  fileprivate var label: String {
    switch self {
    case .failed: "missing or unusable data"
    case .planned: "planned"
    case .reviewed: "review of images and contours"
    }
  }
}

extension RunPaperTables {
  /// Patients by scanner; `nil` where the run does not know it.
  func scanners(_ label: PaperLabel) -> PaperTable? {
    guard let groups = run.results.scanners, groups.contains(where: { $0.scanner != nil }) else { return nil }
    let hasTest = groups.contains { $0.test != nil }
    let share = { (counts: InclusionFlow.ClassCounts?) in
      PaperTable.Cell(counts.map { "\($0.total) (\($0.events))" } ?? "\u{2013}")
    }
    return PaperTable(
      label, "Acquisition: patients by series and scanner.",
      columns: ["Series", "Scanner", "Patients (events)"] + (hasTest ? ["Test set (events)"] : []),
      rows: groups.map { group in
        .cells(
          [
            PaperTable.Cell(group.series), PaperTable.Cell(group.scanner ?? "not named by the images"),
            share(group.patients),
          ] + (hasTest ? [share(group.test)] : []), isIndented: false)
      }, footer: ["Maker, model and field strength as the headers of the images name them."])
  }
}
