/// Distances of patients by ranks, `Σ |rankᵢ − rankⱼ| / columns`, without a matrix of them.
///
/// Every pair is looked at, since in many columns no patient can be left out by where it lies. But nearly all are told
/// to be too far apart by their ranks in 256 steps, sixteen columns an instruction; only the rest is summed in full. So
/// a search takes `patients² × columns / 16` instructions and memory for the patients alone, and finds exactly what all
/// distances would.
package struct RankDistances {
  /// Patients.
  package let count: Int
  private let width: Int
  /// Midranks doubled, patient by patient: integers, so that sums are exact in any order.
  private let ranks: [Int32]
  /// The same divided by ``step``, each patient padded with zeros to whole vectors.
  private let coarse: [UInt8]
  private let step: Int
  private let stride: Int

  /// - Parameter columns: midranks by column, from 0 on; at least one column.
  package init(_ columns: [[Double]]) {
    (count, width) = (columns[0].count, columns.count)
    // A rank doubled is 2 (count − 1) at most, so a quotient is below 256.
    let step = (2 * columns[0].count + 255) / 256
    let stride = (columns.count + 15) / 16 * 16
    ranks = (0..<columns[0].count).flatMap { patient in columns.map { Int32(2 * $0[patient]) } }
    var coarse = [UInt8](repeating: 0, count: columns[0].count * stride)
    for (at, rank) in ranks.enumerated() {
      coarse[at / columns.count * stride + at % columns.count] = UInt8(Int(rank) / step)
    }
    (self.coarse, self.step, self.stride) = (coarse, step, stride)
  }

  /// The three smallest distances of each patient to another, ascending; infinite where there are fewer others.
  package func nearest() -> [[Double]] {
    // Of patient `p` from 3 p on.
    var best = [Int](repeating: .max, count: 3 * count)
    var limits = [Int32](repeating: .max, count: count)
    func keep(_ sum: Int, of patient: Int) {
      guard sum < best[3 * patient + 2] else { return }
      var place = 3 * patient + 2
      while place > 3 * patient, best[place - 1] > sum {
        best[place] = best[place - 1]
        place -= 1
      }
      best[place] = sum
      limits[patient] = stepsBeyond(best[3 * patient + 2])
    }
    search { one, other, steps in
      guard steps < limits[one] || steps < limits[other] else { return }
      let sum = sum(one, other)
      keep(sum, of: one)
      keep(sum, of: other)
    }
    return (0..<count).map { patient in
      best[(3 * patient)..<(3 * patient + 3)].map { $0 == .max ? .infinity : distance($0) }
    }
  }

  /// Pairs not farther apart than `limit`, `first < second`, ascending by the second and then by the first.
  package func pairs(within limit: Double) -> [(first: Int, second: Int)] {
    // Rounding of the quotient must not lose a pair; the distance decides in the end.
    let steps = stepsBeyond(Int((limit * Double(2 * width)).rounded(.up)) + 1)
    var found: [(first: Int, second: Int)] = []
    search { one, other, apart in
      guard apart < steps, distance(sum(one, other)) <= limit else { return }
      found.append((other, one))
    }
    return found.sorted { ($0.second, $0.first) < ($1.second, $1.first) }
  }

  private func distance(_ sum: Int) -> Double { Double(sum) / Double(2 * width) }

  /// Coarse sums from which on a fine one is `sum` at least: a fine difference is more than `step (coarse − 1)`.
  private func stepsBeyond(_ sum: Int) -> Int32 {
    guard sum < .max / 2 else { return .max }
    return Int32(clamping: (sum + (step - 1) * width + step - 1) / step)
  }
}

extension RankDistances {
  /// Calls `visit` with every pair, `other < one`, and the sum of their coarse differences.
  @inline(__always)
  private func search(_ visit: (_ one: Int, _ other: Int, _ steps: Int32) -> Void) {
    // A block of patients stays in the first cache while all others pass by.
    let block = 32
    coarse.withUnsafeBufferPointer { coarse in
      guard let base = coarse.baseAddress else { return }
      for start in Swift.stride(from: 0, to: count, by: block) {
        let end = min(start + block, count)
        for other in 0..<end {
          let far = base + other &* stride
          for one in max(start, other + 1)..<max(end, other + 1) {
            // Both runs are of `stride` bytes inside the buffer, since `one` and `other` are below `count`.
            visit(one, other, coarseSum(base + one &* stride, far))
          }
        }
      }
    }
  }

  /// `Σ |xᵢ − yᵢ|` of `stride` bytes.
  @inline(__always)
  private func coarseSum(_ x: UnsafePointer<UInt8>, _ y: UnsafePointer<UInt8>) -> Int32 {
    var (total, at): (Int32, Int) = (0, 0)
    while at < stride {
      // A lane of 16 bits takes 128 times two differences of 255 at most.
      let end = min(stride, at + 128 * 16)
      var lanes = SIMD8<UInt16>.zero
      while at < end {
        let a = UnsafeRawPointer(x + at).loadUnaligned(as: SIMD16<UInt8>.self)
        let b = UnsafeRawPointer(y + at).loadUnaligned(as: SIMD16<UInt8>.self)
        let apart = a.replacing(with: b, where: b .> a) &- a.replacing(with: b, where: b .< a)
        let pairs = unsafeBitCast(apart, to: SIMD8<UInt16>.self)
        lanes &+= (pairs & 0xFF) &+ (pairs &>> 8)
        at += 16
      }
      for lane in lanes.indices { total &+= Int32(lanes[lane]) }
    }
    return total
  }

  /// The same of whole ranks doubled.
  private func sum(_ one: Int, _ other: Int) -> Int {
    ranks.withUnsafeBufferPointer { ranks in
      var total: Int64 = 0
      // Both runs are of `width` numbers inside the buffer.
      for at in 0..<width { total &+= Int64(abs(ranks[one &* width &+ at] &- ranks[other &* width &+ at])) }
      return Int(total)
    }
  }
}
