import Statistics
import TestSupport
import Testing

/// Reference: R 4.2.2 with rms 6.5-0 and ResourceSelection 0.3-6 (`oracles/`), tolerances from its README.
@Suite("Calibration as R", .enabled(if: ReferenceData.isPresent, "skipped: Calibration as R needs oracles/"))
struct CalibrationReferenceTests {
  @Test
  func loessIsThatOfRWithTheDirectSurface() throws {
    let compared = try smoothed("loess.surface=direct") { p, y in
      let loess = Loess(p, y)
      return p.map { loess($0) ?? .nan }
    }
    #expect(compared >= 8)
  }

  @Test
  func lowessIsThatOfR() throws {
    let compared = try smoothed("lowess(iter=0)") { p, y in Lowess.smooth(p, y) }
    #expect(compared >= 10)
  }

  /// Every curve of one kind; the number of curves.
  private func smoothed(_ kind: String, _ smooth: ([Double], [Double]) -> [Double]) throws -> Int {
    let tolerance = kind.hasPrefix("loess") ? 1e-9 : 1e-10
    let rows = try Oracles.rows("r_calibration_smooth.csv.gz").filter { $0[2] == kind }
    var compared = 0
    for name in Oracles.dataSets {
      let (outcomes, a, b) = try Oracles.data(name)
      for (model, scores) in [("A", a), ("B", b)] {
        let expected = rows.filter { $0[0] == name && $0[1] == model }
        guard !expected.isEmpty else { continue }
        let fitted = smooth(scores, outcomes.map { $0 ? 1 : 0 })
        for row in expected { #expect(agrees(fitted[Int(row[3])! - 1], Double(row[5]), tolerance), "\(row)") }
        compared += 1
      }
    }
    return compared
  }

  @Test(arguments: Oracles.dataSets)
  func calibrationErrorsAreThoseOfAustinAndOfValProb(name: String) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      if let ici = reference["\(model)|ici|loess.surface=direct"] {
        let curve = try CalibrationCurve.fit(probabilities: scores, outcomes: outcomes).get()
        #expect(agrees(curve.error.ici, ici, 1e-9))
        #expect(agrees(curve.error.e50, reference["\(model)|e50|loess.surface=direct"], 1e-9))
        #expect(agrees(curve.error.e90, reference["\(model)|e90|loess.surface=direct"], 1e-9))
        #expect(agrees(curve.error.maximum, reference["\(model)|emax|loess.surface=direct"], 1e-9))
      }
      let smoothed = Lowess.smooth(scores, outcomes.map { $0 ? 1 : 0 })
      let error = CalibrationError(smoothed: smoothed, probabilities: scores)
      #expect(agrees(error.ici, reference["\(model)|valprob.Eavg|"], 1e-10))
      #expect(agrees(error.e90, reference["\(model)|valprob.E90|"], 1e-10))
      #expect(agrees(error.maximum, reference["\(model)|valprob.Emax|"], 1e-10))
    }
  }

  @Test(arguments: Oracles.dataSets)
  func constantProbabilitiesHaveNoCurve(name: String) throws {
    let outcomes = try Oracles.data(name).outcomes
    let constant = outcomes.map { _ in 0.4 }
    #expect(throws: Undefined(.tooManyTies)) {
      try CalibrationCurve.fit(probabilities: constant, outcomes: outcomes).get()
    }
  }

  @Test(arguments: Oracles.dataSets, [5, 10])
  func hosmerAndLemeshowIsThatOfResourceSelection(name: String, groups: Int) throws {
    let (outcomes, a, b) = try Oracles.data(name)
    let reference = try Oracles.statistics(name)
    for (model, scores) in [("A", a), ("B", b)] {
      let test = HosmerLemeshowTest(probabilities: scores, outcomes: outcomes, groups: groups)
      func value(_ statistic: String) -> Double? { reference["\(model)|hl.\(statistic)|g=\(groups)"] }
      // An empty group, between two quantiles in one gap, leaves R's sum NaN; here it is no group, and the sum has a
      // value.
      guard value("stat")?.isNaN != true else { continue }
      #expect(agrees(test.statistic.value, value("stat"), 1e-10), "\(name) \(model)")
      if let formed = value("ngroups") { #expect(test.groups == Int(formed)) }
      guard test.statistic.value != nil else { continue }
      if let freedom = value("df") { #expect(test.degreesOfFreedom == Int(freedom)) }
      // R takes 1 less the lower tail, so its small p-values are right to 1e-16 and no more.
      if test.degreesOfFreedom > 0 { #expect(agrees(test.pValue.value, value("p"), 1e-12)) }
    }
  }
}

/// A line does not know the unit and the zero of its places: scores that hardly differ give the line of those that
/// differ well.
@Test(arguments: [(1e-7, -1.0), (1e9, 0.0), (1e-3, 1e4), (3, 40)])
func theLogisticLineFollowsItsPlaces(scale: Double, shift: Double) {
  let places = (0..<40).map { Double(($0 * 17) % 40) / 10 - 2 }
  let targets = (0..<40).map { ($0 * 7) % 40 < 10 + ($0 * 17) % 40 / 2 ? 0.95 : 0.05 }
  let line = LogisticLine(places, targets: targets)
  let moved = LogisticLine(places.map { shift + scale * $0 }, targets: targets)
  // What rounding the places themselves costs: their last digits by their spread.
  let tolerance = 1e-9 + 64 * (shift.magnitude / scale).ulp
  #expect(abs(moved.slope * scale / line.slope - 1) < tolerance)
  #expect(abs(moved.intercept + moved.slope * shift - line.intercept) < tolerance)
  #expect(abs(moved.slopeError * scale / line.slopeError - 1) < tolerance)
}
