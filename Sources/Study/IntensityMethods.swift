import ImageProcessing
import Results
import StudyFiles

extension StudyMethods {
  /// How image intensities were changed before features were computed; empty if they were not.
  var intensities: [MethodNote] {
    let series = study.series.filter { $0.biasField != nil || $0.normalisation != nil }
    guard !series.isEmpty else { return [] }
    let steps = series.map { "\($0.name): \($0.intensitySteps)." }
    return [MethodNote("Image intensities", (steps + [fits]).filter { !$0.isEmpty }.joined(separator: " "))]
  }

  private var fits: String {
    guard study.fitsOnImages else { return "Each image was normalised by itself." }
    let split = assembly.split
    let own =
      split.pairs.count > 1
      ? "Landmarks were fitted once for each outer training set, and all features were computed again with each fit. "
        + "features.csv has those of the last fit, "
        + (!split.evaluation.hasTestSet ? "on all patients, from which no score comes." : "on its training patients.")
      : "Landmarks were fitted on the training patients only. The features of the test patients in features.csv were "
        + "computed with these landmarks."
    return own
      + " Folds inside a training set reuse its landmarks, so the held-out patients of a fold were among those on "
      + "whose images the landmarks were fitted. fits.json names the patients of each "
      + "fit; training.json keeps the landmarks."
  }
}

extension StudyFile.Series {
  /// The steps as text.
  fileprivate var intensitySteps: String {
    let field = biasField.map { _ in
      "bias field by N4 (doi 10.1109/TMI.2010.2046908; N4BiasFieldCorrection of ANTs with its own settings, on the body)"
    }
    let normalised = normalisation.map { normalisation in
      let entry = NormalisationRegistry.entries.first { $0.name == normalisation.settings.method }
      let reference = normalisation.reference.map { ", reference tissue by the mask \($0.path)" } ?? ""
      return "normalised by \(normalisation.settings)\(reference) (\(entry?.source ?? ""))"
    }
    return [field, normalised].compactMap(\.self).joined(separator: ", then ")
  }
}
