import Foundation
import Records
import Testing
import TestSupport

/// `apus compare` beyond one table of independent rows, by the built command.
///
/// Reference: R 4.2.2 with pROC 1.18.0 on the same tables: `u <- pm(5 n, seed)` with `pm` the generator
/// `x * 16807 %% 2147483647`; `y <- u < .4`, `A <- round(.6 u + shift y, 3)`, `B <- round(.8 u + .1 y, 3)`, `site` one
/// of four, `patient <- floor(u n .6)`. Table a: n = 150, seed 11, shift .3; table b: n = 220, seed 12, shift .15.
@Suite struct CompareOptionsTests {
  private static func table(_ name: String, _ n: Int, seed: Int, shift: Double) -> String {
    var state = seed
    let u = (0..<(5 * n)).map { _ -> Double in
      state = state * 16807 % 2_147_483_647
      return Double(state) / 2_147_483_647
    }
    let sites = ["north", "south", "3", "12"]
    let lines = (0..<n).map { i -> String in
      let y = u[i] < 0.4 ? 1.0 : 0
      let a = ((0.6 * u[n + i] + shift * y) * 1000).rounded() / 1000
      let b = ((0.8 * u[2 * n + i] + 0.1 * y) * 1000).rounded() / 1000
      return
        "\(name)\(i + 1),\(Int(y)),\(a),\(b),\(sites[Int(u[3 * n + i] * 4)]),\(Int(u[4 * n + i] * Double(n) * 0.6))"
    }
    return "id,y,A,B,site,patient\n" + lines.joined(separator: "\n") + "\n"
  }

  private static let first = table("a", 150, seed: 11, shift: 0.3)
  private static let second = table("b", 220, seed: 12, shift: 0.15)

  /// Numbers of the CSV result by `subject|statistic`: value, lower, upper.
  private func numbers(_ scratch: Scratch, _ arguments: String...) throws -> [String: [Double?]] {
    let run = try Command(
      arguments: ["compare"] + arguments + ["--resamples", "200", "--csv", scratch.file("out.csv")])
    try #require(run.status == 0, "\(run.errors)")
    let table = try CSVTable(reading: scratch.file("out.csv"))
    let subjects = table["models"] ?? table["subject"] ?? []
    let columns = ["value", "lower", "upper"].map { (table[$0] ?? []).map { Double($0) } }
    let names = zip(subjects, table["statistic"] ?? []).map { "\($0)|\($1)" }
    return Dictionary(names.enumerated().map { at, name in (name, columns.map { $0[at] }) }) { one, _ in one }
  }

  private func check(_ found: [Double?]?, _ expected: [Double], _ tolerance: Double = 1e-9) throws {
    let values = try #require(found)
    for (value, wanted) in zip(values, expected) {
      #expect(abs((value ?? .nan) - wanted) < tolerance, "\(values) \(expected)")
    }
  }

  /// `roc.test(roc_b, roc_a, paired = FALSE)`: b less a.
  @Test func twoTablesAreComparedUnpaired() throws {
    let scratch = try Scratch()
    let (a, b) = (try scratch.write(Self.first, to: "a.csv"), try scratch.write(Self.second, to: "b.csv"))
    let found = try numbers(scratch, a, b, "--unpaired", "--score", "A", "--score", "A")
    try check(found["A|AUC in the first table"], [0.885494752623688])
    try check(found["A|AUC in the second table"], [0.74769149591065])
    try check(found["A|AUC difference, DeLong unpaired, statistic"], [-3.24364451855243])
    try check(found["A|AUC difference, DeLong unpaired, p"], [0.0012882116928756])
    let bootstrap = try #require(found["A|AUC difference, bootstrap unpaired"]?[1])
    #expect(bootstrap < -0.03 && bootstrap > -0.3)
    // The same subjects are no two samples.
    let same = try Command("compare", a, a, "--unpaired")
    #expect(same.status == 65 && same.errors.contains("the same subjects"), "\(same.errors)")
    let unsaid = try Command("compare", a, b)
    #expect(unsaid.status == 64 && unsaid.errors.contains("a.csv: is not the predictions.csv of a run"))
    #expect(unsaid.errors.contains("add --unpaired") && unsaid.output.isEmpty, "\(unsaid.errors)")
    #expect(try Command("compare", a, "--unpaired").status == 64)
  }

