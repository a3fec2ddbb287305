import Cohorts
import ImageProcessing
import Learning
import Records
import StudyFiles

// Intensity landmarks, fitted again.
extension RunAudit {
  /// Fits the landmarks of a training set again from `landmarks.csv` and compares them with the hash in the log.
  func otherLandmarks(_ fit: FitLog.Entry, series: StudyFile.Series, pair: StudySplit.Pair) -> [String] {
    guard evidence.landmarks != nil else {
      return ["\(fit.purpose): the run has no landmarks.csv, so the fit cannot be repeated"]
    }
    guard let again = scale(of: series, on: pair) else {
      return ["\(fit.purpose): landmarks.csv lacks landmarks of patients in its training set"]
    }
    return fit.fact == .scale(sha256: ContentHash.of(again.canonical))
      ? [] : ["\(fit.purpose): the fit in the log does not follow from the landmarks of its training set"]
  }

  /// Standard scales of saved models that do not follow from their training set.
  var otherScales: [String] {
    guard let kept = split.attempts(patients: evidence.ids.count).last, evidence.landmarks != nil else { return [] }
    return evidence.study.seriesFittedOnImages.flatMap { series -> [String] in
      guard let again = scale(of: series, on: kept) else { return [] }
      let own = evidence.intensities.filter { $0.series == series.name }
      guard own.isEmpty || own.contains(where: { $0.normaliser != again || $0.hash != ContentHash.of(again.canonical) })
      else { return [] }
      return [
        "training.json: the standard scale of \(series.name) does not follow from the training set \"\(kept.set)\""
      ]
    }
  }

  /// The standard scale of a training set; `nil` where one of its patients has no landmarks.
  private func scale(of series: StudyFile.Series, on pair: StudySplit.Pair) -> IntensityNormaliser? {
    guard let settings = series.normalisation?.settings, let landmarks = evidence.landmarks else { return nil }
    let own = pair.training.compactMap { landmarks[$0][series.name] }
    guard own.count == pair.training.count, Set(own.map(\.count)).count == 1 else { return nil }
    return try? settings.fit(own)
  }
}
