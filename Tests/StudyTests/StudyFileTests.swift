import Statistics
import StudyFiles
import Testing

/// A study file with every required key, to which tests add lines.
enum StudyText {
  static let base = """
    apus: 1
    name: Test
    cohort: {table: clinical.csv, id: patient}
    outcome: {column: response, event: non-CR, non-event: CR}
    series:
      T1: {image: "{id}/t1.nii.gz", mask: "{id}/mask.nii.gz"}
    factors:
      age: {type: continuous, unit: years}
      size: {column: size_mm, type: continuous, cut: 50}
      figo: {type: categorical, groups: {low: [IIB, IIIA], high: [IIIC1]}}
      hpv: {type: categorical, levels: [negative, positive], unknown: [unknown]}
    models: {factors: [size, hpv]}
    features: {recipe: jeong2024}
    split: {train: 0.66}
    """

  static func study(_ text: String = base) throws(StudyFileError) -> StudyFile {
    try StudyFile(parsing: text, file: "study.yaml", folder: "/data")
  }

  static func error(_ text: String) -> StudyFileError? {
    do {
      _ = try study(text)
      return nil
    } catch { return error }
  }
}

@Suite struct StudyFileTests {
  @Test func everyKeyIsRead() throws {
    let study = try StudyText.study()
    #expect(study.root == "/data")
    #expect(study.series.map(\.name) == ["T1"])
    #expect(study.series[0].mask == .file(path: "{id}/mask.nii.gz", roi: nil, label: nil, resampled: false))
    #expect(study.factors.map(\.name) == ["age", "size", "figo", "hpv"])
    #expect(study.factors[1].kind == .continuous(cut: 50))
    #expect(study.models.factors == ["size", "hpv"])
    #expect(study.models.unknown == .level)
    #expect(study.models.selectedFeatures == 20)
    #expect(study.split == .share(0.66))
    #expect(study.evaluationProtocol == .sound)
  }

  @Test func theResolvedTextReadsBackAsTheSameStudy() throws {
    let variants = [
      StudyText.base,
      StudyText.base.replacingLine("split:", with: "split: {column: part, training: [a, \"1\"], test: [\"yes\"]}"),
      StudyText.base.replacingLine("split:", with: "split: {leave-one-out: true}\npreset: jeong2024\nseed: 7"),
      StudyText.base.replacingLine(
        "cohort:",
        with:
          "cohort: {table: \"c: d.csv\", id: patient, exclude: [{column: e}, {column: f, equals: [\"1\"], cause: no}]}"),
    ]
    for text in variants {
      let study = try StudyText.study(text)
      #expect(try StudyText.study(study.resolvedText) == study)
    }
  }

  @Test func anUnknownKeyIsRefusedByNameLineAndNearestKey() throws {
    let error = try #require(StudyText.error(StudyText.base + "\nseeed: 3"))
    #expect(error.line == 15)
    #expect("\(error)".contains("\"seeed\" (did you mean \"seed\"?)"))
    let inner = try #require(StudyText.error(StudyText.base.replacingLine("models:", with: "models: {factor: [size]}")))
    #expect("\(inner)".contains("models.factor"))
  }

  @Test(arguments: [
    ("features:", "features: {recipe: jeong2023}"), ("models:", "models: {factors: [weight]}"),
    ("split:", "split: {train: 1.5}"), ("split:", "split: {}"), ("name:", "nothing: here"),
    ("series:", "series: 3"), ("outcome:", "outcome: {column: response}"), ("apus:", "apus: 2"),
    ("models:", "models: {factors: [size, size]}"), ("models:", "models: {factors: [size, size]}"),
    ("outcome:", "outcome: {column: response, event: a, non-event: [b, a]}"),
    ("outcome:", "outcome: {column: size_mm, event: 1}"),
    ("split:", "split: {column: part, training: [a, b], test: [b]}"),
    ("  figo:", "  figo: {type: categorical, groups: {low: [IIB], high: [IIB, IIIC1]}}"),
    ("  T1:", "  T1: {image: a, mask: b, label: -1}"),
    ("  T1:", "  T1: {image: a, mask: b}\n  t1: {image: a, mask: b}"),
    ("  T1:", "  ../T1: {image: a, mask: b}"),
    ("models:", "models: {unknown: middling}"),
    ("features:", "features: {recipe: jeong2024, parameters: a.yaml}"),
  ])
  func whatCannotBeMeantIsRefused(line: String, replacement: String) {
    #expect(StudyText.error(StudyText.base.replacingLine(line, with: replacement)) != nil)
  }

