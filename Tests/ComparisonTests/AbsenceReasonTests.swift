import Foundation
import Results
import Statistics
import Testing

/// Why a result is absent: a case in the program, its words in files.
@Suite struct AbsenceReasonTests {
  private static let all = AbsenceReason.plain + [.foldsWithoutAUC(1, of: 3), .foldsWithoutAUC(12, of: 15)]

  @Test func everyReasonIsReadBackAsItself() throws {
    for reason in Self.all {
      let file = try JSONEncoder().encode([reason])
      #expect(try JSONDecoder().decode([String].self, from: file) == [reason.words])
      #expect(try JSONDecoder().decode([AbsenceReason].self, from: file) == [reason])
    }
  }

  @Test func noTwoReasonsHaveTheSameWords() {
    #expect(Set(Self.all.map(\.words)).count == Self.all.count)
    #expect(UndefinedReason.allCases.allSatisfy { Self.all.contains(.statistic($0)) })
  }

  /// Results of another version say what this one does not know, and lose nothing by being read and written again.
  @Test func wordsOfAnotherVersionStay() throws {
    for words in ["two of 3 folds have no AUC", "99999999999999999999 of 3 folds have no AUC", ""] {
      let read = try JSONDecoder().decode([AbsenceReason].self, from: JSONEncoder().encode([words]))
      #expect(read == [.other(words)] && read[0].words == words)
    }
  }

  @Test func aQuantityAndANoteHaveTheirWordsInJSON() throws {
    let encoder = JSONEncoder()
    let none = Quantity.undefined(.noCutoff)
    #expect(try String(decoding: encoder.encode(none), as: UTF8.self) == #"{"undefined":"no cutoff"}"#)
    #expect(try JSONDecoder().decode(Quantity.self, from: encoder.encode(none)) == none)
    let bare = Estimate(.value(0.5), intervalNote: .statistic(.zeroVariance))
    #expect(try JSONDecoder().decode(Estimate.self, from: encoder.encode(bare)) == bare)
    #expect(try String(decoding: encoder.encode(bare), as: UTF8.self).contains("a variance of 0 is not certainty"))
  }
}
