/// Every step that a study file can name, with its options: the registry's names, place by place.
public enum StepCatalogue {
  /// All of them.
  public static let all = imputations + scalings + harmonisations + filters + selectors + classifiers

  /// The steps of one place.
  public static func steps(_ place: StepDefinition.Place) -> [StepDefinition] { all.filter { $0.place == place } }

  /// The step called `name` at a place.
  public static func step(_ name: String, _ place: StepDefinition.Place) -> StepDefinition? {
    all.first { $0.place == place && $0.name == name }
  }

  private static let counts = StepOption.Domain.whole(1...100_000)
  private static let shares = StepOption.Domain.number(0...1)

  private static let imputations = [
    StepDefinition("median", .impute), StepDefinition("constant-median", .impute), StepDefinition("mode", .impute),
    StepDefinition("category", .impute),
    StepDefinition("neighbours", .impute, [StepOption("neighbours", counts, "5")]),
    StepDefinition(
      "multiple", .impute,
      [StepOption("completions", .whole(2...100), "10"), StepOption("rounds", .whole(1...100), "10")]),
  ]

  private static let scalings = ColumnScaling.Rule.allCases.map { StepDefinition($0.rawValue, .scale) }

  private static let harmonisations = [
    StepDefinition(
      "combat", .harmonise,
      [
        StepOption("shrinkage", .words(ComBat.Shrinkage.allCases.map(\.rawValue)), "parametric"),
        StepOption("means-only", .words(["true", "false"]), "false"),
      ])
  ]

  private static func test(_ name: String, below: String, best: String) -> StepDefinition {
    StepDefinition(
      name, .filters, [StepOption("below", shares, below), StepOption("best", .whole(0...100_000), best)])
  }

  private static let filters = [
    StepDefinition("constant-columns", .filters),
    StepDefinition("variance", .filters, [StepOption("at-most", .number(0...1e300), "0.01")]),
    StepDefinition("correlation", .filters, [StepOption("above", shares, "0.9")]),
    StepDefinition(
      "reliability", .filters, [StepOption("table", .path, nil), StepOption("at-least", .number(-1...1), "0.75")]),
    test("welch", below: "0.05", best: "0"), test("student", below: "0.05", best: "0"),
    test("mann-whitney", below: "1", best: "20"),
    StepDefinition(
      "false-discovery", .filters,
      [
        StepOption("test", .words(["welch", "student", "mann-whitney"]), "mann-whitney"),
        StepOption("below", shares, "0.05"),
      ]),
    StepDefinition("auc", .filters, [StepOption("at-least", .number(0.5...1), "0.6")]),
  ]

  private static let keep = StepOption("keep", counts, nil)
  private static let penalty = StepOption("penalty", .words(["best", "one-standard-error"]), "best")

  /// Of the logistic regression that ranks columns: `C`, and whether its intercept is penalised as liblinear does.
  private static let ranking = [
    StepOption("inverse-penalty", .number(1e-12...1e12), "1.0"),
    StepOption("intercept", .words(["free", "penalised"]), "free"),
  ]

  private static let selectors = [
    StepDefinition("rfe", .select, [keep] + ranking),
    StepDefinition(
      "rfecv-logistic", .select,
      [StepOption("step", counts, "1"), StepOption("folds", .words(["stratified", "in-order"]), "stratified")]
        + ranking),
    StepDefinition("rfecv-forest", .select, [StepOption("trees", counts, "100"), StepOption("step", counts, "1")]),
    StepDefinition("mrmr", .select, [keep]),
    StepDefinition("lasso", .select, [penalty]),
    StepDefinition("elastic-net", .select, [StepOption("mixing", shares, "0.5"), penalty]),
    StepDefinition(
      "stability", .select,
      [
        StepOption("entering", counts, "20"), StepOption("threshold", .number(0.501...1), "0.6"),
        StepOption("pairs", .whole(1...10_000), "50"),
      ]),
    StepDefinition(
      "boruta", .select,
      [
        StepOption("trees", counts, "100"), StepOption("rounds", .whole(1...10_000), "100"),
        StepOption("level", .number(1e-12...0.5), "0.05"),
      ]),
  ]
}

