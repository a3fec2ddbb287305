import Leaks
import Records

/// A clinical factor as it is proposed.
struct FactorProposal: Sendable {
  /// The kind of its values.
  enum Kind: Sendable {
    case continuous
    case categorical(FoldedLevels)
  }

  /// The key in the study file.
  var key: String
  let column: String
  let label: String
  let unit: String?
  let kind: Kind
  /// Whether models use it, and do not only record it.
  var isOfModels = true
  /// Remarks for the reader of the study file.
  let remarks: [String]

  /// The most levels that a factor is proposed with.
  static let mostLevels = 12

  /// - Parameters:
  ///   - isContinuous: whether its values are numbers and not levels; `nil` for what the column looks like.
  ///   - groups: the levels of values, where they are not those that spellings tell.
  /// - Returns: the factor, or why there is none.
  static func make(
    _ profile: ColumnProfile, lines: [Int], isContinuous: Bool? = nil, groups: [String: String] = [:]
  ) -> Result<FactorProposal, Refusal> {
    let missing = missingRemark(profile)
    guard isContinuous ?? profile.isContinuous else {
      let folded = FoldedLevels(profile).regrouped(groups, profile)
      guard folded.levels.count > 1 else {
        return .failure(Refusal(reason: folded.levels.first.map { .constant($0.name) } ?? .empty))
      }
      guard folded.levels.count <= mostLevels else {
        return .failure(Refusal(reason: .manyLevels(folded.levels.count)))
      }
      return .success(FactorProposal(profile, .categorical(folded), remarks: folded.remarks + missing))
    }
    let words = profile.words
    guard words.count <= 1 || 10 * words.count <= profile.given else {
      return .failure(
        Refusal(reason: .unreadableNumbers(words.count, of: profile.given, example: words[0])))
    }
    let isOne = words.count == 1
    let spoilt =
      words.isEmpty
      ? []
      : [
        "\(words.count) \(isOne ? "cell is no number and counts" : "cells are no numbers and count") as unknown: "
          + "\"\(words[0])\""
      ]
    let codes = MissingCodes.findings(
      column: profile.name, cells: profile.cells.map { $0 ?? "" }, lines: lines, number: profile.mark.number
    ).filter { if case .code = $0.kind { true } else { false } }
    let asked = codes.map {
      "is \($0.cells[0].text) (\($0.cells.count) cells) a code for missing? Then clear these cells"
    }
    return .success(FactorProposal(profile, .continuous, remarks: spoilt + asked + missing))
  }

  struct Refusal: Error { let reason: LeftOutReason }

  private init(_ profile: ColumnProfile, _ kind: Kind, remarks: [String]) {
    let (name, unit) = Self.parts(profile.name)
    (column, label, self.kind, self.remarks) = (profile.name, name, kind, remarks)
    if case .continuous = kind { self.unit = unit } else { self.unit = nil }
    key = Self.key(profile.name)
  }

  private static func missingRemark(_ profile: ColumnProfile) -> [String] {
    profile.missing == 0 ? [] : ["\(profile.missing) of \(profile.cells.count) patients have no value"]
  }

  /// The label and the unit of a column such as `Age (years)`, `size [mm]` or `tumour_size_mm`.
  private static func parts(_ column: String) -> (label: String, unit: String?) {
    if let match = column.wholeMatch(of: /(.+?)\s*[(\[]([^()\[\]]{1,12})[)\]]\s*/) {
      return (String(match.output.1), String(match.output.2))
    }
    if let match = column.wholeMatch(of: /(.+)[_ ](mm|cm|ml|kg|years|months)/) {
      return (String(match.output.1), String(match.output.2))
    }
    return (column, nil)
  }

  /// A key without the signs that mean something in YAML or in the names of columns.
  static func key(_ column: String) -> String {
    let letters = column.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }
    let joined = String(letters).split(separator: "_").joined(separator: "_")
    return joined.isEmpty ? "factor" : joined
  }
}

extension FoldedLevels {
  /// What a reader should know of the levels.
  fileprivate var remarks: [String] {
    let folded = levels.filter { $0.values.count > 1 }.map { level in
      level.values.map { "\"\($0)\"" }.joined(separator: ", ") + " are taken for one level"
    }
    let small = levels.filter { $0.count < 5 }.map { "\($0.name) (\($0.count))" }
    return folded + (small.isEmpty ? [] : ["few patients: \(small.joined(separator: ", "))"])
      + (codes.isEmpty
        ? []
        : ["\(codes.shown) is far from the other values and counts as unknown; move it to the levels if it is one"])
      + (marksAreUnknown ? ["a mark such as \"-\" counts as unknown; move it if it means negative"] : [])
  }
}
