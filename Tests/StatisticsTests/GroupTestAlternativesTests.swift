import Statistics
import Testing

/// Every option of the tests behind `apus test`, each over 200 generated inputs: continuous values, rounded ones, many
/// ties, two values.
///
/// Reference: R 4.2.2, `t.test`, `wilcox.test`, `fisher.test`, `chisq.test`, `mcnemar.test` and `binom.test` on the
/// same numbers (``ParkMiller`` with seed `7919 i`); a figure is `Σ i v` over the inputs for which R gives a finite
/// `v`, beside their number. In R's words: `n = 3 + floor(18 u1)`, `m = 3 + floor(18 u2)`, both 38 larger where
/// `i %% 40` is 0 or 3, samples `f(u[3:..])`, `f(1.2 u[..])` with `f` the identity, `floor(30 x)/10`, `floor(6 x)` or
/// `floor(2.2 x)` as `i %% 4` is 0 to 3. Rank tests of R with `exact = NULL` and `FALSE`, `correct = TRUE` and `FALSE`.
@Suite struct GroupTestAlternativesTests {
  private static let inputs = 200

  private struct Sample {
    let u: [Double]
    let (n, m): (Int, Int)
    let a: [Double]
    let b: [Double]
    let pairs: [Double]

    init(_ i: Int) {
      var numbers = ParkMiller(seed: i * 7919)
      let u = (0..<200).map { _ in numbers.next() }
      let more = i % 40 == 0 || i % 40 == 3 ? 38 : 0
      let (n, m) = (3 + more + Int(u[0] * 18), 3 + more + Int(u[1] * 18))
      func f(_ x: Double) -> Double {
        switch i % 4 {
        case 0: x
        case 1: (x * 30).rounded(.down) / 10
        case 2: (x * 6).rounded(.down)
        default: (x * 2.2).rounded(.down)
        }
      }
      a = u[2..<(2 + n)].map(f)
      b = u[(2 + n)..<(2 + n + m)].map { f($0 * 1.2) }
      pairs = u[(2 + n)..<(2 + 2 * n)].map { f($0 * 1.2) }
      (self.u, self.n, self.m) = (u, n, m)
    }

    /// A 2 x 2 table, with a zero cell in every fifth.
    func table(_ i: Int) -> [[Int]] {
      let q = u[149..<153].map { Int($0 * 12 * Double(1 + i % 3)) }
      return [[i % 5 == 0 ? 0 : q[0], q[1]], [q[2], q[3]]]
    }

    func discordant(_ i: Int) -> (Int, Int) {
      let q = u[159..<161].map { Int($0 * 25 * Double(i % 3) / 2) }
      return (q[0], q[1])
    }

    /// Two to four rows and columns.
    var larger: [[Int]] {
      let (r, c) = (2 + Int(u[169] * 3), 2 + Int(u[170] * 3))
      let cells = u[171..<(171 + r * c)].map { Int($0 * 7) }
      return (0..<r).map { row in Array(cells[(row * c)..<((row + 1) * c)]) }
    }
  }

  private static func hasMargins(_ table: [[Int]]) -> Bool {
    table.allSatisfy { $0.reduce(0, +) > 0 } && table[0].indices.allSatisfy { j in table.contains { $0[j] > 0 } }
  }

  private static func ends(_ interval: ConfidenceInterval?) -> Double? {
    interval.map { [$0.lower, $0.upper].filter(\.isFinite).reduce(0, +) }
  }

