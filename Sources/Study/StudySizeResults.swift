import Statistics

/// The numbers of a sample size calculation, for a file: the inputs and the results.
package struct StudySizeResults: Encodable, Sendable {
  /// The study.
  package let size: StudySize

  private enum Key: String, CodingKey { case minima, validation, testEvents, testNonEvents, expectedTestInterval }

  /// The minimum of one model.
  private struct Minimum: Encodable {
    let model: String
    let subjects: Int
    let events: Int
    let criteria: [MinimumSampleSize.Criterion: Int]
  }

  /// The numbers of `size`.
  package init(_ size: StudySize) { self.size = size }

  /// Writes the fields of ``StudySize`` and, beside them, the minima for development and validation and the test's
  /// precision.
  package func encode(to encoder: any Encoder) throws {
    try size.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    let minima = size.models.map { model in
      let least = size.minimum(of: model)
      return Minimum(model: model.name, subjects: least.total, events: least.events, criteria: least.subjects)
    }
    try container.encode(minima, forKey: .minima)
    try container.encode(size.validation, forKey: .validation)
    try container.encode(size.test.events, forKey: .testEvents)
    try container.encode(size.test.nonEvents, forKey: .testNonEvents)
    try container.encodeIfPresent(size.expectedTestInterval, forKey: .expectedTestInterval)
  }
}
