/// A pipeline's result: the model to apply, and how it came about.
public struct PipelineFit: Hashable, Codable, Sendable {
  /// The model.
  public let model: TrainedModel
  /// The record of its training.
  public let record: TrainingRecord
}
