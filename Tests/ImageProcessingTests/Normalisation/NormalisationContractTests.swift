import Foundation
import ImageProcessing
import Testing
import Volumes

/// What every entry of the registry promises.
@Suite struct NormalisationContractTests {
  /// A bright ball with texture in dark air that is not all zero: whole numbers, so that the maps below are exact.
  private static func image(_ change: (Double) -> Double = { $0 }) -> Volume {
    let grid = Grid(size: [20, 18, 16])
    var voxels: [Double] = []
    for k in 0..<16 {
      for j in 0..<18 {
        for i in 0..<20 {
          let distance = pow(Double(i) - 10, 2) + pow(Double(j) - 9, 2) + pow(Double(k) - 8, 2)
          let noise = Double((i * 7919 + j * 104_729 + k * 1_299_709) % 61)
          voxels.append(change(distance < 40 ? 200 + noise * 2 : (noise / 8).rounded()))
        }
      }
    }
    return Volume(grid: grid, voxels: voxels, precision: .integer)
  }

  private static let roi: Mask = {
    let whole = image()
    return Mask(grid: whole.grid, voxels: whole.voxels.map { $0 > 240 ? 1 : 0 })
  }()

  private static let texts: [String] = NormalisationRegistry.names + ["nyul:region=image", "percentile:clip=false"]

  private static func normaliser(_ text: String) throws -> IntensityNormaliser {
    let settings = try IntensityNormalisation(text)
    guard settings.needsFit else { return try IntensityNormaliser(settings) }
    let others = [image(), image { $0 * $0 / 100 }, image { 50 + $0 }]
    return try settings.fit(others.map { try settings.landmarks(of: $0, roi: roi) })
  }

  @Test(arguments: NormalisationRegistry.names)
  func defaultsReadBackAsTheSameSettings(name: String) throws {
    let settings = try IntensityNormalisation(name)
    #expect(settings.method == name)
    #expect(try IntensityNormalisation(settings.description) == settings)
    let data = try JSONEncoder().encode([settings])
    #expect(try JSONDecoder().decode([IntensityNormalisation].self, from: data) == [settings])
  }

  @Test(arguments: texts)
  func theMapNeverFallsAndKeepsTheGrid(text: String) throws {
    let image = Self.image()
    let result = try Self.normaliser(text).applied(to: image, roi: Self.roi)
    #expect(result.grid == image.grid && result.precision == .double)
    #expect(result.voxels.allSatisfy { $0.isFinite })
    let pairs = zip(image.voxels, result.voxels).sorted { $0.0 < $1.0 }
    for (first, second) in zip(pairs, pairs.dropFirst()) {
      #expect(first.0 == second.0 ? first.1 == second.1 : first.1 <= second.1)
    }
    #expect(Set(result.voxels).count > 30)
  }

