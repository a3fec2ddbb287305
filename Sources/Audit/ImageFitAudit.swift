import Cohorts
import DeepRadiomics
import Learning
import Results
import StudyFiles

// Fits on images: done before there are features, and shared by the rows of a training set.
extension RunAudit {
  private static let imageKinds: Set<FitKind> = [.intensityLandmarks, .robustness, .inputDepth]

  /// What the study file makes the run fit on images must be in the log, once for each training set that is scored, and
  /// must have seen the patients of that training set and nobody else.
  package func imageFitsHonest(_ block: ProtocolResults, _ landmarks: ImageEvidence) -> AuditFinding {
    let rows = block.models.filter(isFitted).map { rowEvidence(block, $0) }
    let checked = landmarks.checked + rows.map(\.checked).reduce(0, +)
    return AuditFinding(
      .imageFitsHonest, block.evaluation.name,
      basis:
        "\(checked) \(checked == 1 ? "fit" : "fits") on images (landmarks of a normalisation, robustness of features, depth of a network's input) "
        + "\(checked == 1 ? "was" : "were") compared with the training set that each is used for; inner folds use the fit of their outer training set."
        + (landmarks.checked > 0
          ? " Landmarks were fitted again from landmarks.csv, and the hash of each fit compared with the log and the models kept."
          : ""),
      against: landmarks.against + rows.flatMap(\.against),
      unexamined: checked == 0 ? "The study file asks for no fit on images, and none is recorded." : nil)
  }

  /// Fits on images that were looked at, and what is wrong with them.
  package struct ImageEvidence {
    package var checked = 0
    package var against: [AuditPiece] = []

    package mutating func add(_ texts: [String], choice: PublishedChoice? = nil) {
      against += texts.map { AuditPiece($0, choice: choice) }
    }
  }

  /// Landmarks are of a series and a training set; no row owns them, and all protocols share them.
  var landmarkEvidence: ImageEvidence {
    var (found, known) = (ImageEvidence(), Set<FitPurpose>())
    for series in landmarkSeries {
      for pair in split.attempts(patients: evidence.ids.count) {
        let purpose = LandmarkFits.purpose(series.name, on: pair.set)
        known.insert(purpose)
        let fits = index.entries(for: purpose).filter { $0.kind == .intensityLandmarks && $0.purpose == purpose }
        found.checked += fits.count
        if fits.count != 1 {
          found.add([
            "\(purpose): \(fits.isEmpty ? "no fit of" : "\(fits.count) fits of") the landmarks that the study file asks for"
          ])
        }
        for fit in fits {
          found.add(wrong(fit, for: pair, everybody: true))
          found.add(otherLandmarks(fit, series, pair))
        }
      }
    }
    let strays = evidence.log.entries.filter { $0.kind == .intensityLandmarks && !known.contains($0.purpose) }
    found.add(strays.map { "\($0.purpose): landmarks that no training set of the study uses" })
    found.add(otherScales)
    return found
  }

  private var landmarkSeries: [StudyFile.Series] {
    if case .table = evidence.study.features { return [] }
    return evidence.study.seriesFittedOnImages
  }

  /// Robustness and input depth are recorded by every row that uses them.
  private func rowEvidence(_ block: ProtocolResults, _ model: ModelResult) -> ImageEvidence {
    var found = ImageEvidence()
    let wanted = model.role.map(imageFits) ?? []
    for pair in scoredPairs(model) {
      let own = purpose(block, model, pair)
      let fits = index.entries(for: own).filter { Self.imageKinds.contains($0.kind) }
      found.checked += fits.count
      for kind in wanted where !fits.contains(where: { $0.kind == kind }) {
        found.add(["\(own): no fit of \(kind.rawValue) is recorded, but the study file asks for one"])
      }
      for fit in fits {
        let isDepth = fit.kind == .inputDepth
        let isOfCohort = isDepth && block.evaluation.makes(.deepDepthOfCohort)
        found.add(wrong(fit, for: pair, everybody: isDepth), choice: isOfCohort ? .deepDepthOfCohort : nil)
      }
    }
    return found
  }

  /// What a row must have fitted on images of each training set.
  private func imageFits(of role: RowRole) -> [FitKind] {
    var kinds: [FitKind] = []
    if evidence.study.robustness != nil, role.isFilteredByRobustness { kinds.append(.robustness) }
    let seen = role.network.flatMap { label in evidence.study.networks.first { $0.label == label } }
    if seen?.fitsDepth ?? false { kinds.append(.inputDepth) }
    return kinds
  }

  /// Whom a fit saw that it may not have seen, and where it must have seen everybody of its training set, whom it
  /// missed.
  private func wrong(_ fit: FitLog.Entry, for pair: StudySplit.Pair, everybody: Bool) -> [String] {
    let seen = Set(evidence.log.subjects(of: fit))
    let training = Set(pair.training.map { evidence.ids[$0] })
    let tested = pair.test.map { evidence.ids[$0] }.filter(seen.contains)
    // Patients outside the study may lend repeated measurements; they are in no test set.
    let others = Set(evidence.ids).intersection(seen).subtracting(training).subtracting(tested).sorted()
    let missed = everybody ? training.subtracting(seen).sorted() : []
    let what = "\(fit.purpose): \(fit.kind.rawValue)"
    return
      (tested.isEmpty ? [] : ["\(what) saw the test patients \(list(tested))"])
      + (others.isEmpty ? [] : ["\(what) saw \(list(others)), who are not in its training set"])
      + (missed.isEmpty ? [] : ["\(what) did not see \(list(missed)) of its training set"])
  }

  private func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}

extension StudyFile.Deep {
  /// Whether the depth of the network's input is learned from volumes.
  fileprivate var fitsDepth: Bool {
    if case .fixed = input.depth { return false }
    return settings.depth != .slices
  }
}
