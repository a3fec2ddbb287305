import DeepRadiomics
import Execution
import Foundation
import Testing

/// A made-up cohort of two to six slices a patient, in one or more branches, whose outcome follows from one slice.
private func sliceCohort(
  patients: Int, width: Int = 6, branches: Int = 1, factors: Int = 0, views: Int = 0, seed: UInt64
) -> HeadCohort {
  var stream = RandomStream(seed: seed, name: "slice cohort")
  func slices(_ patient: Int) -> SliceFeatures {
    syntheticSlices((0..<branches).map { 2 + (patient + $0) % 5 }, width: width, seed: stream.next() >> 1)
  }
  let all = (0..<patients).map(slices)
  let events = all.map { ($0.pooled(by: .max)[0] + 0.2 * stream.normal()) > 1.4 }
  let seen = (0..<views).map { _ in (0..<patients).map(slices) }
  return HeadCohort(
    subjects: (0..<patients).map { "P\($0)" }, features: all.map { $0.vector(by: .mean) },
    factors: factors == 0 ? nil : (0..<patients).map { _ in (0..<factors).map { _ in Double(stream.index(below: 3)) } },
    events: events, views: seen.map { $0.map { $0.vector(by: .mean) } }, slices: all, sliceViews: seen)
}

private func settings(_ pooling: SlicePooling, seed: UInt64 = 1, rate: Double = 1e-2) -> HeadSettings {
  var settings = HeadSettings.sound
  (settings.hiddenUnits, settings.epochs, settings.seed, settings.pooling) = (8, 6, seed, pooling)
  settings.optimiser = settings.optimiser.with(rate: rate)
  return settings
}

@Suite struct AttentionGradientTests {
  private static let counts = [[3, 1, 5, 2, 4, 1], [2, 2, 1, 6, 1, 3]]

  private struct Problem {
    let network: HeadNetwork
    let batch: HeadBatch
    let events = [true, false, false, true, false, true]
    let parameters: [Double]

    init(seed: UInt64, branches: Int, factors: Int) {
      var stream = RandomStream(seed: seed, name: "attention gradient")
      var settings = HeadSettings()
      (settings.hiddenUnits, settings.clinicalUnits) = (7, 5)
      let layout = HeadLayout(
        features: 4 * branches, factors: factors, settings, attending: [Int](repeating: 3, count: branches))
      func rows(_ count: Int, _ width: Int) -> Rows {
        Rows(count: count, width: width, values: (0..<(count * width)).map { _ in stream.normal() })
      }
      let parts = AttentionGradientTests.counts.prefix(branches).map { counts in
        let all = counts.reduce(0, +)
        return SliceBatch(
          starts: counts.indices.map { counts.prefix($0).reduce(0, +) } + [all], slices: rows(all, 4),
          components: rows(all, 3))
      }
      network = HeadNetwork(layout: layout)
      batch = HeadBatch(
        features: rows(6, 4 * branches), factors: factors == 0 ? nil : rows(6, factors), branches: parts)
      parameters = (0..<layout.count).map { _ in 0.6 * stream.normal() }
    }

    func pass(_ parameters: [Double]) -> HeadNetwork.Pass {
      var moments = RunningMoments(width: network.layout.hidden)
      return network.train(parameters, batch, updating: &moments)
    }

    func loss(_ parameters: [Double]) -> (value: Double, gradient: Rows) {
      HeadLoss.focalPerPatient(gamma: 2).evaluate(pass(parameters).outputs, events: events, weights: (0.6, 2.2))
    }
  }

  /// Every number of the gate is among them.
  @Test(arguments: [1, 2], [0, 2]) func everySlopeIsThatOfTheDifference(branches: Int, factors: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let problem = Problem(seed: seed, branches: branches, factors: factors)
      var gradient = [Double](repeating: .nan, count: problem.parameters.count)
      problem.network.backward(
        problem.pass(problem.parameters), problem.batch, problem.parameters,
        outputGradient: problem.loss(problem.parameters).gradient, to: &gradient)
      expectSlopes(gradient, of: { problem.loss($0).value }, at: problem.parameters, seed: seed)
      let gates = problem.network.layout.gates.flatMap { Array($0.tanhWeights) + Array($0.outputWeights) }
      #expect(gates.contains { abs(gradient[$0]) > 1e-4 }, "seed \(seed): a gate without slopes would prove nothing")
    }
  }
}

