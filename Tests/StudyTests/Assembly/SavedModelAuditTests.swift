import Foundation
import SavedModels
import Testing

/// What a saved model says of itself, forged by somebody who also mended the hashes that name the model.
@Suite struct SavedModelAuditTests {
  private typealias Value = [String: Any]

  private struct Forgery: Sendable, CustomTestStringConvertible {
    let words: String
    /// Changes a description; the second is that of another model of the same run.
    let change: @Sendable (inout [String: Any], [String: Any]) -> Void
    var testDescription: String { words }

    init(_ words: String, _ change: @escaping @Sendable (inout [String: Any], [String: Any]) -> Void) {
      (self.words, self.change) = (words, change)
    }
  }

  private static let forgeries = [
    Forgery("its cutoff") { $0["cutoff"] = $1["cutoff"] },
    Forgery("its performance") { $0["evidence"] = $1["evidence"] },
    Forgery("its training patients") { own, _ in change(&own, "training", "patients", 25) },
    Forgery("its name or summary") { own, _ in own["name"] = "HCR (MS)" },
    Forgery("its name or summary") { own, _ in own["summary"] = "A better row." },
    Forgery("its family") { $0["family"] = $1["family"] },
    Forgery("its flags") { own, _ in own["flags"] = ["a flag that the row does not have"] },
    Forgery("its setting") { $0["setting"] = $1["setting"] },
    Forgery("its columns") { own, _ in own["selected"] = (own["selected"] as? [String] ?? []).reversed() as [String] },
    Forgery("its study") { own, _ in change(&own, "study", "seed", 99) },
    Forgery("its study") { own, _ in change(&own, "study", "hash", "another") },
    Forgery("its study") { own, _ in change(&own, "study", "isSynthetic", true) },
    Forgery("its study") { own, _ in change(&own, "study", "event", "death") },
    Forgery("its choices") { own, _ in change(&own, "study", "choices", ["auc-of-labels"]) },
    Forgery("its training patients") { own, _ in change(&own, "training", "events", 1) },
    Forgery("the ranges of its features") { own, _ in
      var training = own["training"] as? [String: Any] ?? [:]
      var features = training["features"] as? [[String: Any]] ?? []
      features[0]["quartiles"] = [0.1, 0.2, 0.3]
      training["features"] = features
      own["training"] = training
    },
  ]

  /// Changes a value inside a part of a description.
  private static func change(_ own: inout [String: Any], _ part: String, _ key: String, _ value: Any) {
    var inner = own[part] as? [String: Any] ?? [:]
    inner[key] = value
    own[part] = inner
  }

  private func text(_ model: SavedModel) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(model.description)) as? [String: Any])
  }

  /// Findings about a run whose model `hcr_mr` was written again with another description.
  private func refuted(_ change: (inout [String: Any], [String: Any]) -> Void) throws -> [String: String] {
    let place = try RunPlace()
    _ = try place.run()
    let folder = "\(place.path)/run/models/hcr_mr"
    let model = try SavedModel(reading: folder)
    var own = try text(model)
    change(&own, try text(SavedModel(reading: "\(place.path)/run/models/clinical")))
    let description = try JSONDecoder().decode(
      ModelDescription.self, from: JSONSerialization.data(withJSONObject: own))
    let forged = try SavedModel(writing: description, model.predictor, to: folder)
    for file in ["training.json", "results.json"] {
      try place.write(place.read(file).replacing(model.fingerprint, with: forged.fingerprint), file)
    }
    return try place.refuted
  }

  @Test func aModelThatIsWrittenAgainAsItWasIsAccusedOfNothing() throws {
    #expect(try refuted { _, _ in } == [:])
  }

  @Test(arguments: forgeries) private func aForgedStatementIsNamed(_ forgery: Forgery) throws {
    let found = try refuted(forgery.change)["record-follows"] ?? ""
    #expect(found.contains("models/hcr_mr/model.json and the rest of the run differ in \(forgery.words)"), "\(found)")
  }

  /// Limits and sigmoid of a model follow from the held-out scores, which training.json has.
  @Test func limitsOfPredictionSetsFollowFromTheHeldOutScores() throws {
    let found =
      try refuted { own, _ in
        var limits = own["limits"] as? [String: Any] ?? [:]
        Self.change(&limits, "event", "nonconformity", 0.5)
        own["limits"] = limits
      }["record-follows"] ?? ""
    #expect(found.contains("hcr_mr: the limits of prediction sets of the saved model do not follow"), "\(found)")
    let sigmoid = try refuted { $0["calibration"] = $1["calibration"] }["record-follows"] ?? ""
    #expect(sigmoid.contains("hcr_mr: the calibration of the saved model does not follow from the held-out scores"))
  }
}
