import Foundation
import Learning
import Testing

/// A column that a table of another program can hold, laid over a sound one.
enum HostileColumn: String, CaseIterable, CustomTestStringConvertible {
  case large = "one value of 1e155"
  case largest = "one value of 1e308, one of -1e308"
  case allLarge = "values of 1e155"
  case subnormal = "one value of 1e-320 among zeros"
  case allSubnormal = "subnormal values"
  case constant = "one value for everybody"
  case constantLarge = "1e308 for everybody"
  case twoValued = "two values"
  case ties = "one subject apart from a tie of all others"
  case mixed = "from 1e-300 to 1e300"

  /// Below the normal numbers, 2e-320.
  static let tiny = Double.leastNormalMagnitude / 1e12

  var testDescription: String { rawValue }

  func value(_ row: Int, _ sound: Double) -> Double {
    switch self {
    case .large: row == 7 ? 1e155 : sound
    case .largest: row == 7 ? 1e308 : row == 9 ? -1e308 : sound
    case .allLarge: sound * 1e155
    case .subnormal: row == 7 ? Self.tiny : 0
    case .allSubnormal: sound * Self.tiny
    case .constant: 3.25
    case .constantLarge: 1e308
    case .twoValued: row % 3 == 0 ? 1 : 0
    case .ties: row == 11 ? 1 : 0
    case .mixed: pow(10, Double((row * 41) % 600 - 300))
    }
  }

  /// The sound table of the contract with its first, fourth and last columns replaced.
  func table() -> TrainingTable {
    let sound = synthetic(5)
    let last = sound.columns.count - 1
    let rows = sound.subjects.indices.map { row in
      sound.columns.indices.map { column -> Double? in
        let value = sound.features.value(row: row, column: column) ?? 0
        return [0, 3, last].contains(column) ? self.value(row, value) : value
      }
    }
    let ids = sound.subjects.indices.map { "S\($0 + 100)" }
    return TrainingTable(subjects: ids, columns: sound.columns, rows: rows, outcomes: sound.outcomes.events)
  }
}

/// Every step over columns that no step was made for: a fit, or an error of this module with its words, never the end
/// of the process.
@Test(arguments: StepRegistry.all.indices, HostileColumn.allCases)
func noStepEndsTheProcess(position: Int, column: HostileColumn) throws {
  let (step, table) = (StepRegistry.all[position], column.table())
  print("hostile: \(step.name), \(column.rawValue)")
  for learner in step.learners(table) { try endsInAFitOrWords(learner, table, step, column) }
}

/// The pipelines that steps are parts of.
@Test(arguments: PipelineKind.allCases, HostileColumn.allCases)
func noPipelineEndsTheProcess(kind: PipelineKind, column: HostileColumn) throws {
  let table = column.table()
  try endsInAFitOrWords(kind.pipeline(table), table, nil, column)
}

private func endsInAFitOrWords(
  _ learner: some Fitting, _ table: TrainingTable, _ step: LearningStep?, _ column: HostileColumn
) throws {
  var log = FitLog(purpose: "hostile")
  do {
    let model = try learner.fit(table, log: &log)
    // A model that is data has no number that JSON has not.
    #expect(throws: Never.self, "\(step?.name ?? "pipeline"), \(column.rawValue)") { try JSONEncoder().encode(model) }
  } catch {
    #expect(!error.description.isEmpty)
  }
}

/// Scaling is what stands between a feature table and every solver.
@Test(arguments: HostileColumn.allCases)
func scaledColumnsCanBeSquaredAndSummed(column: HostileColumn) throws {
  let table = column.table()
  var log = FitLog()
  let scaled = StandardScaling().fit(table, log: &log).transform(table.features)
  let all = scaled.subjects.indices.flatMap { row in
    scaled.columns.indices.map { scaled.value(row: row, column: $0) ?? .nan }
  }
  #expect(all.map { $0 * $0 }.reduce(0, +).isFinite)
}

