/// Why maps of a saved model's score cannot be made of a patient.
package enum ModelMapsError: Error, Sendable, Hashable {
  /// The model reads no network.
  case noNetwork(model: String)
  /// The model reads vectors that were computed elsewhere.
  case vectors(model: String, [VectorRecord])
  /// The model cannot score the patient, for this reason.
  case noScore(patient: String, reason: String)
  /// The heads take other features than the network gives.
  case otherFeatures(model: String)
  /// A patient whom a table does not have; ids of it that are near.
  case unknownPatient(String, table: String, near: String)
  /// A patient whom the study excludes, with cause and detail.
  case excludedPatient(String, table: String, cause: String)
  /// The files of a patient are not known without a study file.
  case noStudyFile(model: String, patient: String)
  /// Options that the study file answers.
  case regionOfStudy
}

extension ModelMapsError: CustomStringConvertible {
  /// The cause and what to do next.
  package var description: String {
    switch self {
    case .noNetwork(let model):
      "\(model): the model uses no network, so there are no maps of it. Give a model whose folder begins with dlr."
    case .vectors(let model, let records):
      "\(model): the model reads vectors that were computed elsewhere (\(records.words)), so there is no network whose "
        + "maps could be made. Ask for maps where the vectors were computed."
    case .noScore(let patient, let reason): "\(patient): \(reason)"
    case .otherFeatures(let model):
      """
      \(model): the heads of this model take other features than its network gives. Save the model again with apus \
      study run.
      """
    case .unknownPatient(let id, let table, let near):
      "\(table): has no patient \"\(id)\"\(near). Give an id of the table."
    case .excludedPatient(let id, let table, let cause):
      "\(table): the study excludes \"\(id)\": \(cause). Give another patient, or the files with --image and --mask."
    case .noStudyFile(let model, let patient):
      """
      \(model): no study file lies beside its folder models/, so the files of \(patient) are not known. Name a study \
      file with --study, a table with --cases, or the files with --image and --mask.
      """
    case .regionOfStudy: "--roi and --label: the study file names the region. Leave the options out."
    }
  }
}
