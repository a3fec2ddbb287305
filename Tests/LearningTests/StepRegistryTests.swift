import Learning
import Testing

private let context = StepContext(factors: ["f0", "f1"], seed: 1)

/// One name a place, and every step that a study file can name is found by it.
@Test
func theRegistryNamesEveryStepOfAPlaceOnce() {
  let names = StepRegistry.all.map { "\($0.place) \($0.name)" }
  #expect(Set(names).count == names.count)
  #expect(Set(StepRegistry.all.map(\.place)) == Set(LearningStep.Place.allCases))
  for step in StepRegistry.all {
    #expect((StepRegistry.step(step.name, step.place) != nil) == step.isNamed, "\(step.name)")
    #expect(!step.summary.isEmpty)
  }
}

@Test
func theStandardSupportVectorsAreTheStudysGrid() throws {
  let svm = try #require(StepRegistry.step("svm", .classifier))
  #expect(StepChoice(svm).settings(context) == SupportVectorClassifier.studyGrid.map { AnyClassifier($0) })
}

/// Every classifier is tuned over as many settings as the study's, so that arms have the same budget without a word in
/// the file.
@Test
func everyClassifierSpansTheStudysBudget() {
  for classifier in StepRegistry.steps(.classifier) {
    let expected = classifier.name == "naive-bayes" ? 1 : SettingsSearch.studyBudget
    let settings = StepChoice(classifier).settings(context)
    #expect(settings.count == expected, "\(classifier.name)")
    // The audit counts different settings by their values, a reader tells them apart by their words.
    let wide = StepChoice(classifier, isWide: true).settings(context)
    for all in [settings, wide] {
      #expect(Set(all.map(\.fitSetting)).count == all.count, "\(classifier.name)")
      #expect(Set(all.map(\.description)).count == all.count, "\(classifier.name)")
    }
    #expect(wide.count >= settings.count, "\(classifier.name)")
  }
}

/// Classes that weigh alike are said so, and are no more settings.
@Test
func balancedClassesAreNoOtherSettings() throws {
  let balanced = StepContext(balancesClasses: true, seed: 1)
  for classifier in StepRegistry.steps(.classifier) {
    let settings = StepChoice(classifier).settings(balanced)
    #expect(settings.allSatisfy { $0.description.contains("classes balanced") }, "\(classifier.name)")
    #expect(settings.count == StepChoice(classifier).settings(context).count)
  }
}

@Test
func optionsAcceptWhatTheySayAndNothingElse() throws {
  let above = try #require(StepRegistry.step("correlation", .filters)?.options.first)
  for text in ["0", "0.9", "1"] { #expect(above.accepts(text)) }
  for text in ["1.1", "-0.1", "nan", "inf", "much", ""] { #expect(!above.accepts(text)) }
  for step in StepRegistry.all {
    for option in step.options {
      #expect((option.standard + option.wide).allSatisfy(option.accepts), "\(step.name).\(option.key)")
    }
  }
}

/// In the published way one preparation serves every fold, and the log has no selection of a fold.
@Test
func aRecipeBeforeTheFoldsIsFittedOnce() throws {
  let table = synthetic(3)
  let recipe = Pipeline(
    selector: RedundancySelection(kept: 4), settings: [AnyClassifier(LogisticRegression())], seed: 2,
    scope: .onceBeforeFolds)
  var log = FitLog(purpose: "row")
  let fit = try recipe.fit(table, log: &log)
  #expect(log.entries.filter { $0.kind == .selection }.map(\.purpose) == ["row / all training"])
  #expect(fit.record.selectedInFolds.allSatisfy { $0 == fit.record.selected })
  #expect(log.heldOut.count == 5)
}

/// The same numbers whether a model reads all columns or only those it needs.
@Test
func aModelReadsNoMoreThanItNeeds() throws {
  let table = withHoles(synthetic(8, subjects: 60))
  let sites = Dictionary(uniqueKeysWithValues: table.subjects.enumerated().map { ($1, $0 % 3 == 0 ? "A" : "B") })
  let recipe = Pipeline(
    preparation: Preparation(
      harmonisation: ComBat(batches: sites, covariates: ["f39"]), filters: [ColumnFilter.correlation(above: 0.9)],
      auxiliary: ["f39"]),
    selector: RedundancySelection(kept: 3), settings: [AnyClassifier(LogisticRegression())], seed: 2)
  var log = FitLog()
  let model = try recipe.fit(table, log: &log).model
  #expect(model.inputs.count == 4 && model.inputs.contains("f39"))
  let few = try table.features.columns(named: model.inputs)
  #expect(try model.scores(few) == (try model.scores(table.features)))
  #expect(model.batches == ["A", "B"])
  // Without the ids of those it was trained on it scores whoever comes with a batch, and nobody else.
  let bare = model.withoutSubjects
  #expect(try bare.scores(few, batches: sites) == (try model.scores(few)))
  #expect(throws: LearningError.noBatch(subjects: few.subjects)) { try bare.scores(few) }
  #expect(throws: LearningError.unseenBatch("C")) { try bare.scores(few.rows([0]), batches: [few.subjects[0]: "C"]) }
}

/// Three levels are imputed as one factor: whoever lacks it is given one level, never parts of several.
@Test
func levelsAreImputedWhole() throws {
  let clinical = ClinicalTable(
    subjects: (0..<30).map { "S\($0)" },
    values: [
      "stage": (0..<30).map { $0 % 7 == 0 ? nil : ["I", "II", "III"][$0 % 3] },
      "age": (0..<30).map { "\(40 + $0 % 3 * 10 + $0 % 2)" },
    ])
  var log = FitLog()
  let encoding = try ClinicalEncoder(
    factors: [ClinicalFactor(name: "stage", encoding: .position), ClinicalFactor(name: "age", encoding: .continuous)]
  ).fit(clinical, log: &log)
  #expect(encoding.levelColumns == [LevelColumns(column: "stage", levels: ["I", "II", "III"])])
  let table = TrainingTable(
    features: try encoding.transform(clinical), outcomes: (0..<30).map { $0 % 2 == 0 })
  let names = ["stage=I", "stage=II", "stage=III", "age"]
  let recipe = Pipeline(
    preparation: Preparation(
      imputation: MultipleImputation(factors: ["stage", "age"], completions: 4), scaling: ColumnScaling(.range),
      exempt: names, levels: encoding.levelColumns),
    selector: nil, alwaysKept: names, settings: [AnyClassifier(LogisticRegression())], seed: 3)
  let fit = try recipe.fit(table, log: &log)
  #expect(fit.model.members.count == 4)
  for member in fit.model.members {
    let given = try member.preparation.transform(table.features).columns(named: Array(names.prefix(3)))
    for row in 0..<30 {
      let levels = (0..<3).compactMap { given.value(row: row, column: $0) }
      #expect(levels.sorted() == [0, 0, 1])
    }
  }
  #expect(fit.record.fitsInFold == 4 && fit.record.settingsTried == 1)
}
