import Execution
import Glibc
import Learning
import Statistics
import Testing

/// The study's size. Times are printed, not judged: the machine may be busy.
@Test(.enabled(if: Benchmark.isWanted("fit"), "skipped: APUS_BENCHMARK is not set"))
func handcraftedFitAtTheStudysSize() throws {
  let table = synthetic(1, subjects: 167, columns: 1890, informative: 20, eventShare: 38 / 167.0)
  var log = FitLog()
  let clock = ContinuousClock()
  let scaled = StandardScaling().fit(table, log: &log).transform(table.features)
  let prepared = TrainingTable(features: scaled, outcomes: table.outcomes.events)
  print(
    "elimination 167 x 1890 to 20:",
    try clock.measure { _ = try RecursiveElimination(kept: 20).fit(prepared, log: &log) })
  print(
    "steps and factorisations:",
    RecursiveElimination(kept: 20).effort(DenseMatrix(scaled), outcomes: table.outcomes.events))
  var fit: PipelineFit?
  print(
    "handcrafted pipeline, 1 worker:",
    try clock.measure { fit = try Pipeline.handcrafted(seed: 1).fit(table, log: &log) })
  print("chose", fit?.record.chosen ?? "nothing")
  let noise = synthetic(2, subjects: 252, columns: 1890, informative: 0, eventShare: 57 / 252.0)
  let few = Pipeline.handcrafted(keptFeatures: 4, seed: 1)
  print("252 x 1890 to 4, noise:", try clock.measure { fit = try few.fit(noise, log: &log) })
  for settings in SupportVectorClassifier.studyGrid {
    let small = try noise.columns(named: fit?.model.columns ?? [])
    print(settings.setting, try clock.measure { _ = try settings.fit(small, log: &log) })
  }
}

/// 10,000 stratified bootstrap resamples of two AUCs of 252 subjects; target 1 s.
@Test(.enabled(if: Benchmark.isWanted("bootstrap"), "skipped: APUS_BENCHMARK is not set"))
func bootstrapOfTwoAUCs() throws {
  let table = synthetic(6, subjects: 252, columns: 2, informative: 2, eventShare: 57 / 252.0)
  let scores = [0, 1].map { column in
    table.subjects.indices.map { table.features.value(row: $0, column: column) ?? 0 }
  }
  var result: Result<AUCBootstrap, Undefined>?
  let time = ContinuousClock().measure {
    result = AUCBootstrap.draw(scores, outcomes: table.outcomes.events, resamples: 10_000, seed: 1)
  }
  print("bootstrap of two AUCs, n = 252, 10,000 resamples, 1 thread:", time)
  #expect(try result?.get().replicates.map(\.count) == [10_000, 10_000])
}

enum Benchmark {
  /// Whether `APUS_BENCHMARK` names this one, or is `1`.
  static func isWanted(_ name: String) -> Bool {
    guard let wanted = getenv("APUS_BENCHMARK").map({ String(cString: $0) }) else { return false }
    return wanted == "1" || wanted.split(separator: ",").contains { $0 == name }
  }
}