/// The optimum of a linear machine is one: the solver for many subjects must find what libsvm finds.
///
/// libsvm stops where the conditions hold to 1e-3 (its documented tolerance), here asked for 1e-8.
@Test(arguments: 0..<4 as Range<UInt64>)
func manySubjectsHaveTheLinearMachineOfFew(seed: UInt64) throws {
  let few = synthetic(seed)
  // The same subjects so often that they are many: the cost is shared among the copies, so the optimum is that of few.
  let copies = SupportVectorClassifier.largestForPairs / few.subjects.count + 1
  let positions = (0..<copies).flatMap { _ in Array(few.subjects.indices) }
  let many = TrainingTable(
    subjects: positions.indices.map { "S\($0)" }, columns: few.columns,
    rows: positions.map { row in few.columns.indices.map { few.features.value(row: row, column: $0) } },
    outcomes: positions.map { few.outcomes.events[$0] })
  var log = FitLog()
  let cost = 0.5
  let small = try SupportVectorClassifier(kernel: .linear, cost: cost, tolerance: 1e-8).fit(few, log: &log)
  let large = try SupportVectorClassifier(kernel: .linear, cost: cost / Double(copies)).fit(many, log: &log)
  #expect(large.supportVectors.count == 1)
  for row in few.subjects.indices {
    let values = few.columns.indices.map { few.features.value(row: row, column: $0) ?? 0 }
    let (a, b) = (small.decision(values), large.decision(values))
    #expect(abs(a - b) <= 1e-4 * max(1, abs(a)), "seed \(seed), row \(row): \(a), \(b)")
  }
}

/// Curved kernels learn from a named number of many subjects, drawn by class, and the log names those and no others.
@Test func manySubjectsAreSampledForCurvedKernelsAndTheLogSaysWho() throws {
  let few = synthetic(1)
  let count = 3 * SupportVectorClassifier.largestForPairs
  let rows = (0..<count).map { row in
    few.columns.indices.map { column -> Double? in
      (few.features.value(row: row % few.subjects.count, column: column) ?? 0) + Double(row) * 1e-4
    }
  }
  let many = TrainingTable(
    subjects: (0..<count).map { "S\($0)" }, columns: few.columns, rows: rows,
    outcomes: (0..<count).map { few.outcomes.events[$0 % few.subjects.count] })
  var log = FitLog(purpose: "many")
  _ = try SupportVectorClassifier(kernel: .radial(gamma: 0.01), cost: 1).fit(many, log: &log)
  let seen = log.subjects(of: log.entries[0])
  #expect(abs(seen.count - SupportVectorClassifier.largestForPairs) <= 1)
  #expect(Set(seen).count == seen.count && Set(seen).isSubset(of: many.subjects))
  let share = Double(seen.count { id in many.outcomes.events[Int(id.dropFirst()) ?? 0] }) / Double(seen.count)
  #expect(abs(share - Double(many.events) / Double(count)) < 0.002)
}

/// C's standard error stream of this process.
private var standardError: UnsafeMutablePointer<FILE>? {
  // By name, because Swift treats a global variable of C as unsafe.
  dlsym(nil, "stderr").flatMap { $0.assumingMemoryBound(to: UnsafeMutablePointer<FILE>?.self).pointee }
}

/// A program that uses the library keeps its own stream: what it set up before a training is there after it. In a
/// process of its own, because other tests train at the same time.
@Test func trainingLeavesTheStandardErrorStreamOfTheProgram() async {
  await #expect(processExitsWith: .exitCode(7)) {
    let before = try #require(standardError)
    var log = FitLog(purpose: "row")
    _ = try SupportVectorClassifier(kernel: .linear, cost: 1).fit(synthetic(3), log: &log)
    exit(standardError == before && fileno(before) == STDERR_FILENO ? 7 : 1)
  }
}

/// A machine that libsvm gives up on says so in the log and in a flag of its row, and nothing on standard error.
///
/// Labels without regard to the columns and a price that forbids errors: libsvm takes its ten million steps.
@Test func machinesThatStopAtTheLimitAreFlagged() throws {
  let table = synthetic(3, subjects: 60, columns: 2, informative: 0, eventShare: 0.5)
  var log = FitLog(purpose: "row")
  let settings = SupportVectorClassifier(kernel: .linear, cost: 1e7)
  _ = try settings.fit(table, log: &log)
  #expect(log.entries.map(\.setting) == [settings.fitSetting] && log.entries.map(\.fact) == [.stoppedAtLimit])
  let flag = try #require(TrainingFlag(stoppedIn: log, chosen: settings.fitSetting))
  #expect(flag == .stoppedAtLimit(fits: 1, hasChosen: true))
  #expect(flag.explanation.contains("1 support vector machine stopped"))
  _ = try SupportVectorClassifier(kernel: .linear, cost: 1).fit(table, log: &log)
  #expect(log.entries.map(\.fact) == [.stoppedAtLimit, nil])
  #expect(TrainingFlag(stoppedIn: FitLog(purpose: "row"), chosen: settings.fitSetting) == nil)
}
