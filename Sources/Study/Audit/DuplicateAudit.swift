import Statistics

// Patients who are one and the same.
extension RunAudit {
  /// The rule, as reports state it.
  static let duplicateRule =
    "Patients are taken for one when an image has the same hash, or when their features are near-equal: the mean distance of "
    + "their ranks over all columns, 0 where two values are within a hundredth of the quartile range, is at most a tenth of what "
    + "lies between patients and their nearest neighbours (median)"

  var noDuplicates: AuditFinding {
    let pairs = identicalImages + nearEqualFeatures
    let against = pairs.filter { isAcross($0.0, $0.1) }
      .map { "\(evidence.ids[$0.0]) and \(evidence.ids[$0.1]): \($0.2)" }
    let aside = pairs.count - against.count
    let others = aside == 0 ? "" : " \(aside) such pairs stand on one side."
    let columns = isComparable ? "." : "; there are too few columns or patients for the second."
    return AuditFinding(
      .noDuplicates, nil, basis: Self.duplicateRule + columns + others, against: against)
  }

  /// In a split, patients of both sides; where everybody is tested in turn, any two.
  private func isAcross(_ a: Int, _ b: Int) -> Bool {
    split.pairs.contains { pair in
      (pair.training.contains(a) && pair.test.contains(b)) || (pair.training.contains(b) && pair.test.contains(a))
    }
  }

  private var identicalImages: [(Int, Int, String)] {
    var owners: [String: [Int]] = [:]
    for at in evidence.ids.indices {
      for hash in Set(evidence.hashes[at]) { owners[hash, default: []].append(at) }
    }
    let shared = owners.values.filter { $0.count > 1 }
    let pairs = shared.flatMap { group in
      group.indices.flatMap { i in group.indices.suffix(from: i + 1).map { [group[i], group[$0]] } }
    }
    return Set(pairs).sorted { $0.lexicographicallyPrecedes($1) }.map { ($0[0], $0[1], "an identical image") }
  }

  private var isComparable: Bool { evidence.ids.count >= 5 && varying.count >= 10 }

  private var varying: [Int] {
    evidence.columns.indices.filter { column in
      evidence.features.contains { $0[column] != evidence.features[0][column] }
    }
  }

  /// Ranks and not values: features have long tails, and one outlier would bring all others together.
  private var nearEqualFeatures: [(Int, Int, String)] {
    guard isComparable else { return [] }
    let columns = varying.map { column in evidence.features.map { $0[column] ?? 0 } }
    let (ranks, near) = (columns.map(midranks), columns.map(quartileRange).map { $0 / 100 })
    let count = evidence.ids.count
    let rows = (0..<count).map { row in (values: columns.map { $0[row] }, ranks: ranks.map { $0[row] }) }
    // Ranks of neighbours differ by one however near they are, which in a small cohort is as far as most patients are apart.
    func distance(_ a: Int, _ b: Int) -> Double {
      var sum = 0.0
      for column in near.indices where abs(rows[a].values[column] - rows[b].values[column]) > near[column] {
        sum += abs(rows[a].ranks[column] - rows[b].ranks[column])
      }
      return sum / Double(near.count)
    }
    var distances = [[Double]](repeating: [Double](repeating: .infinity, count: count), count: count)
    for a in 0..<count {
      for b in 0..<a {
        let apart = distance(a, b)
        (distances[a][b], distances[b][a]) = (apart, apart)
      }
    }
    let limit = median(distances.compactMap { $0.min() }) / 10
    let identical = Set(identicalImages.map { [$0.0, $0.1] })
    return (0..<count).flatMap { b in
      (0..<b).filter { distances[$0][b] <= limit && !identical.contains([$0, b]) }.map {
        ($0, b, "near-equal features")
      }
    }
  }

  /// Between the quartiles, by the values that stand there; the whole range of a column whose quartiles are equal.
  private func quartileRange(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let last = sorted.count - 1
    let middle = sorted[3 * last / 4] - sorted[last / 4]
    return middle > 0 ? middle : sorted[last] - sorted[0]
  }

  private func midranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var result = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
      for place in start...end { result[order[place]] = Double(start + end) / 2 }
      start = end + 1
    }
    return result
  }
}
