import DeepRadiomics
import Learning
import Results

extension StudyFile.Deep {
  /// How images reach the features of a network: its layers and its input.
  package struct Way: Hashable, Codable, Sendable {
    /// Layers, inflation, pooling, precision.
    package let settings: NetworkSettings
    /// How an image becomes the input of the network.
    package let input: InputSettings
    /// How the features of slices are joined, one after the other where the tuning budget chooses.
    package let poolings: [SlicePooling]

    /// Takes every part as given.
    package init(settings: NetworkSettings, input: InputSettings, poolings: [SlicePooling] = [.mean]) {
      self.settings = settings
      self.input = input
      self.poolings = poolings
    }

    /// Whether the features of every slice are needed, and not their mean alone.
    package var keepsSlices: Bool { poolings != [.mean] }

    /// Whether heads may attend to slices.
    package var attends: Bool { poolings.contains(where: \.isLearned) }

    /// The fit by which the size of the input is learned; `nil` where all of it is given.
    package var fitOfSize: FitKind? {
      switch input.fitted(for: settings.depth) {
      case .depth: .inputDepth
      case .crop: .inputCrop
      case nil: nil
      }
    }
  }

  /// How images reach the features in a protocol.
  package func way(in evaluation: EvaluationProtocol.Name) -> Way {
    let own = Way(settings: settings, input: input, poolings: poolings)
    return evaluation == .asPublished ? published ?? own : own
  }

  /// The different ways of the protocols: one, or that of `sound` and that of `as-published`.
  package var ways: [Way] {
    [Way(settings: settings, input: input, poolings: poolings)] + (published.map { [$0] } ?? [])
  }
}

/// What the keys that a section does not give stand for.
struct DeepDefaults {
  /// The preset of the input.
  let input: InputSettings
  /// How slices are seen by a network that was trained on photographs.
  let depth: DepthTreatment

  /// The lesion's crop, slice by slice, so that every slice of the lesion reaches the features.
  static let sound = DeepDefaults(input: .sound, depth: .slices)
  /// The published geometry: centre inflation of the whole frame.
  static let asPublished = DeepDefaults(input: .wholeFrame, depth: .inflated(.centre))
  /// The published input in every respect.
  static let jeong2024 = DeepDefaults(input: .jeong2024, depth: .inflated(.centre))
}
