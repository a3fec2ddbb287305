import Synchronization

/// Numbers of paths. A client names a thing by its number, so that no path from outside is ever opened.
///
/// A number stays with its path as long as the server runs: a page that was loaded before a folder changed must not
/// start the wrong study.
final class Numbering: Sendable {
  private struct State {
    var numbers: [String: Int] = [:]
    var paths: [String] = []
  }

  private let state = Mutex(State())

  /// The number of a path, from 0.
  func number(of path: String) -> Int {
    state.withLock { state in
      if let number = state.numbers[path] { return number }
      state.numbers[path] = state.paths.count
      state.paths.append(path)
      return state.paths.count - 1
    }
  }

  /// The path of a number that was given out.
  func path(of number: Int) -> String? {
    state.withLock { $0.paths.indices.contains(number) ? $0.paths[number] : nil }
  }
}
