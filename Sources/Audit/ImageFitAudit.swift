import Cohorts
import Learning
import Results
import StudyFiles

// Fits on images. They are made before there are features, and the rows of a training set share them.
extension RunAudit {
  private static let imageKinds: Set<FitKind> = [.intensityLandmarks, .robustness, .inputDepth, .inputCrop]

  /// Checks that the log has every fit on images that the study file requires, once for each training set with scores,
  /// and that each fit saw exactly the patients of its training set.
  package func imageFitsHonest(_ block: ProtocolResults, landmarks: ImageEvidence) -> AuditFinding {
    let rows = block.models.filter(isFitted).map { rowEvidence(of: $0, in: block) }
    let checked = landmarks.checked + rows.map(\.checked).reduce(0, +)
    return AuditFinding(
      .imageFitsHonest, block.evaluation.name,
      basis:
        "\(checked) \(checked == 1 ? "fit" : "fits") on images (intensity landmarks, robustness of features, depth "
        + "or crop of a network's input) \(checked == 1 ? "was" : "were") compared with the training set that uses it; inner "
        + "folds use the fit of their outer training set."
        + (landmarks.checked > 0
          ? " Landmarks were fitted again from landmarks.csv, and the hash of each fit was compared with the log and "
            + "the saved models."
          : ""),
      against: landmarks.against + rows.flatMap(\.against),
      unexamined: checked == 0 ? "The study file requires no fit on images, and none is recorded." : nil)
  }

  /// The number of fits on images that were examined, and what is wrong with them.
  package struct ImageEvidence {
    package var checked = 0
    package var against: [AuditPiece] = []

    package mutating func add(_ texts: [String], choice: PublishedChoice? = nil) {
      against += texts.map { AuditPiece($0, choice: choice) }
    }
  }

  /// Landmarks belong to a series and a training set, not to a row; all protocols share them.
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
            "\(purpose): \(fits.isEmpty ? "no fit" : "\(fits.count) fits") of the landmarks recorded, but the study "
              + "file asks for one"
          ])
        }
        for fit in fits {
          found.add(wrong(fit, for: pair, everybody: true))
          found.add(otherLandmarks(fit, series: series, pair: pair))
        }
      }
    }
    let strays = evidence.log.entries.filter { $0.kind == .intensityLandmarks && !known.contains($0.purpose) }
    found.add(strays.map { "\($0.purpose): landmarks were fitted on a training set that the study does not have" })
    found.add(otherScales)
    return found
  }

  private var landmarkSeries: [StudyFile.Series] {
    if case .table = evidence.study.features { return [] }
    return evidence.study.seriesFittedOnImages
  }

  /// Every row that uses robustness or a learned input depth records its own fit.
  private func rowEvidence(of model: ModelResult, in block: ProtocolResults) -> ImageEvidence {
    var found = ImageEvidence()
    let wanted = model.role.map { imageFits(of: $0, in: block.evaluation.name) } ?? []
    for pair in scoredPairs(model) + [unscoredPair(of: model)].compactMap(\.self) {
      let own = purpose(of: model, in: block, on: pair)
      let fits = index.entries(for: own).filter { Self.imageKinds.contains($0.kind) }
      found.checked += fits.count
      for kind in wanted where !fits.contains(where: { $0.kind == kind }) {
        found.add(["\(own): no fit of \(kind.words) is recorded, but the study file asks for one"])
      }
      for fit in fits {
        let isSize = fit.kind.isSizeOfInput
        let isOfCohort = isSize && block.evaluation.makes(.deepDepthOfCohort)
        found.add(wrong(fit, for: pair, everybody: isSize), choice: isOfCohort ? .deepDepthOfCohort : nil)
      }
    }
    return found
  }

  /// The fits on images that a row needs for each training set.
  private func imageFits(of role: RowRole, in evaluation: EvaluationProtocol.Name) -> [FitKind] {
    var kinds: [FitKind] = []
    if evidence.study.robustness != nil, role.isFilteredByRobustness { kinds.append(.robustness) }
    let seen = role.network.flatMap { label in evidence.study.networks.first { $0.label == label } }
    return kinds + (seen?.way(in: evaluation).fitOfSize.map { [$0] } ?? [])
  }

  /// Patients whom a fit must not have seen and, if it must see the whole training set (`everybody`), those whom it
  /// missed.
  private func wrong(_ fit: FitLog.Entry, for pair: StudySplit.Pair, everybody: Bool) -> [String] {
    let seen = Set(evidence.log.subjects(of: fit))
    let training = Set(pair.training.map { evidence.ids[$0] })
    let tested = pair.test.map { evidence.ids[$0] }.filter(seen.contains)
    // Patients outside the study may contribute repeated measurements; they are in no test set.
    let others = Set(evidence.ids).intersection(seen).subtracting(training).subtracting(tested).sorted()
    let missed = everybody ? training.subtracting(seen).sorted() : []
    let what = "\(fit.purpose): \(fit.kind.words)"
    return
      (tested.isEmpty ? [] : ["\(what) saw the test patients \(list(tested))"])
      + (others.isEmpty ? [] : ["\(what) saw \(list(others)), who are not in its training set"])
      + (missed.isEmpty ? [] : ["\(what) did not see \(list(missed)) of its training set"])
  }

  private func list(_ names: [String]) -> String {
    names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
  }
}

extension FitKind {
  /// Whether it is the size of a network's input.
  var isSizeOfInput: Bool { self == .inputDepth || self == .inputCrop }
}