  /// `ci.auc` and `roc.test(paired = TRUE)` of each site; ten of each class for a test.
  @Test func everySubgroupHasItsFigures() throws {
    let scratch = try Scratch()
    let a = try scratch.write(Self.first, to: "a.csv")
    let found = try numbers(scratch, a, "--score", "A", "--score", "B", "--by", "site")
    try check(found["[3] A|AUC"], [0.897832817337461, 0.801368369098281, 0.994297265576641])
    try check(found["[12] A|AUC"], [0.940051020408163, 0.871948373078213, 1])
    try check(found["[south] A|AUC"], [0.85, 0.733528751992019, 0.966471248007981])
    try check(found["[3] A -> B|AUC difference, DeLong paired, p"], [0.00065936465987435])
    try check(found["[south] A -> B|AUC difference, DeLong paired, p"], [0.234430717994547])
    // Nine events in the north.
    #expect(found["[north] A -> B|AUC difference, DeLong paired, p"]?[0] == nil)
    #expect(found["A: north -> south|AUC difference, DeLong unpaired, p"]?[0] == nil)
    #expect(found["A: 3 -> 12|AUC difference, DeLong unpaired, p"]?[0] != nil)
    let many = try Command("compare", a, "--score", "A", "--by", "patient")
    #expect(many.status == 65 && many.errors.contains("at most 20"), "\(many.errors)")
  }

  @Test func rowsOfAPatientStayTogether() throws {
    let scratch = try Scratch()
    let a = try scratch.write(Self.first, to: "a.csv")
    let alone = try numbers(scratch, a, "--score", "A", "--score", "B")
    let together = try numbers(scratch, a, "--score", "A", "--score", "B", "--cluster", "patient")
    #expect(alone["A|AUC"]?[0] == together["A|AUC"]?[0] && alone["A|AUC"]?[1] != together["A|AUC"]?[1])
    #expect(together["A -> B|AUC difference, DeLong paired over clusters, p"]?[0] != nil)
    // What takes rows as independent is withheld.
    for name in ["A|sensitivity at Youden", "A|npv at top left, exact", "A -> B|NRI (continuous), sum"] {
      let (one, many) = (alone[name], together[name])
      #expect(one?[0] == many?[0] && one?[0] != nil && one?[1] != nil && many?[1] == nil, "\(name)")
    }
    #expect(together["A -> B|McNemar exact p"]?[0] == nil && alone["A -> B|McNemar exact p"]?[0] != nil)
    // Every row twice under its patient: the interval stays, where rows alone make it narrower.
    let rows = Self.first.split(separator: "\n")
    let twice = try scratch.write((rows + rows.dropFirst()).joined(separator: "\n") + "\n", to: "twice.csv")
    let doubled = try numbers(scratch, twice, "--score", "A", "--cluster", "id")
    try check(doubled["A|AUC"], [alone["A|AUC"]?[0], alone["A|AUC"]?[1], alone["A|AUC"]?[2]].compactMap(\.self))
    let refused = try Command("compare", twice, "--score", "A")
    #expect(refused.status == 65 && refused.errors.contains("--cluster"), "\(refused.errors)")
  }

