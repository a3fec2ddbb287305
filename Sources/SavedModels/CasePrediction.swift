import Foundation
import Results

/// What a saved model says of one new patient, or why it says nothing.
public struct CasePrediction: Hashable, Codable, Sendable {
  /// How it ended.
  public enum Status: String, Hashable, Codable, Sendable {
    /// Inside the training range.
    case predicted
    /// Outside, and accepted by name.
    case flagged
    /// Outside, so there is no prediction.
    case refused
    /// Something is missing or broken.
    case failed
  }

  /// The id given.
  public let id: String
  /// How it ended.
  public let status: Status
  /// Decision score, higher for the event.
  public let score: Double?
  /// Calibrated probability of the event; `nil` without calibration.
  public let probability: Double?
  /// Class at the stored cutoff; `nil` without one.
  public let isCalledEvent: Bool?
  /// Where the patient lies outside the training range.
  public let outside: [RangeFinding]
  /// What a reader should know, e.g. a factor that was filled in.
  public let notes: [String]
  /// Why nothing could be predicted, with the next step.
  public let failure: String?

  /// Whether there is a prediction.
  public var isPredicted: Bool { status == .predicted || status == .flagged }

  package init(
    _ id: String, _ status: Status, prediction: Prediction? = nil, outside: [RangeFinding] = [], notes: [String] = [],
    failure: String? = nil
  ) {
    (self.id, self.status, self.outside, self.notes, self.failure) = (id, status, outside, notes, failure)
    (score, probability, isCalledEvent) = (prediction?.score, prediction?.probability, prediction?.isCalledEvent)
  }
}
