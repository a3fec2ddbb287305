import Execution
import Glibc
import Learning
import Statistics

/// How often DeLong, NRI and IDI find a difference that does not exist, and how often their intervals contain the true
/// value.
public struct NullSimulation: Hashable, Codable, Sendable {
  /// Subjects of one comparison.
  public struct Size: Hashable, Codable, Sendable {
    /// Subjects with the event.
    public let events: Int
    /// Subjects without it.
    public let nonEvents: Int

    /// Makes a size. Each class needs at least two subjects; otherwise no test has a variance.
    public init(events: Int, nonEvents: Int) {
      precondition(events >= 2 && nonEvents >= 2, "a comparison needs two subjects of each class")
      (self.events, self.nonEvents) = (events, nonEvents)
    }

    package var outcomes: [Bool] { (0..<(events + nonEvents)).map { $0 < events } }
    package var logOdds: Double { log(Double(events) / Double(nonEvents)) }

    /// The study's test set and its whole cohort.
    public static let ofTheStudy = [Size(events: 19, nonEvents: 66), Size(events: 57, nonEvents: 195)]
  }

  /// The results of a test over all repetitions.
  public struct Tally: Hashable, Codable, Sendable {
    /// Name of the test.
    public let test: String
    /// Repetitions with p < 0.05.
    public let rejections: Int
    /// Repetitions whose 95 % interval contains the true difference, 0.
    public let covered: Int
    /// Repetitions without a p-value; they count as not rejected.
    public let undefined: Int
    /// All repetitions.
    public let repetitions: Int

    /// Share of repetitions that reject.
    public var falsePositiveRate: Double { Double(rejections) / Double(repetitions) }
    /// Share of the existing intervals that contain 0; `nil` if there are none.
    public var coverage: Double? {
      repetitions == undefined ? nil : Double(covered) / Double(repetitions - undefined)
    }
    /// Monte Carlo standard error of a rate of 5 %.
    public var standardError: Double { (0.05 * 0.95 / Double(repetitions)).squareRoot() }
    /// Whether the rate is at most 5 % plus two Monte Carlo errors.
    public var holdsItsLevel: Bool { falsePositiveRate <= 0.05 + 2 * standardError }
  }

  /// One kind of comparison at one size.
  public struct Result: Hashable, Codable, Sendable {
    /// The kind.
    public let comparison: NullComparison
    /// The size.
    public let size: Size
    /// One entry per test.
    public let tallies: [Tally]
  }

  /// Repetitions of each kind and size.
  public let repetitions: Int
  /// Seed.
  public let seed: UInt64
  /// Sizes.
  public let sizes: [Size]

  /// Makes a simulation. By default it has a thousand repetitions of the published study's two sizes.
  public init(repetitions: Int = 1000, seed: UInt64 = 1, sizes: [Size] = Size.ofTheStudy) {
    precondition(repetitions >= 1, "a simulation has a repetition")
    (self.repetitions, self.seed, self.sizes) = (repetitions, seed, sizes)
  }

  /// Runs on up to `workers` threads; the result does not depend on their number.
  /// - Throws: ``/Learning/LearningError`` never in practice: both classes occur in every draw.
  public func run(workers: Int) throws -> [Result] {
    let cases = sizes.flatMap { size in NullComparison.allCases.map { (comparison: $0, size: size) } }
    return try cases.map { item in
      let draws = parallelMap(Array(0..<repetitions), workers: workers) { repetition in
        try outcome(of: item.comparison, size: item.size, repetition: repetition)
      }
      let verdicts = try draws.map { try $0.get() }
      return Result(comparison: item.comparison, size: item.size, tallies: tallies(verdicts))
    }
  }

  private struct Verdict: Sendable {
    let test: String
    let p: Double?
    let interval: ConfidenceInterval?
  }

  private func outcome(of comparison: NullComparison, size: Size, repetition: Int) throws -> [Verdict] {
    var stream = RandomStream(
      seed: seed, name: "null \(comparison.rawValue) \(size.events)/\(size.nonEvents) \(repetition)")
    let draw = try comparison.draw(size, from: &stream)
    let (old, new, outcomes) = (draw.old, draw.new, draw.outcomes)
    let deLong = deLongTest(old, new, outcomes: outcomes)
    let prevalence = Double(size.events) / Double(size.events + size.nonEvents)
    let categories = NetReclassification(
      ReclassificationCounts(old: old, new: new, outcomes: outcomes, cutoffs: [prevalence]))
    let continuous = NetReclassification(ReclassificationCounts(old: old, new: new, outcomes: outcomes))
    let idi = IntegratedDiscrimination(old: old, new: new, outcomes: outcomes)
    return [Verdict(test: "DeLong", p: deLong.pValue.value, interval: deLong.interval)]
      + [("NRI, cut at the prevalence", categories.total), ("NRI, continuous", continuous.total), ("IDI", idi.total)]
      .map { Verdict(test: $0.0, p: $0.1.pValue.value, interval: $0.1.interval) }
  }

  private func tallies(_ verdicts: [[Verdict]]) -> [Tally] {
    (verdicts.first ?? []).indices.map { test in
      let column = verdicts.map { $0[test] }
      return Tally(
        test: column[0].test, rejections: column.count { ($0.p ?? 1) < 0.05 },
        covered: column.count { verdict in
          verdict.p != nil && verdict.interval.map { $0.lower <= 0 && 0 <= $0.upper } ?? false
        },
        undefined: column.count { $0.p == nil }, repetitions: column.count)
    }
  }
}
