import DeepRadiomics
import Testing
import Volumes

@Suite struct InputViewTests {
  private let side = 32
  private let depth = 3

  /// A square image that fills the network's slices, so that nothing is resized.
  private func image(_ value: (_ row: Int, _ column: Int, _ slice: Int) -> Double) -> InputImage {
    let voxels = (0..<depth).flatMap { k in (0..<side).flatMap { i in (0..<side).map { value(i, $0, k) } } }
    return SyntheticImage.image(size: [side, side, depth], voxels)
  }

  private func greys(_ image: InputImage, _ view: InputView) throws -> [Float] {
    let input = try InputSettings.wholeFrame.with(region: .image, side: side).prepare(
      [image], depth: depth, normalisation: .identity, view: view
    ).input
    return (0..<depth).flatMap { input.slice($0, channel: 0) }
  }

  private func value(_ row: Int, _ column: Int, _ slice: Int) -> Double {
    GeneratedTensors.uniform("\(row) \(column) \(slice)", 1)[0]
  }

  @Test func aMirroredViewIsTheMirroredImage() throws {
    let mirrored = image { value($0, side - 1 - $1, $2) }
    #expect(try greys(image(value), InputView(isMirrored: true)) == greys(mirrored, .original))
  }

  /// Quarter turns hit pixels, so only the rounding of sine and cosine is left.
  @Test(arguments: [(90.0, 1), (-90, 3), (180, 2)])
  func quarterTurnsMovePixelsToPixels(degrees: Double, quarters: Int) throws {
    let turned = image { row, column, slice in
      var place = (row, column)
      for _ in 0..<quarters { place = (side - 1 - place.1, place.0) }
      return value(place.0, place.1, slice)
    }
    let found = try greys(image(value), InputView(rotation: degrees))
    for (a, b) in zip(found, try greys(turned, .original)) { #expect(abs(a - b) < 1e-5) }
  }

  @Test func turningThereAndBackLeavesTheMiddleOfASmoothImage() throws {
    let smooth = image { row, column, _ in Double(row + 2 * column) }
    let (whole, turned) = (try greys(smooth, .original), try greys(smooth, InputView(rotation: 10)))
    #expect(whole != turned)
    // A linear image is interpolated exactly: along the turned axes the greys still lie on a plane.
    let middle = side / 2
    func grey(_ values: [Float], _ row: Int, _ column: Int) -> Float { values[row * side + column] }
    let slope = grey(turned, middle, middle + 1) - grey(turned, middle, middle)
    for step in 2..<6 {
      #expect(abs(grey(turned, middle, middle + step) - grey(turned, middle, middle) - Float(step) * slope) < 1e-5)
    }
    #expect(grey(turned, 0, 0) == 0)
  }

  @Test func viewsOutOfRangeAreRefusedAndTheOriginalHasNoKey() throws {
    #expect(throws: InputError.self) { try InputView(rotation: 181) }
    #expect(throws: InputError.self) { try InputView(rotation: .nan) }
    #expect(try InputView(isMirrored: true).identity != InputView(rotation: 1).identity)
  }
}
