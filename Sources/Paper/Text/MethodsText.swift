import Results
import StudyFiles

/// The methods section: what the run says of itself, with citations.
struct MethodsText {
  let run: FinishedRun
  /// Figures and tables by what they are, for mentions.
  let labels: PaperLabels

  /// The section, in the order of a journal.
  func blocks(_ cited: inout CitedText) -> [PaperBlock] {
    var blocks: [PaperBlock] = [.heading(1, "Methods"), .heading(2, "Question")]
    blocks.append(.paragraph(cited.text(question)))
    for note in run.results.methods {
      blocks += [.heading(2, note.title), .paragraph(cited.text(note.text))]
    }
    blocks += [.heading(2, "Software and reproducibility"), .paragraph(cited.text(software))]
    return blocks
  }

  private var question: String {
    let study = run.results.study
    let factors = study.modelFactors.isEmpty ? "" : " Clinical factors of the models: \(study.modelFactors.listed)."
    let series = study.series.isEmpty ? "" : " Images: \(study.series.listed)."
    return
      "The event to predict was \(study.event) against \(study.nonEvent).\(series)\(factors) Patients were included "
      + "as the flowchart shows\(labels.see(.flowchart)), and went through one pipeline\(labels.see(.pipeline)). The "
      + "settings are complete in the supplement\(labels.see(.settings)). TRIPOD+AI was the guide for what is reported."
  }

  private var software: String {
    let study = run.results.study
    return "All steps were done by \(study.software) with the profile and settings of the study file (SHA-256 of the "
      + "question and settings \(study.studyHash.prefix(16))…, seed \(study.seed)).\(libraries)\(inputs) A run with the "
      + "same file, images and table gives the same numbers to the last bit. The results stand in results.json (SHA-256 "
      + "\(run.fingerprint.prefix(16))…), from which every number of this text was taken."
  }

  private var libraries: String {
    let all = (run.results.provenance?.libraries ?? []).map { "\($0.name) \($0.version)" }
    return all.isEmpty ? "" : " The program had loaded \(all.listed)."
  }

  /// The first digits of each hash; the table of the supplement has all of them.
  private var inputs: String {
    let all = (run.results.provenance?.inputs ?? []).map { input in
      "\(input.label)\(input.file.map { " (\($0))" } ?? "") \(input.sha256.prefix(16))…"
    }
    return all.isEmpty ? "" : " Inputs by their SHA-256: \(all.joined(separator: "; "))\(labels.see(.provenance))."
  }
}

extension [String] {
  /// "a", "a and b", "a, b and c".
  var listed: String {
    count < 2 ? first ?? "" : dropLast().joined(separator: ", ") + " and " + self[count - 1]
  }
}
