import Comparison
import Execution
import Records
import Statistics
import Testing

/// What `apus compare` takes for a model's scores, on generated tables.
@Suite struct ScoreColumnsTests {
  private static let seed: UInt64 = 20
  private static let patients = 60

  /// A table with scores A and B of some worth and further columns.
  private func text(
    events: Int = 20, _ extra: [(String, (Int, Bool) -> String)] = [], id: (Int) -> String = { "P\($0)" }
  )
    -> String
  {
    var stream = RandomStream(seed: Self.seed, name: "scores")
    let head = (["id", "y", "A", "B"] + extra.map(\.0)).joined(separator: ",")
    let lines = (0..<Self.patients).map { row in
      let isEvent = row < events
      let scores = [0.4, 0.2].map { "\(0.5 * stream.uniform() + (isEvent ? $0 : 0))" }
      return ([id(row), isEvent ? "1" : "0"] + scores + extra.map { $0.1(row, isEvent) }).joined(separator: ",")
    }
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  private func table(_ text: String, _ columns: PredictionTable.Columns = .init()) throws -> PredictionTable {
    try PredictionTable(CSVTable(parsing: text, file: "t.csv"), file: "t.csv", columns: columns)
  }

  private func words(_ text: String, _ columns: PredictionTable.Columns = .init()) -> String {
    do { return "none: \(try table(text, columns).models)" } catch { return "\(error)" }
  }

  @Test func copiesOfTheOutcomeAreRefused() {
    for copy in [{ (isEvent: Bool) in isEvent ? 1.0 : 0 }, { $0 ? 0.0 : 1 }, { $0 ? 7.5 : 3 }] {
      let found = words(text([("label", { _, isEvent in "\(copy(isEvent))" })]))
      #expect(found.contains("\"label\" separates events from non-events completely"), "\(found)")
    }
  }

  @Test func numberingsAgesAndEmptyColumnsAreLeftOutByName() throws {
    let extra: [(String, (Int, Bool) -> String)] = [
      ("number", { row, _ in "\(row + 1)" }), ("hospital", { row, _ in "\(700_000 + row * 7919 % 6011)" }),
      ("Age", { row, _ in "\(40 + row % 30)" }), ("later", { _, _ in "NA" }),
    ]
    let found = try table(text(extra))
    #expect(found.models == ["A", "B"])
    #expect(found.columnsLeftOut == ["number", "hospital", "Age", "later"])
    #expect(try table(text(extra), .init(scores: ["A", "Age"])).models == ["A", "Age"])
    #expect(try table(text(extra), .init(scores: ["B", "A", "B"])).models == ["B", "A"])
  }

  @Test func thousandsOfColumnsEndInASentence() {
    let extra = (0..<5000).map { at in ("f\(at)", { (row: Int, _: Bool) in "\(Double(row * at % 17) / 17)" }) }
    #expect(words(text(extra)).contains("has 5002 columns of numbers, but at most 50 models"))
  }

  @Test func idsThatAreNearlyTheSameAreNamed() throws {
    let found = try table(text(id: { $0 == 5 ? "p004" : "P\($0)" }))
    #expect(found.remarks.first?.contains("\"P4\" (line 6) and \"p004\" (line 7)") ?? false, "\(found.remarks)")
    #expect(try table(text()).remarks.isEmpty)
  }

  @Test func codesForMissingAreRefusedUnlessTheyAreSaid() throws {
    let marked = text([("C", { row, _ in row == 9 ? "-999" : "\(Double(row * 7 % 60) / 60)" })])
    let found = words(marked)
    #expect(found.contains("\"C\" holds -999 in line 11") && found.contains("--missing"), "\(found)")
    #expect(try table(marked, .init(missing: ["-999"])).incompleteRows == [10])
    #expect(try table(marked, .init(keepsCodes: true)).subjects.count == Self.patients)
  }

  /// Whole numbers of which those from a thousand on have a dot.
  @Test func separatorsOfThousandsAreRefused() throws {
    let marked = text([
      (
        "suv",
        { row, _ in
          let value = (row * 7919) % 5003
          return value < 1000 ? "\(value)" : "\(value / 1000).\(String(value % 1000 + 1000).dropFirst())"
        }
      )
    ])
    let found = words(marked)
    #expect(found.contains("\"suv\" holds") && found.contains("thousands separator"), "\(found)")
    #expect(try table(marked, .init(keepsCodes: true)).models == ["A", "B", "suv"])
  }

  @Test func callsAreNamedAsCalls() throws {
    let found = try table(text([("C", { row, isEvent in (row % 3 == 0) != isEvent ? "1" : "0" })]))
    #expect(
      found.remarks.contains {
        $0.contains(
          "\"C\" has two values. Are these predicted classes?")
      }, "\(found.remarks)")
  }

