import Arms
import Cohorts
import DeepRadiomics
import Learning
import Records

extension ModelApplication {
  /// Which parts of a patient's images determine the score of a deep model: Grad-CAM, occlusion and first-layer maps of
  /// every series that its network sees. A patient outside the training range is explained too, and that is a fact.
  /// - Parameters:
  ///   - weights: the weights of the network, for its first layer.
  ///   - patch: the squares used for occlusion; `nil` for no occlusion.
  /// - Throws: ``ModelMapsError`` for a model without a network or a patient whom it cannot predict.
  package func maps(
    of patient: NewPatient, weights: WeightSet, patch: (side: Int, stride: Int)?
  ) throws -> DeepMaps {
    guard let deep, let record = model.description.inputs.deep else {
      throw ModelMapsError.noNetwork(model: model.path)
    }
    let prediction = predict(patient)
    if let failure = prediction.failure { throw ModelMapsError.noScore(patient: patient.id, reason: failure) }
    let network = try AttributedNetwork(deep, weights: weights, tuned: tuned)
    let score = try RowScore(
      self, patient: patient, columns: columns(record, deep), pooling: record.slicePooling)
    let images = try SeriesLoader(series: try patient.series ?? series(of: patient), id: patient.id)
      .inputImages(record.section)
    let passes = deep.branches(of: images)
    let parts = try passes.enumerated().map { number, own in
      try DeepMaps.Part(
        of: own, network: network,
        score: score.branch(number, network.places(ofBranch: number, of: passes.count)), patch: patch)
    }
    return DeepMaps(
      facts: facts(of: patient, prediction) + DeepMaps.facts(of: network) + inputFacts(deep), parts: parts,
      isSynthetic: model.description.study.isSynthetic)
  }

  private func facts(_ prediction: CasePrediction) -> [(name: String, value: String)] {
    let score = prediction.score.map { "score \(CSVWriter.number($0))" } ?? "no score"
    let probability = prediction.probability.map { ", probability of \(model.description.study.event) \($0.short)" }
    return [("Prediction", score + (probability ?? ""))]
  }

  private func facts(
    of patient: NewPatient, _ prediction: CasePrediction
  ) -> [(name: String, value: String)] {
    [
      ("Patient", patient.id),
      ("Model", "\(model.name), \(model.description.study.evaluationProtocol.rawValue), SHA-256 \(model.fingerprint)"),
    ] + (prediction.isPredicted ? facts(prediction) : [])
      + prediction.outside.map { ("Outside the training range", $0.sentence) } + prediction.notes.map { ("Note", $0) }
  }

  private func inputFacts(_ deep: DeepExtractor) -> [(name: String, value: String)] {
    let size =
      deep.fit.crop.map { "crop of \($0.words)" }
      ?? (deep.network.description.settings.depth == .slices ? "slice by slice" : "\(deep.fit.depth) slices")
    return [("Input", "\(size), \(deep.settings.side) x \(deep.settings.side) pixels, as in training")]
  }
}

/// The score of a saved model as a function of the network's features of one patient.
private struct RowScore {
  private let ensemble: EnsembleScore?
  private let predictor: RowPredictor
  private let numbers: FeatureTable
  private let clinical: ClinicalTable?
  private let batch: String?
  private let features: [Double]
  private let columns: [String]
  private let slices: SliceFeatures?
  /// How slices are joined; `nil` for the mean.
  private let pooling: SlicePooling?

  /// - Parameter columns: the features of the network, in its order.
  init(
    _ application: ModelApplication, patient: NewPatient, columns: [String], pooling: SlicePooling?
  ) throws {
    let measured = try application.measure(patient)
    let predictor = application.model.predictor
    var check = RangeCheck(
      application.model.description, encoding: predictor.encoding, columns: predictor.columns, known: application.known)
    (self.predictor, numbers, self.columns) = (predictor, measured.numbers, columns)
    (slices, self.pooling) = (measured.slices, pooling)
    clinical = try application.clinical(patient, check: &check)
    batch = try application.batch(patient)
    let values = Dictionary(zip(predictor.columns, measured.row)) { first, _ in first }
    // A table row need not read every feature of the network.
    features = columns.map { (values[$0] ?? nil) ?? 0 }
    ensemble = try predictor.ensemble(numbers, clinical: clinical, features: columns)
    // The row can be scored, so that the function below cannot fail.
    _ = try predictor.score(numbers, clinical: clinical, batch: batch, slices: slices)
  }

  /// The score by the features of one pass, where the others stay as they are.
  func branch(_ number: Int, _ places: [Int]) -> AttributedScore {
    guard let pooling, let slices else { return .model(branch(places)) }
    return .slices(
      ensemble?.branch(number, of: slices) ?? SliceScore(branch(places), pooling: pooling))
  }

  /// The score by one branch of the features, where the others stay as they are.
  private func branch(_ places: [Int]) -> ModelScore {
    if let ensemble { return ensemble.branch(places, of: features) }
    let (predictor, numbers, clinical, batch) = (predictor, numbers, clinical, batch)
    let names = places.map { columns[$0] }
    return ModelScore(name: "score of the model") { values in
      let changed = Dictionary(zip(names, values)) { first, _ in first }
      let row = numbers.columns.indices.map { column in
        changed[numbers.columns[column]] ?? numbers.value(row: 0, column: column)
      }
      let table = FeatureTable(subjects: numbers.subjects, columns: numbers.columns, rows: [row])
      return (try? predictor.score(table, clinical: clinical, batch: batch)) ?? .nan
    }
  }
}

extension RowPredictor {
  /// The heads with the patient's factors; `nil` for a model that is none.
  /// - Parameter names: the features of the network, in its order.
  fileprivate func ensemble(
    _ numbers: FeatureTable, clinical: ClinicalTable?, features names: [String]
  ) throws -> EnsembleScore? {
    guard case .heads(_, let medians, let columns, let heads) = self else { return nil }
    guard columns == names else {
      throw ModelMapsError.otherFeatures(model: "this model")
    }
    let encoded = try encoding.map {
      try $0.transform(clinical ?? ClinicalTable(subjects: numbers.subjects, values: [:]))
    }
    let factors = medians.flatMap { medians in encoded.map { medians.transform($0) } }
    return EnsembleScore(heads: heads, factors: factors.map(FusionHeadRow.numbers) ?? [])
  }
}
