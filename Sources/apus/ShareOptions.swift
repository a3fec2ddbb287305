import ArgumentParser
import Foundation
import Records
import Study

/// Which share of a run a process does, as `apus slurm submit` writes it into the scripts of the tasks.
struct ShareOptions: ParsableArguments {
  @Option(help: .hidden) var shares: String?
  @Option(help: .hidden) var work: RunShare.Work?
  @Option(help: .hidden) var share: Int?

  /// The share; `nil` for the whole run.
  func chosen() throws -> RunShare? {
    guard let shares, let work, let share else { return nil }
    let all = try RunShares(reading: shares)
    guard let own = all.stages.joined().first(where: { $0.work == work && $0.number == share }) else {
      throw ValidationError("\(shares): has no share \(share) of \(work.rawValue).")
    }
    return own
  }

  /// A folder of this task alone.
  func scratch(beside output: String) -> String {
    "\(output).slurm/work-\(work?.rawValue ?? "")-\(share ?? 0)"
  }
}

extension RunShare.Work: ExpressibleByArgument {}
