import Learning
import Testing

/// Selection before the folds: no fold has a preparation of its own, and what it promises is more than what selection
/// inside the folds does, on columns that know nothing of the outcome.
@Test(arguments: 0..<3 as Range<UInt64>)
func selectionBeforeTheFoldsPromisesWhatIsNotThere(seed: UInt64) throws {
  let table = synthetic(seed, subjects: 60, columns: 300, informative: 0)
  let pipeline = { (scope: PreparationScope) in
    Pipeline.handcrafted(keptFeatures: 10, grid: [smallGrid[0]], seed: 11, scope: scope)
  }
  var (before, inside) = (FitLog(purpose: "HCR"), FitLog(purpose: "HCR"))
  let leaking = try pipeline(.onceBeforeFolds).fit(table, log: &before)
  let honest = try pipeline(.everyFold).fit(table, log: &inside)
  let (promised, kept) = (leaking.record.candidates[0].meanAUC, honest.record.candidates[0].meanAUC)
  #expect(promised > 0.85 && abs(kept - 0.5) < 0.25, "seed \(seed): \(promised) and \(kept)")
  #expect(leaking.record.selected == honest.record.selected)
  let folds = before.entries.filter { ![[], [.allTraining]].contains($0.purpose.parts) }
  #expect(Set(folds.map(\.kind)) == [.classifier])
  let held = { (log: FitLog) in log.heldOut.map { log.subjects(of: $0) } }
  #expect(before.heldOut.count == 5 && held(before) == held(inside))
}

/// What the log promises is kept: nobody held out is in a fit of that purpose.
@Test func theLogNamesWhomEachFoldHoldsOut() throws {
  let table = synthetic(5)
  var log = FitLog(purpose: "HCR")
  let fit = try Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11).fit(table, log: &log)
  let folds = try #require(fit.record.folds)
  #expect(
    log.heldOut.map(\.purpose) == (1...folds.count).map { FitPurpose.row("HCR").part(.fold($0, of: folds.count)) })
  for (fold, held) in log.heldOut.enumerated() {
    let subjects = log.subjects(of: held)
    #expect(subjects == folds.heldOut(fold).map { table.subjects[$0] })
    let own = log.entries.filter { $0.purpose == held.purpose }
    #expect(!own.isEmpty && own.allSatisfy { Set(subjects).isDisjoint(with: log.subjects(of: $0)) })
  }
}

/// Unstratified folds that would leave a fold without events are dealt by class, and say so.
@Test func plainFoldsAreUsedWhereEveryFoldHasBothClasses() throws {
  let table = synthetic(3)
  let pipeline = Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11, dealing: .plain(seed: 10))
  var log = FitLog()
  let plain = try pipeline.fit(table, log: &log).record
  #expect(!plain.flags.contains(.plainFoldsLackAClass))
  #expect(
    plain.folds
      != (try Pipeline.handcrafted(keptFeatures: 6, grid: smallGrid, seed: 11).fit(table, log: &log).record.folds))
  let few = TrainingTable(
    features: table.features, outcomes: table.subjects.indices.map { $0 < 3 })
  let dealt = try pipeline.fit(few, log: &log).record
  #expect(dealt.flags.contains(.plainFoldsLackAClass))
  #expect(dealt.folds?.count == 3)
}
