import Cohorts
import DeepRadiomics
import Learning
import Results

extension DeepSupply {
  /// Explains the kept heads of a row for the patients whom ``ChosenPatients`` chooses.
  /// - Parameters:
  ///   - model: the row of images alone, whose heads read the features of this network.
  ///   - predictions: the scores by which patients are chosen.
  ///   - inputs: the features of this network.
  ///   - set: the training set of the kept heads.
  /// - Returns: the patients; empty for a row without heads.
  package func explanations(
    of model: FittedModel, _ predictions: [Prediction], inputs: DeepInputs, in set: TrainingSet, workers: Int
  ) throws -> [ExplainedPatient] {
    let key = DeepInputs.FitKey(evaluation: model.evaluation.name, set: set)
    guard let data = model.kept?.data as? FusionHeadRow.Model, let made = inputs.made(for: key) else { return [] }
    // Every head has a network of its own, and the maps are those of one.
    guard data.blocks == nil else { return [] }
    let extractor = try extractor(made.fit.input, workers: workers)
    let ensemble = EnsembleScore(heads: data.heads)
    return try ChosenPatients(predictions).all.compactMap { prediction, reasons in
      guard let row = made.features.table.subjects.firstIndex(of: prediction.subject), let score = prediction.score
      else { return nil }
      let features = made.features.table.columns.indices.map {
        made.features.table.value(row: row, column: $0) ?? 0
      }
      return ExplainedPatient(
        subject: prediction.subject, reasons: reasons, outcome: prediction.outcome, score: score,
        probability: prediction.probability,
        series: try extractor.branches(of: images(of: prediction.subject)).enumerated().map { number, images in
          let pictures = try PatientPictures(
            of: images, score: .model(ensemble.branch(extractor.places(ofBranch: number), of: features)),
            extractor: extractor, weights: weights)
          return ExplainedPatient.Series(
            name: images.map(\.name).joined(separator: "+"), levels: try pictures.levels())
        })
    }
  }

  func images(of id: String) throws -> [InputImage] {
    try SeriesLoader(series: series, id: id).inputImages(deep)
  }
}
