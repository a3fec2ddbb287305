import Foundation

/// A program that is run and measured from outside.
struct Command {
  let path: String

  /// What one run cost.
  struct Cost {
    let wall: Double
    /// User and system time of the process.
    let processor: Double
    /// Largest resident set, in MB.
    let memory: Double
    let output: Data
    /// Standard error, where it was asked for.
    var errors = Data()

    /// Wall, processor and memory in one line.
    var words: String {
      String(format: "%.2f s wall, %.2f s of processor, %.0f MB at most", wall, processor, memory)
    }
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Runs the program to its end; standard output is kept, as runs are compared by it.
  /// - Parameters:
  ///   - statuses: exit statuses that are no failure.
  ///   - keepsErrors: whether standard error is kept instead of shown.
  func run(_ arguments: [String], statuses: Set<Int32> = [0], keepsErrors: Bool = false) throws -> Cost {
    let capture = FileManager.default.temporaryDirectory.appending(path: "benchmark-\(getpid()).txt").path
    let errors = capture + ".errors"
    defer {
      unlink(capture)
      unlink(errors)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, capture, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    if keepsErrors { posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
    var child = pid_t()
    let start = ContinuousClock.now
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    guard posix_spawn(&child, path, &actions, nil, words, environ) == 0 else {
      throw Failure(description: "\(path) does not start")
    }
    var (status, usage) = (Int32(), rusage())
    wait4(child, &status, 0, &usage)
    let wall = (ContinuousClock.now - start).seconds
    guard status & 0x7f == 0, statuses.contains(status >> 8) else {
      let said = (try? String(contentsOfFile: errors, encoding: .utf8))?.suffix(2000) ?? ""
      throw Failure(description: "\(path) \(arguments.joined(separator: " ")) ended with status \(status)\n\(said)")
    }
    return Cost(
      wall: wall, processor: usage.ru_utime.seconds + usage.ru_stime.seconds, memory: Double(usage.ru_maxrss) / 1024,
      output: try Data(contentsOf: URL(filePath: capture)),
      errors: keepsErrors ? (try? Data(contentsOf: URL(filePath: errors))) ?? Data() : Data())
  }

  /// The fastest of several runs: what the work needs when nothing else disturbs it.
  func fastest(of count: Int, _ arguments: [String]) throws -> Cost {
    let costs = try (0..<count).map { _ in try run(arguments) }
    guard let best = costs.min(by: { $0.wall < $1.wall }) else { throw Failure(description: "no run") }
    guard costs.allSatisfy({ $0.output == best.output }) else {
      throw Failure(description: "two runs of \(arguments.joined(separator: " ")) differ")
    }
    return best
  }
}

extension timeval {
  fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) * 1e-6 }
}
