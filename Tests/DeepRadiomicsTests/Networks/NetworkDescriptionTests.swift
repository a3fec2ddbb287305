import DeepRadiomics
import Testing

@Suite struct NetworkDescriptionTests {
  private func describe(_ settings: NetworkSettings, _ input: NetworkInputShape) throws -> NetworkDescription {
    try NetworkDescription(settings, input: input)
  }

  /// Published: 160.3 GMac for the whole network; `study.md`: convolutions 158.94, with BN, ReLU and pooling 159.95.
  @Test func thePublishedNetworkCostsWhatWasPublished() throws {
    let network = try describe(.published, .published)
    #expect((Double(network.convolutionMACs) / 1e9 * 100).rounded() == 15894)
    #expect((Double(network.countedMACs) / 1e9 * 100).rounded() == 15995)
    #expect(abs(Double(network.countedMACs) / 160.3e9 - 1) < 0.01)
    #expect(network.features == 2048)
  }

  /// `study.md`: about 21.5 GMac, 7.4 times less, on 14 of 77 slices.
  @Test func fourteenOfSeventySevenSlicesDecide() throws {
    let network = try describe(.published, .published)
    #expect(network.decisiveSlices == [0, 1, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65])
    #expect((Double(network.performedMACs) / 1e8).rounded() == 215)
    #expect((Double(network.convolutionMACs) / Double(network.performedMACs) * 10).rounded() == 74)
  }

  @Test func averageInflationNeedsEverySlice() throws {
    let network = try describe(NetworkSettings(depth: .inflated(.average)), .published)
    #expect(network.decisiveSlices == Array(0..<77))
    #expect(network.performedMACs == network.convolutionMACs)
  }

  /// torchvision's `num_params` (with the classifier of 1000 classes) and `_ops` in GMac of each weight entry.
  @Test(arguments: [
    (NetworkArchitecture.resNet18, 11_689_512, 1.814), (.resNet34, 21_797_672, 3.664), (.resNet50, 25_557_032, 4.089),
    (.resNet101, 44_549_160, 7.801), (.resNet152, 60_192_808, 11.514),
  ])
  func residualNetworksHaveTorchvisionsSizes(architecture: NetworkArchitecture, parameters: Int, operations: Double)
    throws
  {
    let settings = NetworkSettings(architecture: architecture, depth: .slices, pooling: .standard)
    let network = try describe(settings, NetworkInputShape(depth: 1))
    let classifier = 1000 * network.features + 1000
    #expect(network.parameters + classifier == parameters)
    #expect(abs(Double(network.convolutionMACs + 1000 * network.features) / 1e9 - operations) < 0.001)
  }

  @Test func everyKnownSetIsPinnedByADigest() {
    for set in KnownWeights.all {
      #expect(set.sha256?.hasPrefix(set.digestPrefix) ?? set.fileName.hasSuffix("-\(set.digestPrefix).pth"))
      #expect(set.digestPrefix.wholeMatch(of: #/[0-9a-f]{8}/#) != nil)
      #expect(KnownWeights.named(set.name) == set)
      #expect(KnownWeights.named(fileName: set.fileName) == set)
    }
  }
}
