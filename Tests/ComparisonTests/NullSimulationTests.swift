import Comparison
import Testing

/// What the literature says of these tests (Pepe 2014, doi 10.1002/sim.5727; Demler 2012, doi 10.1002/sim.5328; Kerr
/// 2014), seen again with few repetitions; the full table is in Documentation/statistics.md.
@Suite("Null simulations")
struct NullSimulationTests {
  private static let seed: UInt64 = 7
  private static let results: [NullSimulation.Result] = {
    (try? NullSimulation(repetitions: 300, seed: seed).run(workers: 2)) ?? []
  }()

  private func rate(_ comparison: NullComparison, _ test: String) -> [Double] {
    Self.results.filter { $0.comparison == comparison }.flatMap(\.tallies).filter { $0.test == test }
      .map(\.falsePositiveRate)
  }

  @Test
  func deLongHoldsItsLevelForModelsOfEqualAUC() {
    let rates = rate(.equalAUC, "DeLong")
    // Three Monte Carlo errors of 300 repetitions above 5 %.
    #expect(rates.count == 2 && rates.allSatisfy { $0 < 0.05 + 3 * 0.0126 }, "seed \(Self.seed): \(rates)")
  }

  @Test
  func aMiscalibratedTwinFoolsNRIAndIDIButNotDeLong() {
    #expect(rate(.miscalibratedTwin, "DeLong") == [0, 0])
    #expect(rate(.miscalibratedTwin, "IDI").allSatisfy { $0 > 0.5 }, "\(rate(.miscalibratedTwin, "IDI"))")
  }

  @Test
  func noiseTestedInPlaceLooksLikeAnImprovementToTheNRI() {
    let (inPlace, elsewhere) = (
      rate(.noiseTestedInPlace, "NRI, continuous"), rate(.noiseTestedElsewhere, "NRI, continuous")
    )
    #expect(zip(inPlace, elsewhere).allSatisfy { $0 > 0.05 && $0 > $1 - 0.05 }, "\(inPlace) \(elsewhere)")
  }

  @Test
  func resultsDoNotDependOnThreads() throws {
    let simulation = NullSimulation(repetitions: 20, seed: 3)
    #expect(try simulation.run(workers: 1) == simulation.run(workers: 4))
  }
}
