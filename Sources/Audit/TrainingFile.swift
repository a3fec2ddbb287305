import Arms
import Cohorts
import Learning
import Records
import Results
import SavedModels

/// How the kept model of a row was trained: an entry of `training.json`.
///
/// The model itself is stored in `models/ROW` and named here by its hash. A row that is not saved there, such as the
/// negative control, is stored here with its parameters. The parameters of deep heads are not: as JSON text they took
/// most of a run's memory, and nothing read them.
package struct TrainingFile: Encodable {
  let id: String
  let name: String
  let software: String
  let evaluationProtocol: EvaluationProtocol.Name
  /// Folder and SHA-256 of the saved model; `nil` for a row that is not saved.
  let model: Saved?
  /// Folds, settings tried, scores of held-out training patients, early-stopping patients: the facts that a saved
  /// model does not have.
  let record: (any Encodable & Sendable)?
  /// The whole fit of a row that is not saved; `nil` otherwise.
  let fit: (any Encodable & Sendable)?
  /// The facts about the fit that the results show, for an audit to compare.
  let shown: ShownFit
  /// The intensity normalisation of its images, with landmarks; `nil` for a model without images.
  let intensities: [SeriesIntensities]?

  /// A model in `models/`.
  struct Saved: Codable, Sendable {
    let folder: String
    let sha256: String
  }

  /// The keys of an entry, for its writer and for ``TrainingEntry``, which reads it.
  enum Key: String, CodingKey {
    case schema, id, name, software, model, record, fit, shown, intensities
    case evaluationProtocol = "protocol"
  }

  /// - Parameter sha256: of the saved model; `nil` where the row was not saved.
  package init(_ model: FittedModel, savedAs sha256: String?) {
    (id, name, software) = (model.id, model.row.name, Software.name)
    evaluationProtocol = model.evaluation.name
    self.model = sha256.map { Saved(folder: "\(RunFile.models)/\(model.id)", sha256: $0) }
    shown = ShownFit(model.kept)
    let data = model.kept?.data
    record = sha256 == nil ? nil : (data as? any SavableFit)?.record
    fit = sha256 == nil ? data : nil
    intensities = model.row.family == .baseline ? nil : model.intensities
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    // Since schema 2, `results.json.sha256` has the hashes of all files.
    try container.encode(2, forKey: .schema)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(software, forKey: .software)
    try container.encode(evaluationProtocol, forKey: .evaluationProtocol)
    try container.encodeIfPresent(model, forKey: .model)
    if let record { try container.encode(record, forKey: .record) }
    if let fit { try container.encode(fit, forKey: .fit) }
    try container.encode(shown, forKey: .shown)
    try container.encodeIfPresent(intensities, forKey: .intensities)
  }
}
