/// What the reader must know before any number.
struct StudyFindings {
  let assembly: StudyAssembly
  let rows: [ModelResult]

  /// Patients of a class below which a study of this kind says nothing: with 10 events and 30 non-events the interval of an
  /// AUC of .75 is about .38 wide (Hanley and McNeil 1982, doi 10.1148/radiology.143.1.7063747).
  private static let fewEvents = 10

  /// All findings, gravest first.
  var all: [Finding] {
    let found = size + images + failures + discrimination + inference + assembly.clinical.findings
    return found.sorted { $0.severity > $1.severity }
  }

  private var size: [Finding] {
    let counts = assembly.cohort.counts()
    let least = min(counts.events, counts.nonEvents)
    let name =
      counts.events <= counts.nonEvents ? assembly.study.outcome.eventName : assembly.study.outcome.nonEventName
    if least < StudyFindings.fewEvents {
      return [
        Finding(
          .nothingCanBeConcluded, "Nothing can be concluded: \(least) of \(counts.total) patients had \(name).",
          detail:
            "The figures below show that the software ran, not that a model works. One patient more or less changes "
            + "them. At least \(StudyFindings.fewEvents) patients of each class are needed before an AUC is worth printing, "
            + "and 100 of each to validate a model (doi 10.1016/j.jclinepi.2004.06.017).")
      ]
    }
    guard
      let test = assembly.split.isLeaveOneOut
        ? nil : assembly.split.pairs.first.map({ assembly.cohort.counts($0.test) })
    else { return [] }
    let smallest = min(test.events, test.nonEvents)
    guard smallest < 2 * StudyFindings.fewEvents else { return [] }
    return [
      Finding(
        smallest < 2 ? .nothingCanBeConcluded : .caution,
        "The test set has \(test.events) events and \(test.nonEvents) non-events.",
        detail:
          "One event more or less found moves sensitivity by \((100 / Double(max(test.events, 1))).rounded().short) "
          + "percentage points; read the intervals, not the estimates.")
    ]
  }

  private var images: [Finding] {
    assembly.cohort.sharedImages.map { group in
      Finding(
        .caution, "Patients \(group.joined(separator: ", ")) have an identical image.",
        detail: "If the same patient is in training and test, the test is no test. Check the export.")
    }
  }

  private var failures: [Finding] {
    let failed = assembly.exclusions.filter(\.isFailure).flatMap(\.subjects)
    guard !failed.isEmpty else { return [] }
    return [
      Finding(
        .caution, "\(failed.count) patients could not be used: \(failed.map(\.id).joined(separator: ", ")).",
        detail: "Causes and next steps are listed under the flowchart. Patients lost this way may bias the cohort.")
    ]
  }

  private var discrimination: [Finding] {
    let lower = rows.compactMap(\.test.auc.lower)
    guard !lower.isEmpty, lower.allSatisfy({ $0 <= 0.5 }) else { return [] }
    return [
      Finding(
        .caution, "No model is shown to be better than chance: no 95 % interval of an AUC lies above 0.5.")
    ]
  }

  private var inference: [Finding] {
    guard case .recipe = assembly.study.features else { return [] }
    return [
      Finding(
        .note, "The feature recipe jeong2024 is inferred.",
        detail:
          "The study gives the count of features, not the recipe; 105 PyRadiomics features on 9 images reproduce the "
          + "count.")
    ]
  }
}
