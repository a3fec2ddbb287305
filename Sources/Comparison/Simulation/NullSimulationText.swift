import Foundation

extension NullSimulation {
  /// The results as a Markdown table, for the terminal and for the documentation.
  public func text(_ results: [Result]) -> String {
    let error = 100 * (0.05 * 0.95 / Double(repetitions)).squareRoot()
    let head = [
      "\(repetitions) comparisons each, seed \(seed); none has a difference in truth. Nominal 5 %, Monte Carlo error "
        + String(format: "%.1f points.", error),
      "", "| comparison | events / non-events | test | false positives | coverage of the 95 % interval | no p-value |",
      "|---|---|---|---:|---:|---:|",
    ]
    let lines = results.flatMap { result in
      result.tallies.map { tally in
        let coverage = tally.coverage.map { String(format: "%.1f %%", 100 * $0) } ?? "none"
        return
          "| \(result.comparison.explanation) | \(result.size.events) / \(result.size.nonEvents) | \(tally.test) | "
          + String(format: "%.1f %%", 100 * tally.falsePositiveRate) + "\(tally.holdsItsLevel ? "" : " !") | "
          + "\(coverage) | \(tally.undefined) |"
      }
    }
    return
      (head + lines + [
        "",
        "! The rate is more than two Monte Carlo errors above 5 %. Do not use this test in that situation.",
      ])
      .joined(separator: "\n") + "\n"
  }
}
