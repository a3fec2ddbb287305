/// Amounts by whole number, ascending, of the numbers that occur: the marginals of a distribution.
///
/// A table of all numbers up to the highest would be made anew for every kernel of a map and each of 13 directions, and
/// most of a million levels occur nowhere.
struct NumberSums: Sendable {
  /// Numbers that occur.
  let numbers: [Int]
  /// What belongs to each.
  let amounts: [Double]

  /// Sum of all amounts.
  var total: Double { amounts.reduce(0, +) }

  /// `Σ n a(n)`.
  var weightedTotal: Double { numbers.indices.reduce(0) { $0 + Double(numbers[$1]) * amounts[$1] } }

  /// Every amount over `total`, without those that are 0 then.
  func divided(by total: Double) -> NumberSums {
    let shares = amounts.map { $0 / total }
    let kept = shares.indices.filter { shares[$0] > 0 }
    return NumberSums(numbers: kept.map { numbers[$0] }, amounts: kept.map { shares[$0] })
  }

  /// `Σ f(n) a(n)`.
  func moment(_ f: (Double) -> Double) -> Double {
    var result = 0.0
    for index in numbers.indices { result += f(Double(numbers[index])) * amounts[index] }
    return result
  }
}

/// Adds amounts by number, each number in the order of its additions: sums of weighted counts depend on it.
struct NumberTally {
  /// Sums of all numbers; empty where most of them would stay 0.
  private var table: [Double] = []
  private var keys: [UInt64] = []
  private var amounts: [Double] = []

  /// - Parameters:
  ///   - highest: largest number that is added to; below 2³².
  ///   - additions: how many there will be, at most.
  init(highest: Int, additions: Int) {
    if highest < 16 * additions {
      table = [Double](repeating: 0, count: highest + 1)
    } else {
      keys.reserveCapacity(additions)
      amounts.reserveCapacity(additions)
    }
  }

  mutating func add(_ amount: Double, to number: Int) {
    if table.isEmpty {
      // The place of the addition keeps equal numbers in their order.
      keys.append(UInt64(number) << 32 | UInt64(keys.count))
      amounts.append(amount)
    } else {
      table[number] += amount
    }
  }

  /// The sums of the numbers that were added to.
  func sums() -> NumberSums {
    guard table.isEmpty else {
      let numbers = table.indices.filter { table[$0] != 0 }
      return NumberSums(numbers: numbers, amounts: numbers.map { table[$0] })
    }
    var (numbers, sums): ([Int], [Double]) = ([], [])
    for key in keys.sorted() {
      let (number, amount) = (Int(key >> 32), amounts[Int(UInt32(truncatingIfNeeded: key))])
      if numbers.last == number {
        sums[sums.count - 1] += amount
      } else {
        numbers.append(number)
        sums.append(amount)
      }
    }
    return NumberSums(numbers: numbers, amounts: sums)
  }
}
