import Execution
import Foundation
import Testing

import Mathematics

/// Both transforms against the definition, summed term by term.
@Suite struct FourierTests {
  /// Every radix, products of them, primes and lengths that go by way of the chirp transform.
  @Test(arguments: Array(1...34) + [49, 67, 97, 100, 128, 169, 199, 201, 204, 251, 360])
  func theTransformIsItsDefinition(length: Int) {
    var stream = RandomStream(seed: 21, name: "IBSIFourierTests \(length)")
    let lanes = Lanes.scalarCount
    let values = (0..<lanes * length).map { _ in (re: stream.normal(), im: stream.normal()) }
    let plan = FourierPlan(length: length)
    let storage = LaneStorage(count: length + plan.workspace)
    let line = storage.line
    for (n, value) in values.enumerated() { line.store(value.re, value.im, at: n / lanes, lane: n % lanes) }
    plan.transform(line, workspace: line.advanced(by: length))
    for lane in [0, lanes - 1] {
      for k in 0..<length {
        var (re, im) = (0.0, 0.0)
        for n in 0..<length {
          let angle = -2 * Double.pi * Double(k * n % length) / Double(length)
          let value = values[lanes * n + lane]
          re += value.re * cos(angle) - value.im * sin(angle)
          im += value.re * sin(angle) + value.im * cos(angle)
        }
        let found = line.value(at: k, lane: lane)
        #expect(abs(found.re - re) + abs(found.im - im) < 1e-11 * Double(length + 10), "k = \(k)")
      }
    }
  }

  @Test(arguments: [5, 8, 17, 22, 37, 60])
  func theInverseTransformRestoresTheLine(length: Int) {
    let plan = FourierPlan(length: length)
    let storage = LaneStorage(count: length + plan.workspace)
    let line = storage.line
    for n in 0..<length { line.store(Double(n * n % 7), Double(n % 5), at: n, lane: 1) }
    plan.transform(line, workspace: line.advanced(by: length))
    plan.transform(line.swapped, workspace: line.advanced(by: length))
    for n in 0..<length {
      let value = line.value(at: n, lane: 1)
      #expect(abs(value.re / Double(length) - Double(n * n % 7)) < 1e-12)
      #expect(abs(value.im / Double(length) - Double(n % 5)) < 1e-12)
    }
  }

  /// The numbers lie apart, others between them, and those stay as they are.
  @Test(arguments: [1, 2, 8, 64, 256])
  func theTransformOfAPowerOfTwoIsItsDefinition(count: Int) {
    var stream = RandomStream(seed: 23, name: "FourierTests \(count)")
    let stride = 3
    let values = (0..<stride * count).map { _ in SIMD2(stream.normal(), stream.normal()) }
    var data = values
    var scratch = [SIMD2<Double>](repeating: .zero, count: count)
    let transform = RadixTwoTransform(count: count)
    data.withUnsafeMutableBufferPointer { data in
      scratch.withUnsafeMutableBufferPointer { scratch in
        transform.transform(data.baseAddress!, stride: stride, scratch: scratch.baseAddress!)
      }
    }
    for k in 0..<count {
      var expected = SIMD2<Double>.zero
      for n in 0..<count {
        let angle = -2 * Double.pi * Double(k * n % count) / Double(count)
        let value = values[stride * n]
        expected.x += value.x * cos(angle) - value.y * sin(angle)
        expected.y += value.x * sin(angle) + value.y * cos(angle)
      }
      let error = data[stride * k] - expected
      #expect(abs(error.x) + abs(error.y) < 1e-11 * Double(count + 10), "k = \(k)")
      #expect(data[stride * k + 1] == values[stride * k + 1])
    }
  }

  @Test func sizesArePowersOfTwo() {
    #expect([1, 2, 3, 64, 65].map(RadixTwoTransform.size) == [1, 2, 4, 64, 128])
  }
}
