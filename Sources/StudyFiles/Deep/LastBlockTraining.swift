import DeepRadiomics
import Yams

extension StudyFile.Deep {
  /// The last block of the network is trained together with the head, instead of staying as it was published.
  package struct LastBlockTraining: Hashable, Codable, Sendable {
    /// Whether the study file asks for it by name although there are too few events for its numbers.
    package let despiteFewEvents: Bool

    /// Takes the choice as given.
    package init(despiteFewEvents: Bool) { self.despiteFewEvents = despiteFewEvents }

    /// What the study file calls the part, and the reason not to refuse.
    static let (part, reason) = ("last-block", "few-events")
  }
}

extension StudyFile.Deep.LastBlockTraining {
  /// `train: last-block`, or `train: {part: last-block, despite: few-events}`; `nil` for `frozen` and without the key.
  static func read(
    _ section: YAMLSection, network: NetworkChoice, way: StudyFile.Deep.Way, views: [InputView]
  ) throws(StudyFileError) -> StudyFile.Deep.LastBlockTraining? {
    guard let node = section.node("train") else { return nil }
    let found: StudyFile.Deep.LastBlockTraining
    if let word = node.scalar?.string {
      if word == "frozen" { return nil }
      guard word == part else {
        throw section.fail("train", .unknownName(word, in: "\(section.path).train", known: ["frozen", part]))
      }
      found = StudyFile.Deep.LastBlockTraining(despiteFewEvents: false)
    } else if let own = try section.section("train") {
      found = try read(own)
    } else {
      return nil
    }
    try check(section, network: network, way: way, views: views)
    return found
  }

  private static func read(
    _ section: YAMLSection
  ) throws(StudyFileError) -> StudyFile.Deep.LastBlockTraining {
    let named = try section.required("part")
    guard named == part else {
      throw section.fail("part", .unknownName(named, in: "\(section.path).part", known: [part]))
    }
    let word = try section.string("despite")
    if let word, word != reason {
      throw section.fail("despite", .unknownName(word, in: "\(section.path).despite", known: [reason]))
    }
    try section.finish()
    return StudyFile.Deep.LastBlockTraining(despiteFewEvents: word != nil)
  }

  private static func check(
    _ section: YAMLSection, network: NetworkChoice, way: StudyFile.Deep.Way, views: [InputView]
  ) throws(StudyFileError) {
    guard network.architecture.hasLastBlock else {
      throw section.fail("train", .otherwise("\(TuningError.noBlock(network: network.name))".withoutLastStop))
    }
    guard way.settings.precision == .float32 else {
      throw section.fail("train", .otherwise("\(TuningError.float32Only)".withoutLastStop))
    }
    guard way.poolings == [.mean] else {
      throw section.fail(
        "train",
        .wrongValue(
          key: "\(section.path).train", found: "beside \(slicePoolingKey)",
          expected: "\(slicePoolingKey): mean where the last block is trained"))
    }
    guard views.isEmpty else {
      throw section.fail(
        "train",
        .wrongValue(
          key: "\(section.path).train", found: "beside views",
          expected: "no views where the last block is trained, whose entrance is kept for the original images alone"))
    }
  }

  /// The value of the key, written out.
  var node: Node {
    .map([("part", .quoted(Self.part))] + (despiteFewEvents ? [("despite", .quoted(Self.reason))] : []))
  }
}

extension String {
  fileprivate var withoutLastStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
