import Foundation
import ImageFiles
import Testing
import Volumes

/// What is a label image, and what is none.
struct LabelImageTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func file(
    _ values: [Float], rescale: (slope: Float, intercept: Float) = (0, 0), sizes: [Int16]? = nil
  ) throws -> String {
    var file = NIfTIBytes()
    (file.sizes, file.datatype, file.bits) = (sizes ?? [Int16(values.count / 100), 10, 10], 16, 32)
    file.sform = [[1, 0, 0, 0], [0, 2, 0, 0], [0, 0, 3, 0]]
    file.rescale = rescale
    file.data = values.flatMap { value in withUnsafeBytes(of: value.bitPattern) { Array($0) } }
    return try scratch.write(file.bytes, to: "mask.nii")
  }

  private func failure(_ values: [Float], label: Int = 1) throws -> ImageFileError.Kind? {
    let path = try file(values)
    do {
      _ = try readMask(path, label: label)
      return nil
    } catch { return error.kind }
  }

  @Test func aValueOffAWholeNumberByRoundingIsALabel() throws {
    let values = (0..<2000).map { Float($0 % 40 < 10 ? 1 + 6e-8 : 0) }
    #expect(try readMask(file(values)).count == 500)
    // An 8-bit mask scaled to its type and back: 255 x 0.003921569.
    let scaled = (0..<2000).map { Float($0 % 40 < 10 ? 255 : 0) }
    #expect(try readMask(file(scaled, rescale: (0.00392157, 0))).count == 500)
  }

  @Test func fractionsAreNoLabels() throws {
    let values = (0..<2000).map { Float($0 % 40 < 10 ? 1 : $0 % 40 < 12 ? 0.5 : 0) }
    #expect(try failure(values) == .labelsNotWhole(count: 100, examples: [0.5]))
  }

  /// NaN in the core of a ball, on its surface, and far away; then as the whole background.
  @Test func notANumberIsNoBackgroundBesideARegion() throws {
    for (from, to) in [(0.0, 1.0), (2, 4), (4, 7)] {
      let values = ball { radius in from...to ~= radius ? .nan : radius < 6 ? 1 : 0 }
      let count = values.count { $0.isNaN }
      let path = try file(values, sizes: [20, 20, 5])
      let error = #expect(throws: ImageFileError.self) { try readMask(path) }
      guard case .labelsNotWhole(let found, _)? = error?.kind else {
        Issue.record("\(count) voxels from \(from) to \(to) mm were taken for background")
        continue
      }
      #expect(found > 0 && found <= count)
    }
    let far = ball { radius in radius > 12 ? .nan : radius < 6 ? 1 : 0 }
    #expect(try readNotedMask(file(far, sizes: [20, 20, 5])).notes == [.notNumbers(count: far.count { $0.isNaN })])
    let all = ball { radius in radius < 6 ? 1 : .nan }
    let reading = try readNotedMask(file(all, sizes: [20, 20, 5]))
    #expect(
      reading.mask.count == all.count { $0 == 1 }
        && reading.notes == [.notNumbers(count: all.count - reading.mask.count)])
  }

  @Test func aLabelThatIsNotThereIsAnsweredWithThoseThatAre() throws {
    let values = (0..<2000).map { Float($0 < 300 ? 2 : $0 < 400 ? 7 : 0) }
    let present = [LabelCount(label: 2, voxels: 300), LabelCount(label: 7, voxels: 100)]
    #expect(try failure(values) == .labelNotFound(label: 1, present: present, count: 2))
  }

  /// A ball that climbs from its rim to a plateau, as probabilities (times 255 or 100), distances and saturated
  /// activations do.
  @Test(arguments: [255.0, 100, 20], [1.0, 2, 4])
  func mapsThatClimbAreNoLabels(top: Double, width: Double) throws {
    let values = ball { radius in (top / (1 + exp((radius - 8) / width))).rounded() }
    guard case .imageAsMask(let reason) = try failure(values) else {
      Issue.record("top \(top), width \(width): taken for labels")
      return
    }
    #expect(reason.contains("threshold"))
  }

  /// Nested regions are labels: a lesion with a core of its own, and shells of three voxels.
  @Test func nestedRegionsAreLabels() throws {
    for steps in [[9.0, 5], [9, 6, 3], [9, 8, 5, 2]] {
      #expect(try failure(ball { radius in Double(steps.count { radius < $0 }) }) == nil)
    }
  }

  /// Votes of five readers: label 1 is a skin of one voxel. The wall of a vessel is one too, so it is asked and not
  /// refused.
  @Test func aSkinAroundOtherLabelsIsAsked() throws {
    let votes = ball { radius in Double([9.5, 8.6, 7.6, 6.6, 5.6].count { radius < $0 }) }
    #expect(try readNotedMask(file(votes)).notes == [.skinOfOtherLabels(label: 1)])
  }

  /// A lesion with a core, an organ with its tumour, and the votes of two readers: whoever did not choose label 1 may
  /// want all of it.
  @Test(arguments: [[9.0, 5], [9, 6, 3], [9, 7.4]])
  func higherLabelsInsideAreAskedAboutUnlessTheLabelWasChosen(radii: [Double]) throws {
    let path = try file(ball { radius in Double(radii.count { radius < $0 }) }, sizes: [20, 20, 5])
    let higher = Array(2...radii.count)
    #expect(try readNotedMask(path).notes == [.higherLabelsInside(label: 1, labels: higher)])
    #expect(try readNotedMask(path, isAsked: true).notes.isEmpty)
    #expect(try readNotedMask(path, label: radii.count).notes.isEmpty)
  }

  /// Two regions side by side that touch, and an oedema of label 2 around a core of label 1.
  @Test func labelsSideBySideOrOutsideAreNotAskedAbout() throws {
    let pair = (0..<2000).map { n in Float((n % 20) < 4 ? 0 : (n % 20) < 10 ? 1 : (n % 20) < 16 ? 2 : 0) }
    #expect(try readNotedMask(file(pair, sizes: [20, 20, 5])).notes.isEmpty)
    let around = ball { radius in radius < 5 ? 1 : radius < 9 ? 2 : 0 }
    #expect(try readNotedMask(file(around, sizes: [20, 20, 5])).notes.isEmpty)
  }

  /// 20 x 20 x 5 voxels of a function of the distance from the middle of each slice.
  private func ball(_ value: (Double) -> Double) -> [Float] {
    (0..<2000).map { n in
      let (x, y) = (Double(n % 20) - 9.5, Double(n / 20 % 20) - 9.5)
      return Float(value((x * x + y * y).squareRoot()))
    }
  }

  /// Two hundred labels of ten voxels each are an atlas; as many values in no order are intensities. Seeds are printed
  /// on failure.
  @Test(arguments: 0..<5 as Range<UInt64>) func atlasesAreReadAndIntensitiesAreNot(seed: UInt64) throws {
    #expect(try failure((0..<2000).map { Float(1 + $0 / 10) }) == nil)
    var state = seed &+ 1
    let noise = (0..<2000).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 56)
    }
    guard case .imageAsMask = try failure(noise) else {
      Issue.record("seed \(seed): intensities were taken for labels")
      return
    }
  }
}