  /// Scanners differ by a factor and an offset: that must not change what comes out.
  @Test(arguments: texts)
  func aFactorAndAnOffsetOfTheScannerChangeNothing(text: String) throws {
    let normaliser = try Self.normaliser(text)
    let plain = try normaliser.applied(to: Self.image(), roi: Self.roi)
    let moved = try normaliser.applied(to: Self.image { 4 * $0 + 64 }, roi: Self.roi)
    for (a, b) in zip(plain.voxels, moved.voxels) { #expect(abs(a - b) <= 1e-9 * max(1, abs(a))) }
  }

  @Test(arguments: texts)
  func theScaleMultiplies(text: String) throws {
    let scaled = text.contains(":") ? text + ",scale=100" : text + ":scale=100"
    let plain = try Self.normaliser(text).applied(to: Self.image(), roi: Self.roi)
    let result = try Self.normaliser(scaled).applied(to: Self.image(), roi: Self.roi)
    for (a, b) in zip(plain.voxels, result.voxels) { #expect(abs(100 * a - b) <= 1e-9 * max(1, abs(b))) }
  }

  @Test(arguments: texts.filter { $0 != "percentile" })
  func outliersAreHeldWithinTheLimit(text: String) throws {
    let limited = text + (text.contains(":") ? "," : ":") + "outliers=0.5"
    let plain = try Self.normaliser(text).applied(to: Self.image(), roi: Self.roi)
    let result = try Self.normaliser(limited).applied(to: Self.image(), roi: Self.roi)
    let (low, high) = (try #require(result.voxels.min()), try #require(result.voxels.max()))
    let expected: (Double, Double) =
      text.hasPrefix("nyul") ? (50.5 - 24.75, 50.5 + 24.75) : text.hasPrefix("percentile") ? (0.25, 0.75) : (-0.5, 0.5)
    #expect(low >= expected.0 && high <= expected.1 && (low == expected.0 || high == expected.1))
    for (a, b) in zip(plain.voxels, result.voxels) where a > low && a < high { #expect(a == b) }
  }

  @Test(arguments: texts)
  func aFlatImageAndHolesAreErrorsByName(text: String) throws {
    let normaliser = try Self.normaliser(text)
    #expect(throws: NormalisationError.self) { try normaliser.map(of: Self.image { _ in 7 }, roi: Self.roi) }
    for broken in [Double.nan, .infinity] {
      var voxels = Self.image().voxels
      voxels[0] = broken
      let image = Volume(grid: Self.roi.grid, voxels: voxels)
      #expect(throws: NormalisationError.intensitiesAreNotFinite(count: 1)) {
        try normaliser.map(of: image, roi: Self.roi)
      }
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    let settings = try IntensityNormalisation("nyul")
    #expect(throws: NormalisationError.needsLandmarks) { try IntensityNormaliser(settings) }
    #expect(throws: NormalisationError.noImageToFit) { try settings.fit([]) }
    let roi = try IntensityNormaliser(IntensityNormalisation("zscore-roi"))
    #expect(throws: NormalisationError.needsRegionOfInterest) { try roi.map(of: Self.image()) }
    let empty = Mask(grid: Self.roi.grid, voxels: Self.roi.voxels.map { _ in 0 })
    #expect(throws: NormalisationError.regionIsEmpty(.roi)) { try roi.map(of: Self.image(), roi: empty) }
    #expect(throws: NormalisationError.bodyIsEmpty(threshold: 1e6)) { try Self.image().body(.threshold(1e6)) }
  }

  @Test(arguments: [
    "zscore", "zscore-image:body=mean", "percentile:lower=99,upper=1", "percentile:clip=true,outliers=2",
    "whitestripe:width=0.5", "nyul:percentiles=1/2", "nyul:percentiles=10/5/90", "nyul:low=5,high=5", "nyul:scale=0",
    "zscore-body:scale", "zscore-body:scale=1,scale=2", "zscore-body:body=fat", "nyul:percentiles=0/50/99",
  ])
  func whatCannotBeMeantIsRefused(text: String) {
    #expect(throws: NormalisationSettingError.self) { try IntensityNormalisation(text) }
  }

  @Test func anotherOrderOfTheImagesGivesTheSameScale() throws {
    let settings = try IntensityNormalisation("nyul")
    let landmarks = try [Self.image(), Self.image { $0 * $0 / 100 }, Self.image { 50 + $0 }, Self.image { sqrt($0) }]
      .map { try settings.landmarks(of: $0) }
    #expect(try settings.fit(landmarks) == settings.fit(landmarks.reversed()))
  }

  /// Two blobs: the larger is the body, and one that touches it only along an edge is not part of it.
  @Test func theBodyIsTheLargestComponentThroughFaces() throws {
    let grid = Grid(size: [6, 4, 2])
    var voxels = [Double](repeating: 0, count: grid.count)
    for (i, j, k) in [(0, 0, 0), (1, 0, 0), (2, 0, 0), (2, 1, 0), (2, 1, 1), (3, 2, 1), (5, 3, 0)] {
      voxels[grid.offset(i, j, k)] = 10
    }
    let body = try Volume(grid: grid, voxels: voxels).body(.threshold(5))
    #expect(body.count == 5)
    #expect(body[2, 1, 1] && !body[3, 2, 1] && !body[5, 3, 0])
  }
}
