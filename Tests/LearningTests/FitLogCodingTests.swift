import Foundation
import Learning
import Testing

/// Settings and facts are values in the program and values in `fits.json`, under keys that stay.
@Suite struct FitLogCodingTests {
  static let facts: [(fact: FitFact, json: String)] = [
    (.stoppedAtLimit, #"{"stoppedAtLimit":true}"#), (.scale(sha256: "00ff"), #"{"scale":"00ff"}"#),
    (.unseenBatch("C, late"), #"{"unseenBatch":"C, late"}"#), (.noColumn, #"{"noColumn":true}"#),
    (.penalty(0.25), #"{"penalty":0.25}"#), (.choice(of: 28), #"{"choiceOf":28}"#),
  ]

  private func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func decoded(_ text: String) throws -> FitLog {
    try JSONDecoder().decode(FitLog.self, from: Data(text.utf8))
  }

  @Test(arguments: facts.indices) func aFactHasAKeyThatStays(at: Int) throws {
    let (fact, json) = Self.facts[at]
    #expect(try encoded(fact) == json)
    #expect(try JSONDecoder().decode(FitFact.self, from: Data(json.utf8)) == fact)
  }

  @Test func aFactOfNoKnownKeyIsNotRead() {
    for json in ["{}", #"{"other":true}"#, #"{"noColumn":true,"penalty":1}"#] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(FitFact.self, from: Data(json.utf8)) }
    }
  }

  /// A setting is written once, however many fits have it.
  @Test func aLogIsWrittenWithKeysThatStayAndReadAgain() throws {
    var log = FitLog(purpose: .row("row").on(.split))
    let settings = [LogisticRegression().fitSetting, SupportVectorClassifier(kernel: .linear, cost: 2).fitSetting]
    for setting in settings + [settings[0]] { log.record(.classifier, subjects: ["P1"], setting: setting) }
    log.record(.tuning, subjects: ["P1"], setting: settings[1], fact: .choice(of: 2))
    log.record(.imputation, subjects: ["P1"], detail: "5 missing values")
    let text = try encoded(log)
    #expect(
      text == #"{"cohorts":[["P1"]],"entries":["#
        + #"{"cohort":0,"detail":"","kind":"classifier","purpose":"row / split","setting":0},"#
        + #"{"cohort":0,"detail":"","kind":"classifier","purpose":"row / split","setting":1},"#
        + #"{"cohort":0,"detail":"","kind":"classifier","purpose":"row / split","setting":0},"#
        + #"{"cohort":0,"detail":"","fact":{"choiceOf":2},"kind":"tuning","purpose":"row / split","setting":1},"#
        + #"{"cohort":0,"detail":"5 missing values","kind":"imputation","purpose":"row / split"}],"#
        + #""heldOut":[],"purpose":"row / split","schema":2,"settings":["#
        + #"{"method":"logistic","options":{"balancesClasses":false,"inverseRegularisation":1,"#
        + #""penalisesIntercept":false}},"#
        + #"{"method":"supportVector","options":{"balancesClasses":false,"cost":2,"kernel":"linear","#
        + #""tolerance":0.001}}]}"#)
    #expect(try decoded(text) == log)
  }

  /// Words are for a reader: those of a fact make none.
  @Test(arguments: FitKind.allCases) func wordsAreNoFactAndNoSetting(kind: FitKind) throws {
    var log = FitLog()
    for words in ["no column varies, so there is none to choose from", "SVM linear, C = 1, stopped at libsvm's limit"] {
      log.record(kind, subjects: [], detail: words)
    }
    let again = try decoded(encoded(log))
    #expect(again == log && again.entries.allSatisfy { $0.fact == nil && $0.setting == nil })
  }

  @Test func aLogOfAnotherSchemaIsRefusedByBothNumbers() throws {
    let earlier = #"{"cohorts":[],"entries":[],"heldOut":[],"purpose":""}"#
    let found = #expect(throws: FitLog.OtherSchema.self) { try decoded(earlier) }
    #expect(found?.found == 1)
    #expect(found.map { "\($0)" } == "the log has schema 1, which an earlier Apus wrote, but this Apus reads schema 2")
    let text = try encoded(FitLog()).replacing(#""schema":2"#, with: #""schema":3"#)
    let later = #expect(throws: FitLog.OtherSchema.self) { try decoded(text) }
    #expect(later.map { "\($0)".contains("schema 3, which a later Apus wrote") } == true)
  }

  @Test func aFitOfASettingThatIsNotThereIsNotRead() throws {
    var log = FitLog()
    log.record(.classifier, subjects: [], setting: FitSetting("one"))
    let text = try encoded(log)
    #expect(throws: DecodingError.self) { try decoded(text.replacing(#""setting":0"#, with: #""setting":1"#)) }
    #expect(throws: DecodingError.self) { try decoded(text.replacing(#""setting":0"#, with: #""setting":-1"#)) }
  }
}

/// Settings are told apart by every option, and by nothing else.
@Suite struct FitSettingTests {
  /// A setting, and others that differ from it in one option each.
  static let variants: [[any Classifier]] = [
    [
      LogisticRegression(), LogisticRegression(inverseRegularisation: 2), LogisticRegression(penalisesIntercept: true),
      LogisticRegression(balancesClasses: true),
    ],
    [
      SupportVectorClassifier(kernel: .linear, cost: 1), SupportVectorClassifier(kernel: .linear, cost: 2),
      SupportVectorClassifier(kernel: .linear, cost: 1, tolerance: 1e-4),
      SupportVectorClassifier(kernel: .linear, cost: 1, balancesClasses: true),
      SupportVectorClassifier(kernel: .radial(gamma: 1), cost: 1),
      SupportVectorClassifier(kernel: .sigmoid(gamma: 1), cost: 1),
      SupportVectorClassifier(kernel: .radial(gamma: 2), cost: 1),
    ],
    [
      RandomForest(), RandomForest(trees: 7), RandomForest(smallestLeaf: 2), RandomForest(deepest: 3),
      RandomForest(balancesClasses: true), RandomForest(seed: .max), RandomForest(seed: .max - 1),
    ],
    [
      GradientBoosting(), GradientBoosting(trees: 7), GradientBoosting(rate: 0.2), GradientBoosting(deepest: 2),
      GradientBoosting(smallestLeaf: 2), GradientBoosting(share: 0.5), GradientBoosting(balancesClasses: true),
      GradientBoosting(seed: 9),
    ],
    [
      NearestNeighbours(), NearestNeighbours(neighbours: 3), NearestNeighbours(weighsByDistance: true),
      NearestNeighbours(balancesClasses: true),
    ],
    [GaussianNaiveBayes(), GaussianNaiveBayes(balancesClasses: true)],
    [
      ElasticNet(penalty: .fixed(0.1)), ElasticNet(penalty: .fixed(0.2)), ElasticNet(mixing: 0, penalty: .fixed(0.1)),
      ElasticNet(penalty: .fixed(0.1), balancesClasses: true), ElasticNet(),
      ElasticNet(penalty: .best(.init(count: 7))),
      ElasticNet(penalty: .best(.init(smallestRatio: 0.1))), ElasticNet(penalty: .best(.init(folds: .stratified(4)))),
      ElasticNet(penalty: .best(.init(folds: .plain(5)))), ElasticNet(penalty: .best(.init(folds: .leaveOneOut))),
      ElasticNet(penalty: .best(.init(folds: .numPyShuffled(5, seed: 1)))),
      ElasticNet(penalty: .best(.init(folds: .numPyShuffled(5, seed: 2)))),
      ElasticNet(penalty: .best(.init(folds: .stratifiedInOrder(5)))), ElasticNet(penalty: .best(.init(seed: 2))),
      ElasticNet(penalty: .best(.init(measure: .auc))), ElasticNet(penalty: .oneStandardError(.init())),
    ],
  ]

  @Test(arguments: variants.indices) func everyOptionTellsSettingsApart(at: Int) throws {
    let all = Self.variants[at].map(\.fitSetting)
    #expect(Set(all).count == all.count)
    #expect(Set(all.map(\.method)).count == 1)
    let again = try JSONDecoder().decode([FitSetting].self, from: JSONEncoder().encode(all))
    #expect(again == all && all == Self.variants[at].map(\.fitSetting))
  }

  @Test func methodsAreToldApart() {
    #expect(Set(Self.variants.compactMap { $0.first?.fitSetting.method }).count == Self.variants.count)
    let grid = SupportVectorClassifier.studyGrid.map(\.fitSetting)
    #expect(Set(grid).count == grid.count && grid.count == 28)
  }

  /// A penalty that folds choose is no other setting, but what came of the fit.
  @Test func aChosenPenaltyIsAFactAndNotASetting() throws {
    let table = synthetic(1)
    var log = FitLog()
    let chosen = try ElasticNet().fit(table, log: &log)
    let entry = try #require(log.entries.last)
    #expect(entry.setting == ElasticNet().fitSetting && entry.fact == .penalty(chosen.penalty))
    _ = try ElasticNet(penalty: .fixed(0.1)).fit(table, log: &log)
    #expect(log.entries.last?.fact == nil)
  }

  /// Without a column every setting is the prevalence, and the log has each of them, in both kinds of pipeline.
  @Test func settingsWithoutAColumnAreLoggedAsTried() throws {
    let table = synthetic(2)
    let bare = TrainingTable(
      features: FeatureTable(subjects: table.subjects, columns: ["c"], rows: table.subjects.map { _ in [1] }),
      outcomes: table.outcomes.events)
    let grid = [1.0, 10].map { SupportVectorClassifier(kernel: .linear, cost: $0) }
    let pipelines = [
      Pipeline.handcrafted(keptFeatures: 3, grid: grid, seed: 1),
      Pipeline(selector: nil, settings: grid.map { AnyClassifier($0) }, seed: 1),
    ]
    for pipeline in pipelines {
      var log = FitLog(purpose: "row")
      let fit = try pipeline.fit(bare, log: &log)
      let last = log.entries.filter { $0.kind == .classifier && $0.purpose.parts == [.allTraining] }
      #expect(last.map(\.setting) == [fit.record.chosen.fitSetting] && last.map(\.fact) == [.noColumn])
      for fold in 1...5 {
        let own = log.entries.filter { $0.kind == .classifier && $0.purpose.parts == [.fold(fold, of: 5)] }
        #expect(Set(own.map(\.setting)) == Set(grid.map(\.fitSetting)) && own.allSatisfy { $0.fact == .noColumn })
      }
      let choices = log.entries.filter { $0.kind == .tuning }
      #expect(choices.map(\.setting) == [fit.record.chosen.fitSetting] && choices.map(\.fact) == [.choice(of: 2)])
    }
  }
}