@Suite struct SliceHeadTests {
  private func head(
    _ pooling: SlicePooling, branches: Int = 1, factors: Int = 0, views: Int = 0
  ) throws -> (head: TrainedHead, cohort: HeadCohort) {
    let cohort = sliceCohort(patients: 40, branches: branches, factors: factors, views: views, seed: 5)
    return (
      try TrainedHead.fit(settings(pooling), on: cohort, stopping: .shareOfTraining(0.25, seed: 1)), cohort
    )
  }

  /// The derivative of an ensemble's score by every feature of every slice, the weights of attention included.
  @Test(arguments: SlicePooling.allCases, [1, 2])
  func theGradientBySlicesIsTheSlope(pooling: SlicePooling, branches: Int) throws {
    let cohort = sliceCohort(patients: 40, branches: branches, factors: 2, seed: 5)
    let heads = try (1...3).map {
      try TrainedHead.fit(
        settings(pooling, seed: UInt64($0), rate: 0.05), on: cohort, stopping: .shareOfTraining(0.25, seed: 1))
    }
    let score = EnsembleScore(heads: heads, factors: [1, 2])
    let slices = syntheticSlices([4, 3].prefix(branches).map { $0 }, width: 6, seed: 9)
    for branch in 0..<branches {
      let own = score.branch(branch, of: slices)
      let (bag, gradient) = (slices.branches[branch], score.gradient(slices, branch: branch))
      #expect(own.value(bag) == score.value(slices) && own.gradient?(bag) == gradient)
      for slice in 0..<bag.count {
        for feature in 0..<6 {
          let changed = [1e-5, -1e-5].map { step -> Double in
            var features = Array(bag.slice(slice))
            features[feature] += step
            return own.value(bag.replacing(slice, by: features))
          }
          let slope = (changed[0] - changed[1]) / 2e-5
          #expect(
            abs(slope - gradient[slice][feature]) < 1e-6 * max(1, abs(slope)), "slice \(slice), feature \(feature)")
        }
      }
    }
  }

  @Test func theWeightsOfAttentionAddUpToOneAndFollowTheSlices() throws {
    let (head, _) = try head(.attention, branches: 2)
    let slices = syntheticSlices([5, 1], width: 6, seed: 3)
    let weights = head.sliceWeights(slices)
    #expect(weights.map(\.count) == [5, 1] && weights[1] == [1])
    #expect(abs(weights[0].reduce(0, +) - 1) < 1e-14 && Set(weights[0]).count == 5)
    let order = [3, 0, 4, 2, 1]
    let bag = slices.branches[0]
    let other = SliceFeatures([
      SliceBag(order.map { Array(bag.slice($0)) }, areas: order.map { bag.areas[$0] }), slices.branches[1],
    ])
    let moved = head.sliceWeights(other)[0]
    for (place, from) in order.enumerated() { #expect(abs(moved[place] - weights[0][from]) < 1e-14) }
    #expect(abs(head.logOdds(features: head.pooled(other)) - head.logOdds(features: head.pooled(slices))) < 1e-12)
  }

  /// 32 units on at most 16 components: a thousand numbers more than the head of the mean.
  @Test func attentionAddsAThousandNumbers() throws {
    let cohort = sliceCohort(patients: 40, width: 64, seed: 5)
    let counts = try [SlicePooling.mean, .attention].map {
      try TrainedHead.fit(settings($0), on: cohort, stopping: .shareOfTraining(0.25, seed: 1)).parameterCount
    }
    #expect(counts[1] - counts[0] == 2 * 16 * 32 + 32)
  }

  /// Weights of 0 behind the gate make every slice equal, so that attention starts as the mean.
  @Test func attentionStartsFromTheMean() {
    let layout = HeadLayout(features: 6, factors: 0, settings(.attention), attending: [4])
    let parameters = layout.initialParameters(events: 3, nonEvents: 5, seed: 1)
    let slices = Rows(count: 3, width: 4, values: (0..<12).map { Double($0 * 5 % 7) })
    let pass = layout.gates[0].weigh(SliceBatch(starts: [0, 3], slices: slices, components: slices), parameters)
    #expect(pass.weights.allSatisfy { abs($0 - 1.0 / 3) < 1e-15 })
    #expect(layout.gates[0].tanhWeights.contains { parameters[$0] != 0 })
  }

  @Test(arguments: SlicePooling.allCases) func trainingIsTheSameForEveryNumberOfThreads(pooling: SlicePooling) throws {
    let cohort = sliceCohort(patients: 40, factors: 2, views: 1, seed: 8)
    let made = try [1, 3].map { workers in
      try HeadEnsemble.fit(
        settings(pooling), seeds: [1, 2, 3], on: cohort, stopping: .shareOfTraining(0.2, seed: 1), workers: workers)
    }
    #expect(made[0] == made[1])
    let stored = try JSONDecoder().decode(HeadEnsemble.self, from: JSONEncoder().encode(made[0]))
    #expect(stored.probabilities(of: cohort).map(\.mean) == made[0].probabilities(of: cohort).map(\.mean))
    #expect(stored.heads.allSatisfy { $0.fault == nil })
  }

  /// A head of the mean that was given slices is the head of the mean that was not, to the last byte of its file.
  @Test func slicesChangeNothingForTheMean() throws {
    let cohort = sliceCohort(patients: 40, seed: 8)
    let vectors = cohort.pooled(by: .mean)
    let heads = try [cohort, vectors].map {
      try TrainedHead.fit(settings(.mean), on: $0, stopping: .shareOfTraining(0.2, seed: 1))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(try encoder.encode(heads[0]) == encoder.encode(heads[1]))
    let text = String(decoding: try encoder.encode(heads[0]), as: UTF8.self)
    #expect(!text.contains("ooling") && !text.contains("reductions"))
  }

  /// Max and area are heads of the mean on other vectors.
  @Test(arguments: [SlicePooling.max, .area]) func vectorsThatWereJoinedBeforeGiveTheSameHead(pooling: SlicePooling)
    throws
  {
    let cohort = sliceCohort(patients: 40, views: 1, seed: 8)
    let (whole, joined) = (
      try TrainedHead.fit(settings(pooling), on: cohort, stopping: .shareOfTraining(0.2, seed: 1)),
      try TrainedHead.fit(settings(pooling), on: cohort.pooled(by: pooling), stopping: .shareOfTraining(0.2, seed: 1))
    )
    #expect(whole == joined && whole.probabilities(of: cohort) == joined.probabilities(of: cohort.pooled(by: pooling)))
    let mean = try TrainedHead.fit(settings(.mean), on: cohort, stopping: .shareOfTraining(0.2, seed: 1))
    #expect(mean.probabilities(of: cohort) != whole.probabilities(of: cohort))
  }

  /// Trials take turns, and each has the other values that it has without a choice of poolings.
  @Test func aSearchSharesItsTrialsAmongThePoolings() throws {
    let cohort = sliceCohort(patients: 40, seed: 8)
    var short = settings(.mean)
    short.epochs = 2
    let space = HeadSearchSpace(poolings: SlicePooling.allCases)
    let search = HeadSearch(settings: short, space: space, trials: 8, seed: 4)
    let results = try [1, 2].map { try search.run(on: cohort, stopping: .shareOfTraining(0.2, seed: 1), workers: $0) }
    #expect(results[0].trials == results[1].trials && results[0].head == results[1].head)
    #expect(results[0].trials.map(\.settings.pooling) == SlicePooling.allCases + SlicePooling.allCases)
    for trial in 0..<8 {
      var own = space.draw(trial, from: short, seed: 4)
      own.pooling = .mean
      #expect(own == HeadSearchSpace().draw(trial, from: short, seed: 4))
    }
  }

  /// The images do not change with the factors, so the joined vector is the same in every coalition.
  @Test(arguments: SlicePooling.allCases) func attributionsOfClinicalFactorsAddUp(pooling: SlicePooling) throws {
    let (head, cohort) = try head(pooling, factors: 3)
    let slices = syntheticSlices([4], width: 6, seed: 2)
    let background = (0..<9).map { row in (0..<3).map { Double((row + $0) % 3) } }
    let found = ShapleyValues(of: [2, 0, 1], background: background, model: head.clinicalModel(slices: slices))
    let one = HeadCohort(
      subjects: ["P"], features: [slices.vector(by: .mean)], factors: [[2, 0, 1]], events: [false], slices: [slices])
    #expect(abs(found.values.reduce(found.base, +) - head.probabilities(of: one)[0]) < 1e-9)
    #expect(head.probabilities(of: cohort).allSatisfy { $0.isFinite })
  }

  /// A head from a file whose attention lacks its components is said to be at fault before anything indexes it.
  @Test func attentionWithoutItsComponentsIsAtFault() throws {
    let (head, _) = try head(.attention)
    let text = String(decoding: try JSONEncoder().encode(head), as: UTF8.self)
    for forged in [
      text.replacing("\"slicePooling\":\"attention\"", with: "\"slicePooling\":\"max\""),
      text.replacing("\"reductions\"", with: "\"other\""),
    ] {
      #expect(forged != text)
      #expect(try JSONDecoder().decode(TrainedHead.self, from: Data(forged.utf8)).fault != nil)
    }
  }
}
