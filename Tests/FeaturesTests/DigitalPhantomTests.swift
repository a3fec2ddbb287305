import Features
import Glibc
import Testing

/// Conformance with IBSI on its digital phantom, for every feature whose definition PyRadiomics shares.
@Suite struct DigitalPhantomTests {
  static let values: [String: FeatureValue] = Dictionary(
    uniqueKeysWithValues: (shapeFeatures(of: DigitalPhantom.mask)
      + features(intensities: DigitalPhantom.intensities, levels: DigitalPhantom.region)).map { ($0.column, $0.value) })

  @Test(arguments: FeatureRegistry.entries.filter { $0.ibsi != nil })
  func agreesWithTheReference(entry: FeatureRegistry.Entry) throws {
    let code = try #require(entry.ibsi)
    let reference = try #require(DigitalPhantom.reference[code], "no reference value for \(code)")
    let value = try #require(Self.values[entry.column]?.number)
    let comparable = asInIBSI(value, entry.name)
    // Half a unit of the third significant digit, to which the reference is rounded.
    let rounding = 0.5 * pow(10, floor(log10(abs(reference.value))) - 2)
    #expect(abs(comparable - reference.value) <= reference.tolerance + rounding * 1.000001, "\(entry.column) \(value)")
  }

  /// The two differences of definition: IBSI's kurtosis is the excess over 3, and its reference axis lengths come from
  /// the sample covariance of the 74 voxel centres, PyRadiomics' from that of the population.
  private func asInIBSI(_ value: Double, _ name: String) -> Double {
    switch name {
    case "Kurtosis": value - 3
    case "MajorAxisLength", "MinorAxisLength", "LeastAxisLength": value * (74.0 / 73).squareRoot()
    default: value
    }
  }

  @Test func everyClassIsCompared() {
    let compared = Set(FeatureRegistry.entries.filter { $0.ibsi != nil }.map(\.featureClass))
    #expect(compared == Set(FeatureClass.defaults))
    #expect(FeatureRegistry.entries.filter { $0.ibsi != nil }.count == 102)
  }
}