  /// The figure that R's row of this name is.
  private static func value(_ i: Int, _ sample: Sample, _ words: [String]) -> Double? {
    let sides: TestAlternative = words.contains("less") ? .less : words.contains("greater") ? .greater : .twoSided
    let (a, b, c) = (sample.a, sample.b, sample.pairs)
    func welch() -> TTestResult {
      words[1] == "TRUE" ? studentTest(a, b, alternative: sides) : welchTest(a, b, alternative: sides)
    }
    let (isCorrected, isExact) = (words.count > 1 && words[1] == "TRUE", words.contains("NULL") ? nil : false)
    let (table, discordant) = (sample.table(i), sample.discordant(i))
    let mcNemar = McNemarResult(onlySecond: discordant.0, onlyFirst: discordant.1)
    switch words[0] {
    case "t": return welch().pValue.value
    case "tci": return ends(welch().interval)
    case "tp": return pairedTTest(a, c, alternative: sides).pValue.value
    case "tpci": return ends(pairedTTest(a, c, alternative: sides).interval)
    case "w":
      return mannWhitneyTest(a, b, alternative: sides, isExact: isExact, isCorrected: isCorrected).pValue.value
    case "v": return signedRankTest(a, c, alternative: sides, isExact: isExact, isCorrected: isCorrected).pValue.value
    case "f":
      guard hasMargins(table) else { return nil }
      let ratio = ConditionalOddsRatio(table, alternative: sides)
      return sides == .less
        ? ratio.pValueLess : sides == .greater ? ratio.pValueGreater : fisherExactTest(table).value
    case "x": return hasMargins(table) ? chiSquareTest(table, isCorrected: isCorrected).pValue.value : nil
    case "mb": return mcNemar.exactPValue(sides).value
    case "mc": return (isCorrected ? mcNemar.corrected : mcNemar.plain).pValue.value
    case "frc", "xrc":
      let large = sample.larger
      guard hasMargins(large), large.count * large[0].count > 4 else { return nil }
      return words[0] == "frc" ? fisherExactTest(large).value : chiSquareTest(large, isCorrected: true).pValue.value
    default: return nil
    }
  }

  @Test(arguments: [
    ("t FALSE two.sided", 200, 8980.94963762278),
    ("tci FALSE two.sided", 200, -11261.1224087749),
    ("t TRUE two.sided", 200, 9030.76552187206),
    ("tci TRUE two.sided", 200, -11261.1224087749),
    ("tp two.sided", 200, 8852.69183379045),
    ("tpci two.sided", 200, -12817.975001785),
    ("w TRUE NULL two.sided", 200, 9489.34740482867),
    ("v TRUE NULL two.sided", 200, 9499.24194911379),
    ("w TRUE FALSE two.sided", 200, 9466.43971774602),
    ("v TRUE FALSE two.sided", 200, 9405.61061027805),
    ("w FALSE NULL two.sided", 200, 9119.1499732257),
    ("v FALSE NULL two.sided", 200, 8915.34308032325),
    ("w FALSE FALSE two.sided", 200, 8994.09907605301),
    ("v FALSE FALSE two.sided", 200, 8558.25474862562),
    ("f two.sided", 195, 5753.72273061105),
    ("x TRUE", 195, 6487.90277255357),
    ("x FALSE", 195, 4122.55068580336),
    ("mb two.sided", 134, 5213.23878817187),
    ("mc TRUE", 134, 5219.59471501806),
    ("mc FALSE", 134, 3781.77176455132),
    ("t FALSE less", 200, 6563.92976954293),
    ("tci FALSE less", 200, 10876.4778437136),
    ("t TRUE less", 200, 6455.88670727761),
    ("tci TRUE less", 200, 10375.6301004885),
    ("tp less", 200, 6208.4012454619),
    ("tpci less", 200, 12175.065471345),
    ("w TRUE NULL less", 200, 6924.33334373361),
    ("v TRUE NULL less", 200, 6769.16068893636),
    ("w TRUE FALSE less", 200, 6919.12491033849),
    ("v TRUE FALSE less", 200, 6742.5657224651),
    ("w FALSE NULL less", 200, 6736.21782615957),
    ("v FALSE NULL less", 200, 6418.57892537765),
    ("w FALSE FALSE less", 200, 6679.30247855663),
    ("v FALSE FALSE less", 200, 6258.81182323022),
    ("f less", 195, 9359.72840434686),
    ("mb less", 134, 7322.09330633773),
    ("t FALSE greater", 200, 13536.0702304571),
    ("tci FALSE greater", 200, -22137.6002524885),
    ("t TRUE greater", 200, 13644.1132927224),
    ("tci TRUE greater", 200, -21636.7525092634),
    ("tp greater", 200, 13891.5987545381),
    ("tpci greater", 200, -24993.04047313),
    ("w TRUE NULL greater", 200, 13649.0807684484),
    ("v TRUE NULL greater", 200, 14289.6603649781),
    ("w TRUE FALSE greater", 200, 13656.1909317381),
    ("v TRUE FALSE greater", 200, 14303.3473048319),
    ("w FALSE NULL greater", 200, 13464.4604238131),
    ("v FALSE NULL greater", 200, 13948.0330336602),
    ("w FALSE FALSE greater", 200, 13420.6975214434),
    ("v FALSE FALSE greater", 200, 13841.1881767698),
    ("f greater", 195, 12752.6369287404),
    ("mb greater", 134, 7492.78964049957),
    ("frc", 168, 5741.93383336657),
    ("xrc", 168, 4964.45226794289),
  ]) func everyOptionIsThatOfR(name: String, count: Int, expected: Double) {
    let words = name.split(separator: " ").map(String.init)
    var (found, sum) = (0, 0.0)
    for i in 1...Self.inputs {
      guard let value = Self.value(i, Sample(i), words), value.isFinite else { continue }
      found += 1
      sum += Double(i) * value
    }
    #expect(found == count)
    #expect(abs(sum / expected - 1) < 1e-11, "\(sum)")
  }

