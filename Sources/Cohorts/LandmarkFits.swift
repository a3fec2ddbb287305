import ImageProcessing
import Learning
import Records
import StudyFiles

/// What was fitted on images before features could be computed.
package struct ImageFits: Sendable {
  /// The fits with the patients they saw.
  package var log = FitLog()
  /// The normalisers by series, for the saved model and `features.csv`.
  package var kept: [String: IntensityNormaliser] = [:]
  /// Features of every patient by outer training set, if there are several. Otherwise the features of the cohort are
  /// the only ones.
  package var variants: [TrainingSet: [CaseFeatures]] = [:]
  /// The data of the fits: landmarks of each patient by series; `nil` if nothing is fitted on images.
  package var landmarks: [[String: [Double]]]?

  /// Takes every part as given.
  package init(
    log: FitLog = FitLog(), kept: [String: IntensityNormaliser] = [:], variants: [TrainingSet: [CaseFeatures]] = [:],
    landmarks: [[String: [Double]]]? = nil
  ) {
    self.log = log
    self.kept = kept
    self.variants = variants
    self.landmarks = landmarks
  }
}

/// The intensity corrections of a series as a model keeps them, sufficient to prepare the image of a new patient.
package struct SeriesIntensities: Codable, Sendable {
  package let series: String
  package let biasField: StudyFile.BiasField?
  /// The settings, with the standard scale if one was fitted on training patients.
  package let normaliser: IntensityNormaliser?
  /// SHA-256 of the normaliser, which is part of the key of every feature computed with it.
  package let hash: String?

  /// Takes every part as given.
  package init(series: String, biasField: StudyFile.BiasField?, normaliser: IntensityNormaliser?, hash: String?) {
    self.series = series
    self.biasField = biasField
    self.normaliser = normaliser
    self.hash = hash
  }
}

/// One fit of the standard scales for each outer training set, on the landmarks of its patients alone.
///
/// Inner folds reuse the fit of their outer set. Otherwise features would have to be computed again in each of them.
package struct LandmarkFits {
  /// The fits of one training set, by series.
  package struct FittedSet: Sendable {
    package let set: TrainingSet
    package let normalisers: [String: IntensityNormaliser]
  }

  /// One for each training set that models are fitted on, in the same order; empty if the patients allow no split.
  package let sets: [FittedSet]
  package let log: FitLog
  /// The landmarks of each patient, by series.
  package let landmarks: [[String: [Double]]]

  /// - Parameter landmarks: landmarks of each patient, by series.
  package init(_ study: StudyFile, _ patients: [Patient], _ landmarks: [[String: [Double]]]) {
    self.landmarks = landmarks
    let events = patients.count { $0.outcome.hadEvent }
    var log = FitLog()
    guard events > 0, events < patients.count else {
      (sets, self.log) = ([], log)
      return
    }
    let split = StudySplit(of: AnalysisCohort(study: study, patients: patients, columns: [], features: []))
    let attempts = split.attempts(patients: patients.count)
    guard attempts.allSatisfy({ !$0.training.isEmpty }) else {
      (sets, self.log) = ([], log)
      return
    }
    sets = attempts.map { attempt in
      var normalisers: [String: IntensityNormaliser] = [:]
      for series in study.series {
        guard let settings = series.fittedNormalisation else { continue }
        // Landmarks were checked for variation when they were read, so a fit on at least one image cannot fail.
        guard let fitted = try? settings.fit(attempt.training.compactMap { landmarks[$0][series.name] }) else {
          continue
        }
        log.purpose = LandmarkFits.purpose(series.name, on: attempt.set)
        log.record(
          .intensityLandmarks, subjects: attempt.training.map { patients[$0].id },
          detail: settings.method, fact: .scale(sha256: ContentHash.of(fitted.canonical)))
        normalisers[series.name] = fitted
      }
      return FittedSet(set: attempt.set, normalisers: normalisers)
    }
    self.log = log
  }

  /// The purpose of the fit of a series on a training set.
  package static func purpose(_ series: String, on set: TrainingSet) -> FitPurpose {
    FitPurpose(.normalisation(series: series)).on(set)
  }

  /// The cohort with its features. Those under the last fit become its features, the others belong to their training
  /// sets.
  /// - Parameter features: for each patient, the features under each of ``sets``.
  package func cohort(
    _ study: StudyFile, _ patients: [Patient], _ columns: [String], _ features: [[CaseFeatures]]
  ) -> AnalysisCohort {
    let last = sets.count - 1
    var variants: [TrainingSet: [CaseFeatures]] = [:]
    if last > 0 { for at in sets.indices { variants[sets[at].set] = features.map { $0[at] } } }
    return AnalysisCohort(
      study: study, patients: patients, columns: columns, features: features.map { $0[last] },
      imageFits: ImageFits(log: log, kept: sets[last].normalisers, variants: variants, landmarks: landmarks))
  }
}

extension AnalysisCohort {
  /// The intensity corrections of each series, for saved models.
  package var intensities: [SeriesIntensities] {
    study.series.map { series in
      let settings = series.normalisation?.settings
      let normaliser = imageFits.kept[series.name] ?? settings.flatMap { try? IntensityNormaliser($0) }
      return SeriesIntensities(
        series: series.name, biasField: series.biasField, normaliser: normaliser,
        hash: normaliser.map { ContentHash.of($0.canonical) })
    }
  }
}
