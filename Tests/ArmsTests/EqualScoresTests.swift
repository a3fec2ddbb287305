import Arms
import Learning
import Results
import Testing

/// Scores of a head that are equal to the last bit.
@Suite struct EqualScoresTests {
  private func equal(_ scores: [Double?], images: [Int]? = nil, except known: Set<String> = []) -> [String] {
    let names = scores.indices.map { "P\($0)" }
    let hashes = (images ?? Array(scores.indices)).map { ["image \($0)"] }
    let made = zip(names, scores).map {
      Prediction(subject: $0, outcome: false, score: $1, probability: nil, isCalledEvent: nil)
    }
    return EqualScores(made, images: Dictionary(uniqueKeysWithValues: zip(names, hashes)), except: known).patients
  }

  @Test func patientsWithOneScoreAndDifferentImagesAreNamed() {
    #expect(equal([0.5, 1, 0.5, 2, 2, 3]) == ["P0", "P2", "P3", "P4"])
    #expect(equal([0.5, 1, 0.75, 2, 3]).isEmpty)
  }

  @Test func copiesHeldScoresAndThoseWhoAreKnownAreNoSign() {
    #expect(equal([0.5, 0.5], images: [1, 1]).isEmpty)
    #expect(equal([heldLogit(1), heldLogit(1), heldLogit(0), heldLogit(0), nil, nil]).isEmpty)
    #expect(equal([0.5, 0.5, 0.5], except: ["P0", "P1"]).isEmpty)
  }
}
