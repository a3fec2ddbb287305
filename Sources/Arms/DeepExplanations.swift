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
    let explained = try ExplainedRow(data, made, by: self, workers: workers)
    return try ChosenPatients(predictions).all.compactMap { prediction, reasons in
      guard let score = prediction.score,
        let series = try explained.series(of: prediction.subject, try images(of: prediction.subject))
      else { return nil }
      return ExplainedPatient(
        subject: prediction.subject, reasons: reasons, outcome: prediction.outcome.hadEvent, score: score,
        probability: prediction.probability, series: series)
    }
  }

  func images(of id: String) throws -> [InputImage] {
    try SeriesLoader(series: series, id: id).inputImages(deep)
  }
}

/// The kept heads of a row with the network or networks that they read.
private struct ExplainedRow {
  private let heads: [TrainedHead]
  private let features: DeepInputs.Features
  private let tuned: TunedNetworks?
  private let network: AttributedNetwork

  init(
    _ data: FusionHeadRow.Model, _ made: (fit: DeepInputs.Fit, features: DeepInputs.Features), by supply: DeepSupply,
    workers: Int
  ) throws {
    let extractor = try supply.extractor(made.fit.input, workers: workers)
    (heads, features) = (data.heads, made.features)
    tuned = try data.blocks.map { blocks in
      TunedNetworks(try BlockExtractor(extractor, weights: supply.weights, threads: workers), blocks: blocks)
    }
    network = try AttributedNetwork(extractor, weights: supply.weights, tuned: tuned)
  }

  /// The pictures of each pass; `nil` for a patient who has no features.
  func series(of subject: String, _ images: [InputImage]) throws -> [ExplainedPatient.Series]? {
    guard let row = features.table.subjects.firstIndex(of: subject) else { return nil }
    let vector = try vector(of: subject, row)
    let slices = heads.first?.settings.pooling == .mean ? nil : features.slices?.patients[row]
    let (ensemble, passes) = (EnsembleScore(heads: heads), network.extractor.branches(of: images))
    return try passes.enumerated().map { number, images in
      let score =
        slices.map { AttributedScore.slices(ensemble.branch(number, of: $0)) }
        ?? .model(ensemble.branch(network.places(ofBranch: number, of: passes.count), of: vector))
      let pictures = try PatientPictures(of: images, score: score, network: network)
      return ExplainedPatient.Series(
        name: images.map(\.name).joined(separator: "+"), levels: try pictures.levels(),
        attention: slices.flatMap { attention($0, branch: number, pictures) },
        absence: network.hasMaps ? nil : .noMeansOfMaps)
    }
  }

  /// What the heads read: one vector, or one behind the block of each.
  private func vector(of subject: String, _ row: Int) throws -> [Double] {
    if let tuned, let maps = features.block?.maps[subject] {
      return try tuned.features(of: maps).flatMap(\.self)
    }
    return features.table.columns.indices.map { features.table.value(row: row, column: $0) ?? 0 }
  }

  /// The mean weight of every slice over the heads; `nil` without attention.
  private func attention(
    _ slices: SliceFeatures, branch: Int, _ pictures: PatientPictures
  ) -> [ExplainedPatient.SliceWeight]? {
    let weights = heads.compactMap { $0.sliceWeights(slices).dropFirst(branch).first }
    guard let first = weights.first else { return nil }
    return first.indices.map { slice in
      ExplainedPatient.SliceWeight(
        slice: pictures.slides.imageSlice(slice) + 1,
        weight: weights.reduce(0) { $0 + $1[slice] } / Double(weights.count))
    }
  }
}
