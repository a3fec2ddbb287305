import Results

/// Results invented for tests of the page: plausible in shape, from no patient, and not computed by Apus.
enum InventedResults {
  /// A study like the published one: 506 screened, 252 analysed, a split, four models.
  static let study: StudyResults = StudyResults(
    study: description(synthetic: true), findings: findings, flow: flow, factors: factors(hasSplit: true),
    evaluation: .heldOut(rule: "stratified on the outcome, 66 % of each class to training"),
    models: names.enumerated().map { model($1, index: $0, events: 19, nonEvents: 66, isLeaveOneOut: false) },
    comparisons: [
      ModelComparison(
        first: "HCR (MR)", second: "HCR (MR+CF)",
        difference: Estimate(.value(-0.0412), lower: -0.1021, upper: 0.0198), p: .value(0.1854)),
      ModelComparison(
        first: "Clinical only", second: "HCR (MR+CF)",
        difference: Estimate(.value(-0.1873), lower: -0.2711, upper: -0.1035), p: .value(0.00002)),
      ModelComparison(
        first: "HCR (MR)", second: "Lesion volume only",
        difference: Estimate(.value(0), intervalNote: .other("The two scores rank all patients alike.")),
        p: .undefined(.other("The difference has no variance: the scores rank all patients alike."))),
    ], methods: methods)

  /// Sixteen patients, five events, leave-one-out: nothing can be concluded, and half the values are undefined.
  static let fewEvents: StudyResults = {
    var results = study
    results.study = description(synthetic: false)
    results.study.name = "Lung metastasis after soft-tissue sarcoma"
    results.study.event = "lung metastasis"
    results.study.nonEvent = "no lung metastasis"
    results.study.series = ["T1", "CT"]
    results.findings = [
      Finding(.note, "Pathology is unknown in 2 patients.", detail: "Unknown is a level of its own."),
      Finding(
        .nothingCanBeConcluded, "With 5 events nothing can be concluded about any model.",
        detail: "Intervals this wide hold chance and perfection alike. At least 50 events would be needed."),
    ]
    results.flow = InclusionFlow(
      screened: 16, exclusions: [], analysed: .init(events: 5, nonEvents: 11), split: nil)
    results.factors = factors(hasSplit: false)
    results.evaluation = .leaveOneOut
    results.models = names.enumerated().map { model($1, index: $0, events: 5, nonEvents: 11, isLeaveOneOut: true) }
    results.models[0].test.confusion = nil
    results.models[0].cutoff = nil
    results.models[0].flags = ["1 training event in a fold: no cutoff"]
    results.models[3].test.auc = Estimate(.undefined(.other("All scores are equal.")))
    results.comparisons = []
    return results
  }()

  static let names = ["Clinical only", "HCR (MR)", "HCR (MR+CF)", "Lesion volume only"]

