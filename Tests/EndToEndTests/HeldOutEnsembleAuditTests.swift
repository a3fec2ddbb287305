import Foundation
import Results
import Synchronization
import Testing

/// What proves that cutoff, calibration and sets of a deep row are those of ensembles that were held out, changed with
/// the hashes mended.
@Suite struct HeldOutEnsembleAuditTests {
  private static let original = Result { try made(heads: 3) }

  private static func made(heads: Int) throws -> DeepTableTests.Made {
    let made = try DeepTableTests.Made("table: vectors.csv, beyond: none", DeepTableTests.steps, heads: heads)
    let run = try made.run()
    try #require(run.status == 0, "\(run.errors)")
    kept.withLock { $0.append(made.scratch) }
    return made
  }

  private func run() throws -> TamperedRun {
    try TamperedRun(copying: try Self.original.get().scratch.file("run"))
  }

  private static let fold = "DLR (MR) / split / fold 2 of 5 / all training"

  @Test func asItIsNothingIsRefuted() throws { #expect(try run().refuted() == [:]) }

  @Test func aFoldWithoutItsFurtherHeadsIsRefuted() throws {
    let run = try run()
    try run.fits { $0.purpose == Self.fold ? [] : [$0] }
    try run.seal()
    let found = try run.refuted()["folds-honest [sound]"] ?? ""
    #expect(found.contains("not scored by an ensemble as the final one: 1 of the 3 heads"), "\(found)")
  }

  @Test func aHeadThatSawWhomItsFoldHoldsOutIsRefuted() throws {
    let run = try run()
    let everybody = try run.everybody
    let tested = Set(try run.tested)
    let training = everybody.filter { !tested.contains($0) }
    try run.fits { fit in
      guard fit.purpose == Self.fold, fit.kind == "classifier" else { return [fit] }
      return [TamperedRun.Fit(kind: fit.kind, purpose: fit.purpose, saw: training)]
    }
    try run.seal()
    let found = try run.refuted()["folds-honest [sound]"] ?? ""
    #expect(found.contains("classifier saw patients whom the fold holds out"), "\(found)")
  }

  @Test func otherHeldOutScoresRefuteCutoffOrCalibration() throws {
    let run = try run()
    try run.record("dlr_mr") { record in
      var held = try #require(record["heldOut"] as? [String: Any])
      let scores = try #require(held["scores"] as? [Double])
      held["scores"] = scores.enumerated().map { $0 == 0 ? $1 + 3 : $1 - 0.5 }
      record["heldOut"] = held
    }
    try run.seal()
    let found = try run.refuted()["record-follows"] ?? ""
    #expect(found.contains("dlr_mr: the c"), "\(found)")
  }

  @Test func heldOutScoresThatWereTakenOutAreMissed() throws {
    let run = try run()
    try run.record("dlr_mr") { $0["heldOut"] = nil }
    try run.seal()
    let found = try run.refuted()["record-follows"] ?? ""
    #expect(found.contains("dlr_mr: training.json has no readable held-out scores"), "\(found)")
  }

  /// The only head of a fold is the one that the tuning has trained, so no further fit tells that there was an
  /// ensemble.
  @Test func heldOutScoresOfASingleHeadThatWereTakenOutAreMissed() throws {
    let original = try Self.made(heads: 1).scratch.file("run")
    #expect(try TamperedRun(copying: original).refuted() == [:])
    let run = try TamperedRun(copying: original)
    try run.record("dlr_mr") { $0["heldOut"] = nil }
    try run.seal()
    let found = try run.refuted()["record-follows"] ?? ""
    #expect(found.contains("dlr_mr: training.json has no readable held-out scores"), "\(found)")
  }

  @Test func bothOutcomesStandInACellWithoutQuotes() throws {
    let run = try run()
    #expect(try run.read("predictions.csv").contains("{0|1}") && !run.read("predictions.csv").contains("\""))
  }

  @Test func anotherSetIsRefuted() throws {
    let run = try run()
    try run.row("hcr_mr") { row in row.predictions[0].set = row.predictions[0].set == .event ? .both : .event }
    try run.seal()
    let found = try run.refuted()
    #expect(found["scores-follow"]?.contains("hcr_mr: prediction set of") == true, "\(found)")
    #expect(found["figures-follow [sound]"]?.contains("the prediction set of") == true, "\(found)")
  }

  @Test func aBetterCoverageThanThatOfTheSetsIsRefuted() throws {
    let run = try run()
    try run.row("dlr_mr") { $0.conformal?.covered.value = .value(0.999) }
    try run.seal()
    let found = try run.refuted()["figures-follow [sound]"] ?? ""
    #expect(found.contains("coverage or the sizes of its prediction sets"), "\(found)")
  }
}

/// Folders that live as long as the test program.
private let kept = Mutex<[Scratch]>([])