  @Test func primaryComparisonsAreThoseOfThePublishedStudyThatThisOneHas() throws {
    let deep = "\narms: [hcr, dlr]\ndeep: {network: resnet50}"
    let keys = { (text: String) in try StudyText.study(text).primaryPairs.map(\.keys) }
    let all = [["dlr_mr", "hcr_mr"], ["dlr_mr_cf", "hcr_mr_cf"], ["hcr_mr_cf", "hcr_mr"], ["dlr_mr_cf", "dlr_mr"]]
    #expect(try keys(StudyText.base) == [all[2]])
    #expect(try keys(StudyText.base + deep) == all)
    #expect(try keys(StudyText.base.replacingLine("models:", with: "models: {factors: []}") + deep) == [all[0]])
    #expect(try keys(StudyText.base + deep + "\ncomparisons: {primary: jeong2024}") == all)
    // The default stands in no resolved text, so that studies of earlier versions keep their identity.
    #expect(try !StudyText.study(StudyText.base + deep).resolvedText.contains("comparisons"))
    let named = StudyText.base + deep + "\ncomparisons: {primary: [[clinical, hcr_mr], [fusion, volume]]}"
    #expect(try keys(named) == [["clinical", "hcr_mr"], ["fusion", "volume"]])
    let study = try StudyText.study(named)
    #expect(try StudyText.study(study.resolvedText) == study)
    #expect(try keys(StudyText.base + "\ncomparisons: {primary: []}").isEmpty)
  }

  @Test(arguments: [
    "jeong2024", "jeong2023", "[[hcr_mr, dlr_mr]]", "[[hcr_mr, hcr_mr]]", "[hcr_mr, clinical]", "[[hcr_mr]]",
    "[[hcr_mr, clinical], [clinical, hcr_mr]]", "[[as_published_hcr_mr, clinical]]", "[[hcr_shuffled, hcr_mr]]", "3",
    "{hcr_mr: clinical}",
  ])
  func comparisonsThatTheStudyCannotMakeAreRefused(primary: String) {
    #expect(StudyText.error(StudyText.base + "\ncomparisons: {primary: \(primary)}") != nil)
  }

  @Test func theDeepArmAndItsSectionComeTogether() throws {
    let bare = try #require(StudyText.error(StudyText.base + "\narms: [hcr, dlr]"))
    #expect("\(bare)".contains("\"deep\""))
    let idle = try #require(StudyText.error(StudyText.base + "\ndeep: {network: resnet50}"))
    #expect("\(idle)".contains("arms"))
    let unknown = try #require(StudyText.error(StudyText.base + "\narms: [hcr, dlr]\ndeep: {network: resnet51}"))
    #expect("\(unknown)".contains("resnet51"))
    let misspelt = StudyText.base + "\narms: [hcr, dlr]\ndeep: {network: resnet50, inflatoin: centre}"
    #expect(StudyText.error(misspelt) != nil)
  }

  @Test func theDeepSectionReadsBack() throws {
    let text =
      StudyText.base + "\narms: [hcr, dlr]\ndeep: {network: resnet50, inflation: average, region: box, margin: 5}"
    let study = try StudyText.study(text)
    #expect(study.arms == [.handcrafted, .deep])
    #expect(study.deep?.settings.depth == .inflated(.average))
    #expect(study.deep?.input.region == .lesionBox(margin: 5))
    #expect(try StudyText.study(study.resolvedText) == study)
  }

