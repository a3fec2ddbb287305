import StudyFiles
import Testing

/// Keys that users choose are names, whatever YAML takes them for.
@Suite struct KeyNameTests {
  /// Texts that YAML types as truth values, numbers, nothing, days, or gives a meaning of its own.
  private static let names = [
    "yes", "no", "on", "off", "true", "False", "NULL", "null", "~", "1", "007", "1.5", "1e3", "0x1F", "1_000", "-1",
    ".nan", ".inf", "2024-01-01", "12:30:00", "y", "n", "<<",
  ]

  private func text(_ name: String, factor: String, level: String) -> String {
    StudyText.base
      .replacingLine(
        "factors:",
        with: "factors:\n  \(factor): {column: c, type: categorical, groups: {\(level): [a, stage a], x: [b]}}"
      )
      .replacingLine("models:", with: "models: {factors: [\"\(name)\"]}")
  }

  @Test(arguments: names)
  func aNameIsReadInQuotesAndShownAgain(name: String) throws {
    let study = try StudyText.study(text(name, factor: "\"\(name)\"", level: "\"\(name)\""))
    #expect(study.factors[0].name == name && study.models.factors == [name])
    guard case .categorical(let levels, _) = study.factors[0].kind else { return #expect(Bool(false)) }
    // All words of a group stay with it, whatever its name is.
    #expect(levels.first { $0.name == name }?.values == ["a", "stage a"])
    #expect(try StudyText.study(study.resolvedText) == study)
  }

  /// Without quotes too: `yes` in a study file is the word that the table has.
  @Test(arguments: names.filter { !["~", "<<"].contains($0) })
  func aNameIsReadWithoutQuotes(name: String) throws {
    let study = try StudyText.study(text(name, factor: name, level: name))
    #expect(study.factors[0].name == name && study.models.factors == [name])
  }

  @Test(arguments: names)
  func aPresetIsCompletedByTheSameName(name: String) throws {
    let own = text(name, factor: "\"\(name)\"", level: "\"\(name)\"") + "\npreset: jeong2024\n"
    #expect(try StudyText.study(own).factors.first { $0.name == name }?.column == "c")
  }

  @Test func aNameThatStandsTwiceIsRefused() throws {
    let twice = StudyText.base.replacingLine(
      "factors:", with: "factors:\n  yes: {column: c, type: continuous}\n  \"yes\": {column: d, type: continuous}")
    let error = try #require(StudyText.error(twice))
    #expect("\(error)".contains("\"factors.yes\" stands twice"), "\(error)")
    #expect(error.line != nil)
  }
}
