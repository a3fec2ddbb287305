import DeepRadiomics
import Testing

/// Weights of the right names and shapes that no training makes: refused, and never features that look like others.
@Suite(.serialized) struct HostileNetworkTests {
  private static let sound = GeneratedTensors.resNet(blocks: [2, 2, 2, 2], isBottleneck: false)
  private static let depths: [DepthTreatment] = [.slices, .inflated(.average), .inflated(.centre)]

  /// What becomes of a tensor by its name: the numbers are tens of millions, the names are few. `nil` leaves it.
  private typealias Change = (String) -> ((Float) -> Float)?

  private static func changed(_ tensors: [String: WeightTensor], _ change: Change) -> [String: WeightTensor] {
    var changed = tensors
    for (name, tensor) in tensors {
      if let change = change(name) {
        changed[name] = WeightTensor(shape: tensor.shape, values: tensor.values.map(change))
      }
    }
    return changed
  }

  private func features(_ depth: DepthTreatment, _ change: Change) throws -> [Float] {
    let tensors = Self.changed(Self.sound.tensors, change)
    let network = try FeatureNetwork(
      NetworkSettings(architecture: .resNet18, depth: depth, pooling: .standard),
      weights: WeightSet(tensors: tensors, source: Self.sound.source),
      input: NetworkInputShape(depth: depth == .slices ? 1 : 8, rows: 32, columns: 32))
    return try network.features(of: GeneratedTensors.input(slices: 8, side: 32))
  }

  private func kind(_ depth: DepthTreatment, _ change: Change) throws -> WeightFileError.Kind? {
    do {
      _ = try features(depth, change)
      return nil
    } catch let error as WeightFileError {
      return error.kind
    }
  }

  @Test(arguments: depths) func soundWeightsHaveFeatures(_ depth: DepthTreatment) throws {
    #expect(Set(try features(depth) { _ in nil }).count > 100)
  }

  /// In any layer: the root of a negative number is none, and a rectifier would make 0 of it.
  @Test(arguments: depths, ["bn1", "layer2.0.bn1", "layer3.0.downsample.1", "layer4.1.bn2"])
  func negativeVariancesAreRefused(_ depth: DepthTreatment, _ layer: String) throws {
    let name = "\(layer).running_var"
    #expect(try kind(depth) { $0 == name ? { -$0 } : nil } == .negativeVariance(name))
    // Also one that the ε of the network would make positive, and 0 itself is a variance.
    #expect(try kind(depth) { $0 == name ? { _ in -1e-6 } : nil } == .negativeVariance(name))
    #expect(try kind(depth) { $0 == name ? { _ in 0 } : nil } == nil)
  }

  @Test(arguments: depths) func kernelsOfZeroAreRefused(_ depth: DepthTreatment) throws {
    #expect(try kind(depth) { _ in { _ in 0 } } == .allZero)
    #expect(try kind(depth) { $0.hasSuffix("weight") && !$0.contains("bn") ? { _ in 0 } : nil } == .allZero)
    // A normalisation that multiplies a whole block by 0 is what some trainings start from.
    #expect(try kind(depth) { $0.hasSuffix("bn2.weight") ? { _ in 0 } : nil } == nil)
  }

  /// The first convolution decides all; one of a block is gone round by the block's input.
  @Test(arguments: depths) func aZeroOnEveryWayIsRefused(_ depth: DepthTreatment) throws {
    #expect(try kind(depth) { $0 == "conv1.weight" ? { _ in 0 } : nil } == .constant)
    #expect(try kind(depth) { $0 == "bn1.weight" ? { _ in 0 } : nil } == .constant)
    #expect(try kind(depth) { $0 == "layer1.0.conv1.weight" ? { _ in 0 } : nil } == nil)
    // Behind the projection of the second layer and its block, nothing of the image is left.
    let both = try kind(depth) {
      ["layer2.0.conv2.weight", "layer2.0.downsample.0.weight"].contains($0) ? { _ in 0 } : nil
    }
    #expect(both == .constant)
  }

  /// Clamps at 6 are part of their convolutions, so that no step makes an infinite number.
  @Test func clampsHideNoLargeNumbers() throws {
    func features(_ change: Change) throws -> [Float] {
      let settings = NetworkSettings(architecture: .efficientNetLite0, depth: .slices)
      let sound = try WeightSet.random(for: settings)
      let tensors = Self.changed(sound.tensors, change)
      return try FeatureNetwork(
        settings,
        weights: WeightSet(tensors: tensors, source: sound.source),
        input: NetworkInputShape(depth: 1, rows: 32, columns: 32)
      ).features(of: GeneratedTensors.input(slices: 1, side: 32))
    }
    #expect(try features { _ in nil }.count == 1280)
    #expect(throws: WeightFileError.self) { try features { $0.contains("conv") ? { $0 * 1e30 } : nil } }
    #expect(throws: NetworkError.overflow) {
      try features { $0.hasSuffix("project_conv.weight") ? { $0 * 1e15 } : nil }
    }
    #expect(throws: WeightFileError.self) { try features { $0 == "_conv_stem.weight" ? { _ in 0 } : nil } }
  }

  @Test(arguments: depths) func numbersThatBecomeInfiniteAreRefused(_ depth: DepthTreatment) throws {
    #expect(throws: NetworkError.overflow) { try features(depth) { $0.contains("conv") ? { $0 * 1e12 } : nil } }
    let stem = try kind(depth) { $0 == "conv1.weight" ? { $0 * 1e30 } : nil }
    #expect(stem == .tooLarge("conv1.weight"))
    let folded = try kind(depth) { name in
      name == "layer1.0.bn1.weight" ? { _ in 3e38 } : name == "layer1.0.conv1.weight" ? { _ in 10 } : nil
    }
    #expect(folded == .foldedNotFinite("layer1.0.conv1.weight"))
  }
}