  /// A level called unknown is the unknown level: as a second one it would have the same column and the same row.
  @Test func aLevelCalledUnknownIsTheUnknownOne() throws {
    let text = StudyText.base.replacingLine(
      "  hpv:", with: "  hpv: {type: categorical, groups: {negative: [neg], positive: [pos], Unknown: [n.k.]}}")
    guard case .categorical(let levels, let unknown) = try StudyText.study(text).factors[3].kind else {
      Issue.record("hpv is not categorical")
      return
    }
    #expect(levels.map(\.name) == ["negative", "positive"])
    #expect(unknown == ["n.k."])
  }

  @Test func explicitKeysWinOverThePreset() throws {
    let study = try StudyText.study(StudyText.base + "\npreset: jeong2024")
    #expect(study.models.unknown == .middle)
    #expect(study.models.factors == ["size", "hpv"])
    let own = StudyText.base.replacingLine("models:", with: "models: {factors: [size], unknown: level}")
    #expect(try StudyText.study(own + "\npreset: jeong2024").models.unknown == .level)
  }

  @Test func aMaskOfAnotherSeriesMustBeDrawnThere() throws {
    let text = StudyText.base.replacingLine("  T1:", with: "  T1: {image: a, mask: b}\n  T2: {image: c, mask-of: T1}")
    #expect(try StudyText.study(text).series[1].mask == .series("T1"))
    #expect(StudyText.error(text.replacingLine("  T2:", with: "  T2: {image: c, mask-of: T3}")) != nil)
    #expect(StudyText.error(text.replacingLine("  T2:", with: "  T2: {image: c, mask-of: T1, roi: GTV}")) != nil)
  }

  @Test func textThatIsNotYAMLIsAnErrorNotACrash() {
    for text in ["", "a: [", "\t- x: {", "- 1\n- 2", "a: &x [*x]"] { #expect(StudyText.error(text) != nil) }
  }
}

extension String {
  /// The text with the line that begins with `start` replaced.
  func replacingLine(_ start: String, with line: String) -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(start) ? line : String($0) }.joined(separator: "\n")
  }
}

/// The key `conformal`.
@Suite struct ConformalKeyTests {
  @Test func setsAreMadeAtNinetyPercentUnlessTheFileSaysOtherwise() throws {
    #expect(try StudyText.study().conformal == .standard)
    #expect(try StudyText.study(StudyText.base + "\nconformal: none").conformal == nil)
    let own = try StudyText.study(StudyText.base + "\nconformal: {coverage: 0.8, by-class: true}")
    #expect(own.conformal == ConformalRule(coverage: 0.8, isByClass: true))
  }

  /// A study that names the default is the study that names nothing.
  @Test func theDefaultChangesNoIdentity() throws {
    let plain = try StudyText.study()
    #expect(try StudyText.study(StudyText.base + "\nconformal: {coverage: 0.9}").identity == plain.identity)
    #expect(!plain.resolvedText.contains("conformal"))
    for text in ["none", "{coverage: 0.95}", "{by-class: true}"] {
      let own = try StudyText.study(StudyText.base + "\nconformal: \(text)")
      #expect(own.identity != plain.identity)
      #expect(try StudyText.study(own.resolvedText).conformal == own.conformal)
    }
  }

  @Test(arguments: ["{coverage: 1}", "{coverage: 90}", "{coverage: 0.4}", "all", "{level: 0.9}", "{by-class: maybe}"])
  func otherValuesAreRefusedWithTheirKey(_ text: String) {
    #expect("\(StudyText.error(StudyText.base + "\nconformal: \(text)").map { "\($0)" } ?? "")".contains("conformal"))
  }
}
