import Execution
import Glibc

/// How a setting is chosen. The budget is the number of settings that are tried on the same inner folds, the same for
/// every arm of a study.
public enum SettingsSearch: Hashable, Codable, Sendable {
  /// Every setting of the list.
  case grid
  /// `budget` settings of the list, drawn without replacement; all where the list is no longer.
  case random(budget: Int)
  /// `budget` settings drawn as for `random`; in each round they train on a share of the training subjects of every
  /// fold and the best `1/factor` go on to a share `factor` times as large, until the last round has all subjects.
  case successiveHalving(budget: Int, factor: Int)

  /// The study's budget.
  public static let studyBudget = 28

  /// The settings that are tried out of `count`, by position, ascending.
  func draw(from count: Int, seed: UInt64) -> [Int] {
    switch self {
    case .grid: return Array(0..<count)
    case .random(let budget), .successiveHalving(let budget, _):
      precondition(budget >= 1, "a search tries a setting")
      var stream = RandomStream(seed: seed, name: "search")
      return (0..<count).shuffled(using: &stream).prefix(budget).sorted()
    }
  }

  /// Shares of the training subjects, and how many settings try each.
  func rounds(of count: Int) -> [(share: Double, settings: Int)] {
    guard case .successiveHalving(_, let factor) = self, factor >= 2, count > 1 else { return [(1, count)] }
    var sizes = [count]
    while let last = sizes.last, last > factor { sizes.append(max(1, (last + factor - 1) / factor)) }
    return sizes.enumerated().map { (pow(Double(factor), Double($0.offset - sizes.count + 1)), $0.element) }
  }
}
