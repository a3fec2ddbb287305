/// How the model of the study's own pipelines stands in files: medians and scales of the columns selected, and one
/// classifier.
package struct PipelineLayout: Codable {
  private struct Preparation: Codable {
    let imputer: MedianImputer
    let scaler: StandardScaler
  }

  private let preparation: Preparation
  private let classifier: AnyTrainedClassifier
  private let calibration: ScoreCalibration
  private let cutoff: ScoreCutoff

  /// The layout of `model`; `nil` where it has steps that this layout has no place for.
  package init?(_ model: PipelineModel) {
    guard model.members.count == 1, let only = model.members.first else { return nil }
    let prepared = only.preparation
    guard let imputer = prepared.imputation.value as? MedianImputer,
      let scaler = prepared.scaler.value as? StandardScaler, prepared.harmoniser == nil, prepared.levels.isEmpty,
      Set(imputer.columns) == Set(scaler.columns)
    else { return nil }
    // In the order of the scales, which is that of the classifier.
    let medians = Dictionary(zip(imputer.columns, imputer.medians)) { first, _ in first }
    preparation = Preparation(
      imputer: MedianImputer(columns: scaler.columns, medians: scaler.columns.compactMap { medians[$0] }),
      scaler: scaler)
    (classifier, calibration, cutoff) = (only.classifier, model.calibration, model.cutoff)
  }

  /// The model.
  package var model: PipelineModel {
    let prepared = FittedPreparation(
      imputation: AnyImputer(preparation.imputer), completion: 0, varying: preparation.scaler.columns, harmoniser: nil,
      scaler: AnyScaler(preparation.scaler), levels: [])
    return PipelineModel(
      members: [PipelineModel.Member(preparation: prepared, classifier: classifier)], calibration: calibration,
      cutoff: cutoff)
  }
}