  static func description(synthetic: Bool) -> StudyDescription {
    StudyDescription(
      name: "Response to chemoradiotherapy in locally advanced cervical cancer", event: "non-complete response",
      nonEvent: "complete response", evaluationProtocol: "sound", seed: 20_240_115, series: ["CE-T1", "T2"],
      modelFactors: ["tumour size", "FIGO stage", "HPV"],
      featureRecipe: "preset jeong2024 (inferred), profile pyradiomics", featureCount: 1890, synthetic: synthetic,
      software: "Apus 0.1.0 (3c39cd2)",
      studyHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
  }

  static let findings = [
    Finding(
      .note, "HPV status is unknown in 32 % of patients.", detail: "Unknown is a level of its own, not imputed."),
    Finding(
      .caution, "19 test events: intervals are wide.",
      detail: "A difference of AUC below about 0.2 cannot be told from chance in this test set."),
  ]

  static let flow = InclusionFlow(
    screened: 506,
    exclusions: [
      planned("surgery before chemoradiotherapy", 208), planned("distant metastases", 9),
      planned("vaginal stump cancer", 3), planned("salvage treatment", 1), planned("no pretreatment MRI", 25),
      InclusionFlow.Exclusion(
        cause: "contrast-enhanced series could not be read", isFailure: true,
        subjects: [
          .init(id: "LACC-0117", detail: "ce_t1/IM00012.dcm ends after 41 of 64 kB; copy the series again."),
          .init(id: "LACC-0342", detail: "ce_t1: slice 9 of 24 is missing (gap of 12.0 mm where 6.0 mm is usual)."),
        ]),
      InclusionFlow.Exclusion(
        cause: "contour not found", isFailure: true,
        subjects: [.init(id: "LACC-0498", detail: "RS.dcm has no ROI \"GTV\"; it has: BODY, GTVp, CTV.")]),
      planned("brachytherapy alone or refused", 5),
    ], analysed: .init(events: 57, nonEvents: 195),
    split: .init(training: .init(events: 38, nonEvents: 129), test: .init(events: 19, nonEvents: 66)))

  private static func planned(_ cause: String, _ count: Int) -> InclusionFlow.Exclusion {
    InclusionFlow.Exclusion(
      cause: cause, isFailure: false,
      subjects: (1...count).map { .init(id: "\(cause.prefix(4).uppercased())-\($0)") })
  }

  static let methods = [
    MethodNote(
      "Features",
      "Per series 945 columns were extracted on the original image and 8 sub-bands of the stationary "
        + "wavelet (coif1), bin width 25, after PyRadiomics' definitions."),
    MethodNote(
      "Feature selection",
      "Recursive elimination with logistic regression (L2, C = 1), step 1, kept 20 columns; it "
        + "was fitted inside every training fold."),
    MethodNote(
      "AUC", "Intervals and paired tests follow DeLong et al. 1988 (doi 10.2307/2531595), on decision values."),
  ]

  static func factors(hasSplit: Bool) -> [FactorSummary] {
    func row(_ label: String, _ all: String, _ a: String, _ b: String, _ e: String, _ n: String) -> FactorSummary.Row {
      .init(
        label: label, all: all, training: hasSplit ? a : nil, test: hasSplit ? b : nil, events: e, nonEvents: n)
    }
    func test(_ method: String, _ p: Double) -> FactorSummary.TestResult { .init(method: method, p: .value(p)) }
    return [
      FactorSummary(
        name: "Age (years)",
        rows: [
          row(
            "mean \u{B1} SD", "54.2 \u{B1} 11.0", "54.0 \u{B1} 10.8", "54.7 \u{B1} 11.5", "53.9 \u{B1} 12.2",
            "54.3 \u{B1} 10.7")
        ],
        splitTest: hasSplit ? test("Welch t", 0.632) : nil, outcomeTest: test("Welch t", 0.8241), isInModels: false),
      FactorSummary(
        name: "Tumour size",
        rows: [
          row("< 50 mm", "139 (55.2 %)", "90 (53.9 %)", "49 (57.6 %)", "25 (43.9 %)", "114 (58.5 %)"),
          row("\u{2265} 50 mm", "113 (44.8 %)", "77 (46.1 %)", "36 (42.4 %)", "32 (56.1 %)", "81 (41.5 %)"),
        ], splitTest: hasSplit ? test("chi-square", 0.554) : nil, outcomeTest: test("chi-square", 0.0512),
        isInModels: true),
      FactorSummary(
        name: "FIGO stage",
        rows: [
          row("IIB\u{2013}IIIB", "97 (38.5 %)", "66 (39.5 %)", "31 (36.5 %)", "10 (17.5 %)", "87 (44.6 %)"),
          row("IIIC1\u{2013}IVA", "155 (61.5 %)", "101 (60.5 %)", "54 (63.5 %)", "47 (82.5 %)", "108 (55.4 %)"),
        ], splitTest: hasSplit ? test("chi-square", 0.6471) : nil, outcomeTest: test("chi-square", 0.0002),
        isInModels: true),
      FactorSummary(
        name: "HPV",
        rows: [
          row("positive", "133 (52.8 %)", "88 (52.7 %)", "45 (52.9 %)", "30 (52.6 %)", "103 (52.8 %)"),
          row("negative", "39 (15.5 %)", "26 (15.6 %)", "13 (15.3 %)", "11 (19.3 %)", "28 (14.4 %)"),
          row("unknown", "80 (31.7 %)", "53 (31.7 %)", "27 (31.8 %)", "16 (28.1 %)", "64 (32.8 %)"),
        ], splitTest: hasSplit ? test("chi-square", 0.9981) : nil, outcomeTest: test("chi-square", 0.6314),
        isInModels: true),
      FactorSummary(
        name: "Pathology",
        rows: [row("squamous cell", "252 (100.0 %)", "167 (100.0 %)", "85 (100.0 %)", "57 (100.0 %)", "195 (100.0 %)")],
        splitTest: hasSplit
          ? .init(method: "chi-square", p: .undefined(.other("All patients are in one level: nothing to compare.")))
          : nil,
        outcomeTest: .init(
          method: "chi-square", p: .undefined(.other("All patients are in one level: nothing to compare."))),
        isInModels: false),
    ]
  }
}