extension StepCatalogue {
  private static let positive = StepOption.Domain.number(1e-12...1e12)
  private static let costs = StepOption.grid(
    "cost", positive, ["1.0", "10.0", "100.0", "1000.0"],
    wide: ["1.0", "1.8", "3.2", "5.6", "10.0", "18.0", "32.0", "56.0", "100.0", "180.0", "320.0", "560.0", "1000.0"])
  private static let gammas = StepOption.grid(
    "gamma", positive, ["0.01", "0.001", "0.0001"],
    wide: ["0.01", "0.0056", "0.0032", "0.0018", "0.001", "0.00056", "0.00032", "0.00018", "0.0001"])
  /// 28 values, four to a decade.
  private static let inverses = StepOption.grid(
    "inverse-penalty", positive,
    (-4...2).flatMap { decade in ["1", "1.8", "3.2", "5.6"].map { "\($0)e\(decade)" } },
    wide: (-4...2).flatMap { decade in
      ["1", "1.3", "1.8", "2.4", "3.2", "4.2", "5.6", "7.5"].map { "\($0)e\(decade)" }
    })
  /// 28 values down from 0.3; the largest penalty that matters is 0.5 for scaled columns.
  private static let penalties = (0..<28).map { "\((0.3 * power(0.774, $0) * 1e6).rounded() / 1e6)" }
  private static let finePenalties = (0..<84).map { "\((0.3 * power(0.918, $0) * 1e7).rounded() / 1e7)" }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * base }
  }

  /// Classifiers; the standard values of each span the study's 28 settings, but for naive Bayes, which has nothing to set.
  private static let classifiers = [
    StepDefinition(
      "svm", .classifier,
      [.grid("kernel", .words(["linear", "rbf", "sigmoid"]), ["linear", "rbf", "sigmoid"]), costs, gammas]),
    StepDefinition(
      "svm-linear", .classifier,
      [.grid("cost", positive, inverses.standard, wide: inverses.wide)]),
    StepDefinition("svm-rbf", .classifier, [sevenCosts, fourGammas]),
    StepDefinition("svm-sigmoid", .classifier, [sevenCosts, fourGammas]),
    StepDefinition("logistic", .classifier, [inverses]),
    StepDefinition("logistic-balanced", .classifier, [inverses]),
    StepDefinition("lasso", .classifier, [.grid("penalty", positive, penalties, wide: finePenalties)]),
    StepDefinition(
      "elastic-net", .classifier,
      [
        .grid("mixing", .number(0...1), ["0.1", "0.25", "0.5", "0.75"]),
        .grid(
          "penalty", positive, ["0.3", "0.1", "0.03", "0.01", "0.003", "0.001", "0.0003"], wide: penalties),
      ]),
    StepDefinition(
      "forest", .classifier,
      [
        .grid("trees", .whole(1...10_000), ["100"], wide: ["100", "200"]),
        .grid("leaf", .whole(1...10_000), ["1", "2", "3", "5", "8", "12", "20"], wide: (1...20).map { "\($0)" }),
        .grid("depth", .whole(0...1000), ["0", "2", "4", "8"], wide: ["0", "2", "3", "4", "6", "8"]),
      ], scoresInSteps: true),
    StepDefinition(
      "boosting", .classifier,
      [
        .grid("trees", .whole(1...10_000), ["100"], wide: ["50", "100", "200"]),
        .grid("rate", .number(1e-6...1), ["0.01", "0.02", "0.05", "0.1", "0.2", "0.3", "0.5"]),
        .grid("depth", .whole(1...100), ["1", "2", "3", "4"]),
        .grid("share", .number(0.01...1), ["1.0"], wide: ["0.5", "0.75", "1.0"]),
      ], scoresInSteps: true),
    StepDefinition("naive-bayes", .classifier),
    StepDefinition(
      "nearest-neighbours", .classifier,
      [
        .grid(
          "neighbours", .whole(1...10_000), stride(from: 1, through: 27, by: 2).map { "\($0)" },
          wide: (1...40).map { "\($0)" }),
        .grid("by-distance", .words(["false", "true"]), ["false", "true"]),
      ], scoresInSteps: true),
  ]

  private static let sevenCosts = StepOption.grid(
    "cost", positive, ["0.1", "1.0", "3.2", "10.0", "32.0", "100.0", "1000.0"], wide: costs.wide)
  private static let fourGammas = StepOption.grid(
    "gamma", positive, ["0.1", "0.01", "0.001", "0.0001"], wide: gammas.wide)
}