  @Test func everyDifferenceIsSecondLessFirst() throws {
    let result = PredictionComparison(try table(text()), settings: .init(resamples: 200))
    let pair = try #require(result.pairs.first)
    // A is the better one by how it was made: all that compare B with it are below 0.
    for value in [pair.deLong.difference, pair.bootstrap?.difference, pair.idi?.total.estimate] {
      #expect((value?.value ?? 1) < 0)
    }
    #expect(try result.text.contains(PredictionComparison.signs) && result.json().contains(PredictionComparison.signs))
    #expect(!result.text.contains("unpaired"))
  }

  @Test(arguments: [4, 9, 10, 50, 51, 56]) func belowTenOfAClassNothingNormalComparesTwoModels(events: Int) throws {
    let result = PredictionComparison(try table(text(events: events)), settings: .init(resamples: 200))
    let pair = try #require(result.pairs.first)
    let tests = [
      pair.deLong.pValue, pair.continuous?.total.pValue, pair.categorical?.events.pValue, pair.idi?.total.pValue,
    ]
    let isSmall = min(events, Self.patients - events) < 10
    if isSmall {
      #expect(tests.allSatisfy { $0?.value == nil } && tests[0] == .undefined(.smallClass), "\(tests)")
      #expect(pair.deLong.interval == nil && pair.idi?.total.interval == nil && pair.idi?.total.estimate.value != nil)
    } else {
      #expect(!tests.contains(.undefined(.smallClass)) && pair.deLong.pValue.value != nil)
    }
  }

  @Test func countsArePrintedWithoutDecimalsAndAFullAUCHasAWidth() throws {
    let made = text([("sure", { row, isEvent in "\(Double(row % 20) / 100 + (isEvent ? 0.7 : 0))" })])
    let result = PredictionComparison(try table(made, .init(scores: ["sure", "A"])), settings: .init(resamples: 200))
    let counts = result.rows.filter(\.isCount)
    #expect(!counts.isEmpty && counts.allSatisfy { !$0.number.contains(".") }, "\(counts.map(\.number))")
    let area = try #require(result.rows.first { $0.subject == "sure" && $0.statistic == "AUC" })
    let interval = try #require(area.interval)
    #expect(area.number.hasPrefix("1.000") && interval.upper == 1 && interval.lower < 0.999, "\(area.number)")
    #expect(area.note.contains("DeLong's variance is 0; Newcombe's interval"), "\(area.note)")
  }

  /// What is no score by its name or its words is left out by name; what is odd and may be one is compared and asked
  /// about.
  @Test func factorsAndWordsAreLeftOutAndOdditiesAreAsked() throws {
    let extra: [(String, (Int, Bool) -> String)] = [
      ("hospital_number", { row, _ in "\(70_000 + row * 7919 % 6011)" }),
      ("Age (years)", { row, _ in "\(40 + row % 30)" }),
      ("stage", { row, _ in "\(row % 4)" }), ("response", { _, isEvent in isEvent ? "PD" : "CR" }),
      ("comment", { _, _ in "ok" }),
    ]
    let found = try table(text(extra))
    #expect(found.models == ["A", "B"] && found.columnsLeftOut == extra.map(\.0) && found.remarks.isEmpty)
    let odd: [(String, (Int, Bool) -> String)] = [
      ("percent", { row, isEvent in "\(Double(row * 7 % 60) + (isEvent ? 30.5 : 0.5))" }),
      ("turned", { row, isEvent in "\(Double(row % 20) / 40 + (isEvent ? 0 : 0.3))" }),
      ("label", { row, isEvent in isEvent != (row % 30 == 3) ? "1" : "0" }),
    ]
    let asked = try table(text(odd)).remarks
    #expect(asked.count == 3, "\(asked)")
    for (remark, words) in zip(
      asked, ["\"percent\" has values from 0 to 100", "\"turned\" is lower in events", "\"label\" has two values"])
    {
      #expect(remark.hasPrefix(words), "\(remark)")
    }
  }

  @Test func percentSignsAreRefusedWithWhatToWrite() {
    #expect(words("id,y,A\n1,0,85%\n2,1,90%\n").contains("Write a percentage as a share"))
  }
}
