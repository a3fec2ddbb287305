import Arms
import Results

extension StudyRun {
  /// The rows of a protocol, those of a network with the patients whom the report explains.
  ///
  /// A row without maps is a row all the same: a fault here is a warning.
  func explained(_ models: [FittedModel], in prepared: PreparedStudy) -> [FittedModel] {
    guard let set = prepared.split.attempts(patients: prepared.cohort.patients.count).last?.set else { return models }
    return clock.measure("maps of patients") {
      models.map { model in
        guard case .deep(.images, let label) = model.row.role,
          let own = prepared.deep.first(where: { $0.inputs.deep.label == label }), let network = own.supply.network
        else { return model }
        var model = model
        do {
          model.explained = try network.explanations(
            of: model, model.predictions(over: prepared.split, of: prepared.cohort), inputs: own.inputs, in: set,
            workers: workers)
        } catch {
          logger.warning("\(model.row.name): no maps of patients: \(error)")
        }
        return model
      }
    }
  }
}