  /// Net benefit at 0.2 by the formula; groups, ranges and the simple bootstrap are those asked for.
  @Test func optionsOfProbabilitiesAndRanges() throws {
    let scratch = try Scratch()
    let a = try scratch.write(Self.first, to: "a.csv")
    let found = try numbers(
      scratch, a, "--score", "A", "--threshold", "0.2", "--groups", "5", "--partial", "sensitivity:0.6-0.9",
      "--no-stratified")
    try check(found["A|net benefit at 0.2"], [0.28, 0.187384932554945, 0.372615067445055])
    #expect(found["A|partial AUC, sensitivity 0.6 to 0.9"]?[0] != nil)
    #expect(found["A|partial AUC, specificity 0.8 to 1.0"] == nil)
    for name in ["Dxy", "R2", "D", "U", "Q", "Emax", "E90", "Eavg", "S:z", "S:p"] {
      #expect(found["A|val.prob \(name)"] != nil, "\(name)")
    }
    let text = try Command("compare", a, "--score", "A", "--groups", "5", "--no-stratified", "--resamples", "200")
    #expect(text.output.contains("5 groups, 5 degrees of freedom") && text.output.contains("not stratified"))
    for wrong in [
      ["--groups", "2"], ["--threshold", "1"], ["--partial", "specificity:0.9-0.7"], ["--partial", "x"],
    ] {
      #expect(try Command(arguments: ["compare", a] + wrong).status == 64, "\(wrong)")
    }
  }
}

/// `apus optimism` by the built command.
///
/// Reference: R 4.2.2, `glm(y ~ A + B, binomial, epsilon = 1e-14)` and `rms::validate(lrm(y ~ A + B), B = 2000)` on
/// table a; the tolerances of corrected figures are three Monte Carlo errors of 2,000 resamples, from the spread of R's
/// own.
extension CompareOptionsTests {
  @Test func figuresOfAModelAreCorrectedAsByValidate() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.first + "odd,1,,0.3,north,7\n", to: "a.csv")
    let arguments = ["optimism", path, "--outcome", "y", "--columns", "A", "B", "--resamples", "2000"]
    let run = try Command(arguments: arguments + ["--csv", scratch.file("o.csv")])
    try #require(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("150 subjects") && run.output.contains("1 row left out because of a missing cell"))
    let table = try CSVTable(reading: scratch.file("o.csv"))
    let names = table["statistic"] ?? []
    let values = (table["value"] ?? []).map { Double($0) ?? .nan }
    let found = Dictionary(zip(names, values)) { one, _ in one }
    let exact = [
      "coefficient of intercept": -6.32939535062645, "coefficient of A": 10.43438339432126,
      "coefficient of B": 2.10808077288373, "Dxy, apparent": 0.7949775112444, "R2, apparent": 0.5975069190000,
      "Brier, apparent": 0.1260509008124,
    ]
    for (name, value) in exact { #expect(abs((found[name] ?? .nan) - value) < 1e-9, "\(name)") }
    let near = [
      "Dxy, corrected": (0.786768, 0.006), "R2, corrected": (0.584434, 0.009), "Slope, corrected": (0.959738, 0.015),
      "Brier, corrected": (0.132601, 0.002), "Intercept, corrected": (-0.005418, 0.02),
    ]
    for (name, (value, error)) in near { #expect(abs((found[name] ?? .nan) - value) < error, "\(name)") }
  }

  @Test func aModelThatHasNoFitIsSaidAndWordsAreNoColumn() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.first, to: "a.csv")
    let words = try Command(arguments: ["optimism", path, "--outcome", "y", "--columns", "A", "site"])
    #expect(words.status == 65 && words.errors.contains("which is not a number"))
    let missing = try Command(arguments: ["optimism", path, "--outcome", "y", "--columns", "a"])
    #expect(missing.status == 65 && missing.errors.contains("\"a\""))
    let split = try scratch.write("y,a\n" + (0..<30).map { "\($0 / 15),\($0)\n" }.joined(), to: "split.csv")
    let separated = try Command(arguments: ["optimism", split, "--outcome", "y", "--columns", "a"])
    #expect(separated.status == 0 && separated.output.contains("separate"), "\(separated.output)")
  }
}
