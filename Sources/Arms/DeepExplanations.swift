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
      let slices = data.heads.first?.settings.pooling == .mean ? nil : made.features.slices?.patients[row]
      return ExplainedPatient(
        subject: prediction.subject, reasons: reasons, outcome: prediction.outcome, score: score,
        probability: prediction.probability,
        series: try extractor.branches(of: images(of: prediction.subject)).enumerated().map { number, images in
          let score =
            slices.map { AttributedScore.slices(ensemble.branch(number, of: $0)) }
            ?? .model(ensemble.branch(extractor.places(ofBranch: number), of: features))
          let pictures = try PatientPictures(of: images, score: score, extractor: extractor, weights: weights)
          return ExplainedPatient.Series(
            name: images.map(\.name).joined(separator: "+"), levels: try pictures.levels(),
            attention: slices.flatMap { attention(data.heads, $0, branch: number, pictures) })
        })
    }
  }

  /// The mean weight of every slice over the heads; `nil` without attention.
  private func attention(
    _ heads: [TrainedHead], _ slices: SliceFeatures, branch: Int, _ pictures: PatientPictures
  ) -> [ExplainedPatient.SliceWeight]? {
    let weights = heads.compactMap { $0.sliceWeights(slices).dropFirst(branch).first }
    guard let first = weights.first else { return nil }
    return first.indices.map { slice in
      ExplainedPatient.SliceWeight(
        slice: pictures.slides.imageSlice(slice) + 1,
        weight: weights.reduce(0) { $0 + $1[slice] } / Double(weights.count))
    }
  }

  func images(of id: String) throws -> [InputImage] {
    try SeriesLoader(series: series, id: id).inputImages(deep)
  }
}
