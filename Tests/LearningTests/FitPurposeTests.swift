import Execution
import Foundation
import Learning
import Testing

/// What a fit is for: a value, whose text in `fits.json` is what it was before it was one.
@Suite struct FitPurposeTests {
  private static let published = FitPurpose.row("HCR (MR+CF)", in: .asPublished)

  /// Texts of logs that Apus 0.1 wrote.
  static let known: [(text: String, purpose: FitPurpose)] = [
    ("", FitPurpose()),
    ("simulation", .row("simulation")),
    ("HCR (MR) / split", .row("HCR (MR)").on(.split)),
    ("HCR (MR) / split / fold 2 of 5", .row("HCR (MR)").on(.split).part(.fold(2, of: 5))),
    ("HCR (MR) / without P03 / all training", .row("HCR (MR)").on(.without("P03")).part(.allTraining)),
    (
      "as-published / HCR (MR+CF) / split / all training / fold 3 of 5",
      published.on(.split).part(.allTraining).part(.fold(3, of: 5))
    ),
    (
      "as-published / HCR (MR+CF) / repetition 2, fold 1 / fold 4 of 5",
      published.on(.fold(1, repetition: 2)).part(.fold(4, of: 5))
    ),
    ("DLR (MR) / site Oslo", .row("DLR (MR)").on(.withoutSite("Oslo"))),
    ("Clinical only / all patients / all training", .row("Clinical only").on(.allPatients).part(.allTraining)),
    ("normalisation of CE-T1 / split", FitPurpose(.normalisation(series: "CE-T1")).on(.split)),
    ("fold 1 of 5", FitPurpose().part(.fold(1, of: 5))),
    ("all training", FitPurpose().part(.allTraining)),
    // Sites may be called so, and were written so.
    ("HCR (MR) / site A / B / all training", .row("HCR (MR)").on(.withoutSite("A / B")).part(.allTraining)),
    // What no run writes is a set of no study.
    ("HCR (MR) / elsewhere", .row("HCR (MR)").on(.other("elsewhere"))),
  ]

  @Test(arguments: known.indices) func theTextIsThatOfEarlierLogs(at: Int) {
    let (text, purpose) = Self.known[at]
    #expect(purpose.description == text)
    #expect(FitPurpose(text) == purpose)
  }

  /// Names that look like every other piece of the text, joined and cut at random.
  private struct Names {
    var stream: RandomStream

    mutating func next() -> String {
      let pieces = [
        "", " ", "/", " / ", "\\", "\\/", "\\\\", "split", "fold 1 of 5", "all training", "all patients", "without ",
        "site ", "as-published", "sound", "normalisation of ", "repetition 1, fold 2", "draw 3", "P01", "\u{301}", "Å",
      ]
      return (0...stream.index(below: 3)).map { _ in pieces[stream.index(below: pieces.count)] }.joined()
    }

    mutating func purpose() -> FitPurpose {
      let owners: [FitPurpose.Owner] = [
        .unnamed, .row(next(), in: .sound), .row(next(), in: .asPublished), .normalisation(series: next()),
      ]
      let sets: [TrainingSet?] = [
        nil, .split, .without(next()), .withoutSite(next()), .fold(1 + stream.index(below: 9), repetition: 2), .draw(7),
        .allPatients, TrainingSet(next()),
      ]
      let parts: [FitPurpose.Part] = [.fold(1 + stream.index(below: 5), of: 5), .allTraining]
      return FitPurpose(
        owners[stream.index(below: owners.count)], trainingSet: sets[stream.index(below: sets.count)],
        parts: (0..<stream.index(below: 3)).map { _ in parts[stream.index(below: 2)] })
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func everyPurposeIsReadAgainFromItsText(seed: UInt64) {
    var names = Names(stream: RandomStream(seed: seed, name: "purposes"))
    for _ in 0..<100 {
      let purpose = names.purpose()
      #expect(FitPurpose(purpose.description) == purpose, "seed \(seed): \(purpose.description.debugDescription)")
    }
  }

  /// A log that is read and written again does not change, whatever its names are.
  @Test(arguments: 0..<20 as Range<UInt64>) func everyTextWithoutBackslashesIsWrittenAsItWas(seed: UInt64) {
    var names = Names(stream: RandomStream(seed: seed, name: "texts"))
    for _ in 0..<100 {
      let pieces = (0..<3).map { _ in names.next() }.joined(separator: " / ")
      let text = "HCR (MR) / " + String(String.UnicodeScalarView(pieces.unicodeScalars.filter { $0 != "\\" }))
      #expect(FitPurpose(text).description == text, "seed \(seed): \(text.debugDescription)")
    }
  }

  @Test func aNameThatLooksLikeAPartStaysAName() {
    let site = FitPurpose.row("HCR (MR)").on(.withoutSite("A / fold 1 of 5"))
    #expect(site.description == #"\HCR (MR) / site A \/ fold 1 of 5"#)
    #expect(site != FitPurpose("HCR (MR) / site A / fold 1 of 5"))
  }

  @Test func foldsLieInTheirTrainingSetAndThatInItsRow() {
    let (row, other) = (FitPurpose.row("HCR (MR)"), FitPurpose.row("HCR (MR+CF)"))
    let fold = row.on(.split).part(.fold(1, of: 5))
    #expect(fold.enclosing == [row, row.on(.split), fold])
    #expect(fold.parent == row.on(.split) && row.parent == nil)
    #expect(row.contains(fold) && row.on(.split).contains(fold) && fold.contains(fold) && FitPurpose().contains(fold))
    #expect(!other.contains(fold) && !row.on(.allPatients).contains(fold) && !fold.contains(row.on(.split)))
    // One text begins with the other.
    #expect(!FitPurpose.row("HCR").contains(FitPurpose.row("HCR 2").on(.split)))
  }

  @Test func aProtocolIsNoPartOfTheName() {
    #expect(FitPurpose.row("HCR (MR)", in: .asPublished) != .row("HCR (MR)"))
    #expect(FitPurpose("as-published / HCR (MR)").owner == .row("HCR (MR)", in: .asPublished))
  }
}
