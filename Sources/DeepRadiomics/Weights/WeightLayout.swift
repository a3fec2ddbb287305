/// Weights of a network under the names that torchvision gives its layers.
///
/// Published files hold the same layers under other names: behind a prefix of the program that trained them (`module.`
/// of DataParallel, `backbone.`, `encoder.`, `module.encoder_q.` of MoCo, `module.base_encoder.` of MoCo v3), by the
/// numbers of a sequence (RadImageNet's `backbone.0`, `backbone.1`, `backbone.4.0.conv1`), or in the spelling of old
/// DenseNets (`norm.1`). What decides is the first convolution and a convolution of the first block, which a ResNet and
/// a DenseNet have only once for each network in the file.
package struct WeightLayout {
  private let tensors: [String: WeightTensor]

  /// Tensors by the names of their file.
  package init(_ tensors: [String: WeightTensor]) { self.tensors = tensors }

  /// A way to name the first layers of a family of networks.
  private struct Family {
    /// The first convolution, and one of the first block.
    let stem, block: String
    /// What stands in front of the names in torchvision.
    let standard: String
    /// Names behind the prefix by torchvision's; `nil` where they are the same.
    let rename: (@Sendable (String) -> String)?

    var isStandard: Bool { rename == nil }
  }

  private static let families = [
    Family(stem: "conv1.weight", block: "layer1.0.conv1.weight", standard: "", rename: nil),
    Family(stem: "0.weight", block: "4.0.conv1.weight", standard: "", rename: named),
    Family(
      stem: "conv0.weight", block: "denseblock1.denselayer1.conv1.weight", standard: "features.", rename: nil),
    Family(stem: "conv0.weight", block: "denseblock1.denselayer1.conv.1.weight", standard: "features.", rename: joined),
  ]

  /// Parts of the names of copies that follow another network in training, and are not the one that was trained.
  private static let followers = ["encoder_k", "momentum", "target", "teacher", "ema"]

  /// The same tensors, those of the network by torchvision's names, without what belongs to no network; unchanged where
  /// no layer is known or all have these names.
  /// - Throws: `.severalEncoders` where the file holds several networks and nothing says which is meant.
  package func standard() throws(WeightFileError.Kind) -> [String: WeightTensor] {
    for family in Self.families {
      let found = prefixes(of: family)
      guard !found.isEmpty else { continue }
      if found.contains(family.standard) {
        return family.isStandard ? tensors : renamed(family, behind: family.standard)
      }
      let trained = found.filter { prefix in !Self.followers.contains { prefix.contains($0) } }
      let meant = found.count == 1 ? found : trained
      guard meant.count == 1 else { throw .severalEncoders(found.map { $0 + family.stem }) }
      return renamed(family, behind: meant[0])
    }
    return tensors
  }

  /// What stands in front of the first layers of each network of a family.
  private func prefixes(of family: Family) -> [String] {
    tensors.keys.filter { $0 == family.stem || $0.hasSuffix("." + family.stem) }
      .map { String($0.dropLast(family.stem.count)) }
      .filter { tensors[$0 + family.block] != nil && (tensors[$0 + family.stem]?.shape.count ?? 0) >= 4 }.sorted()
  }

  private func renamed(_ family: Family, behind prefix: String) -> [String: WeightTensor] {
    var result: [String: WeightTensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix) {
      let own = String(name.dropFirst(prefix.count))
      result[family.standard + (family.rename?(own) ?? own)] = tensor
    }
    return result
  }

  /// `0.weight` is `conv1.weight`, `1.bias` is `bn1.bias`, and `4` to `7` are the four layers.
  @Sendable private static func named(_ name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 1)
    guard parts.count == 2, let number = Int(parts[0]) else { return name }
    let known = [0: "conv1", 1: "bn1", 4: "layer1", 5: "layer2", 6: "layer3", 7: "layer4"]
    return known[number].map { "\($0).\(parts[1])" } ?? name
  }

  /// `denselayer1.norm.1.weight` is `denselayer1.norm1.weight`.
  @Sendable private static func joined(_ name: String) -> String {
    name.replacing(/(denselayer\d+\.(?:norm|conv))\.(\d)/) { "\($0.1)\($0.2)" }
  }
}

extension WeightSet {
  /// Channels of the image that the network takes: those of its first convolution, 3 where there is none.
  package var channels: Int {
    if let network { return network.image.channels }
    let stem = tensors["conv1.weight"] ?? tensors["features.conv0.weight"]
    return stem.map { $0.shape.count > 1 ? $0.shape[1] : 3 } ?? 3
  }
}