  /// Every assignment of signs or ranks, counted one by one, is what the exact distributions with ties sum up.
  @Test(arguments: 1...12) func exactTailsWithTiesAreThoseOfAllAssignments(seed: Int) {
    var numbers = ParkMiller(seed: seed)
    let a = (0..<6).map { _ in (numbers.next() * 4).rounded(.down) }
    let b = (0..<5).map { _ in (numbers.next() * 4 + 0.5).rounded(.down) }
    let pooled = a + b
    func w(_ first: [Double], _ second: [Double]) -> Double {
      first.reduce(0) { sum, x in sum + second.reduce(0) { $0 + (x > $1 ? 1 : x == $1 ? 0.5 : 0) } }
    }
    var (less, greater, all) = (0, 0, 0)
    for mask in 0..<(1 << 11) where mask.nonzeroBitCount == 6 {
      let picked = pooled.indices.filter { mask >> $0 & 1 == 1 }.map { pooled[$0] }
      let rest = pooled.indices.filter { mask >> $0 & 1 == 0 }.map { pooled[$0] }
      all += 1
      if w(picked, rest) <= w(a, b) { less += 1 }
      if w(picked, rest) >= w(a, b) { greater += 1 }
    }
    let lower = mannWhitneyTest(a, b, alternative: .less, isExact: true).pValue.value ?? .nan
    let upper = mannWhitneyTest(a, b, alternative: .greater, isExact: true).pValue.value ?? .nan
    #expect(abs(lower - Double(less) / Double(all)) < 1e-12 && abs(upper - Double(greater) / Double(all)) < 1e-12)
    let (x, y) = (Array(a.prefix(5)), b)
    let changes = zip(x, y).map(-).filter { $0 != 0 }
    guard !changes.isEmpty else { return }
    let sizes = changes.map(abs)
    let ranks = sizes.map { size in
      Double(sizes.count { $0 < size }) + Double(sizes.count { $0 == size } + 1) / 2
    }
    let observed = zip(changes, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let sums = (0..<(1 << ranks.count)).map { mask in
      ranks.indices.reduce(0.0) { $0 + (mask >> $1 & 1 == 1 ? ranks[$1] : 0) }
    }
    let tail = Double(sums.count { $0 >= observed }) / Double(sums.count)
    #expect(abs((signedRankTest(x, y, alternative: .greater, isExact: true).pValue.value ?? .nan) - tail) < 1e-12)
  }

  /// R: `t.test(c(.1 + .2, .3, .3), rep(.3, 3))` stops: "data are essentially constant".
  @Test func valuesThatDifferByRoundingHaveNoSpread() {
    let (a, b) = ([0.1 + 0.2, 0.3, 0.3], [0.3, 0.3, 0.3])
    for test in [welchTest(a, b), studentTest(a, b), pairedTTest([1, 1, 1 + 1e-16], [0, 0, 0])] {
      #expect(test.pValue == .undefined(.zeroVariance) && test.interval == nil)
    }
  }
}
