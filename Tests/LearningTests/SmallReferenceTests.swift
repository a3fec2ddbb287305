import Foundation
import Learning
import Statistics
import Testing

/// Forty subjects of whole numbers, and six others; scikit-learn 1.9.1 was run here on the same numbers, its figures
/// are below.
private enum Small {
  static let values: [[Double]] = (0..<40).map { row in (0..<4).map { column in value(row, column) } }
  static let outcomes: [Bool] = values.enumerated().map { row, x in
    let shift = Double((row * 17) % 41 - 20)
    return x[0] + 0.5 * x[1] + shift > 10
  }
  static let queries: [[Double]] = (0..<6).map { row in (0..<4).map { column in query(row, column) } }

  private static func value(_ i: Int, _ j: Int) -> Double {
    let linear: Int = i * 37 + j * 53
    let square: Int = i * i * (j + 1) * 11
    return Double((linear + square) % 101 - 50)
  }

  private static func query(_ k: Int, _ j: Int) -> Double {
    let sum: Int = k * 29 + j * 31
    return Double(sum % 97 - 48)
  }

  static func table(_ rows: [[Double?]]) -> TrainingTable {
    TrainingTable(
      subjects: rows.indices.map { "S\($0 + 10)" }, columns: ["a", "b", "c", "d"], rows: rows,
      outcomes: rows.indices.map { outcomes[$0] })
  }

  static var complete: TrainingTable { table(values.map { row in row.map { Optional($0) } }) }
}

/// `GradientBoostingClassifier(n_estimators=20, max_depth=2, learning_rate=.3, min_samples_leaf=4)` and
/// `(n_estimators=25, min_samples_leaf=2)`, of depth 3; both the same for five seeds, since no tie matters to them.
@Test
func boostingIsThatOfScikitLearn() throws {
  var log = FitLog()
  let short = try GradientBoosting(trees: 20, rate: 0.3, deepest: 2, smallestLeaf: 4).fit(Small.complete, log: &log)
  let expected = [
    -4.46564156504609, -3.9982189734116718, -0.7453136195831065, 2.0505969345853807, -4.893300609070201,
    -5.234214663229172,
  ]
  #expect(distance(Small.queries.map { short.decision($0) }, expected) < 1e-9)
  let deep = try GradientBoosting(trees: 25, smallestLeaf: 2).fit(Small.complete, log: &log)
  let other = [
    -3.473541439168606, -3.473541439168606, 0.08859835932450288, 1.4290850802520825, -3.473541439168606,
    -3.473541439168606,
  ]
  #expect(distance(Small.queries.map { deep.decision($0) }, other) < 1e-9)
}

/// The default of 100 trees of depth 3, where 134 nodes have two or more splits of equal gain.
///
/// scikit-learn takes the one that its order of columns and the last digit of its sums make first. An implementation in
/// forty lines of numpy, with exact splits and a rule for ties, gives scikit-learn's decisions (1.9.1, seed 0) to 3e-15
/// when it takes the last of equal splits, and these figures when it takes the first, as here: ties are the whole
/// difference.
@Test
func ofEqualSplitsBoostingTakesTheLeftmost() throws {
  var log = FitLog()
  let model = try GradientBoosting().fit(Small.complete, log: &log)
  let leftmost = [
    -7.281836782563868, -7.45519525589805, 1.7736469178734129, 6.582521474089843, -7.60344195814274,
    -7.381772643543377,
  ]
  #expect(distance(Small.queries.map { model.decision($0) }, leftmost) < 1e-9)
}

@Test
func naiveBayesIsThatOfScikitLearn() throws {
  var log = FitLog()
  let model = try GaussianNaiveBayes().fit(Small.complete, log: &log)
  let expected = [
    -14.304621436520375, -4.8446080128089335, 1.4130071317442585, 4.273037829437282, -8.06653101507877,
    -1.0864018770663932,
  ]
  #expect(distance(Small.queries.map { model.decision($0) }, expected) < 1e-9)
}

/// `KNeighborsClassifier(5)`, uniform and by distance.
@Test
func nearestNeighboursAreThoseOfScikitLearn() throws {
  var log = FitLog()
  let plain = try NearestNeighbours().fit(Small.complete, log: &log)
  #expect(distance(Small.queries.map { plain.decision($0) }, [0, 0.2, 0.6, 0.6, 0, 0.6]) < 1e-12)
  let weighted = try NearestNeighbours(weighsByDistance: true).fit(Small.complete, log: &log)
  let expected = [0, 0.16546812581899967, 0.5641937131105792, 0.7040233125473602, 0, 0.506057092801458]
  #expect(distance(Small.queries.map { weighted.decision($0) }, expected) < 1e-12)
}

/// `SVC(C=2, gamma=.1, class_weight="balanced", tol=1e-10)` on values divided by 30.
@Test
func balancedSupportVectorsAreThoseOfScikitLearn() throws {
  var log = FitLog()
  let settings = SupportVectorClassifier(kernel: .radial(gamma: 0.1), cost: 2, tolerance: 1e-10, balancesClasses: true)
  let model = try settings.fit(Small.table(Small.values.map { $0.map { $0 / 30 } }), log: &log)
  let expected = [
    -1.4452623588634883, -0.6320019810707111, 1.0655740780346195, 1.554731997566125, -1.1282565239260454,
    0.5142305768636893,
  ]
  #expect(distance(Small.queries.map { model.decision($0.map { $0 / 30 }) }, expected) < 1e-6)
}

/// `KNNImputer(n_neighbors=5)` with every fifth second and every seventh fourth value missing.
@Test
func neighbourImputationIsThatOfScikitLearn() throws {
  var holes = Small.values.map { row in row.map { Optional($0) } }
  for row in holes.indices {
    if row % 5 == 2 { holes[row][1] = nil }
    if row % 7 == 3 { holes[row][3] = nil }
  }
  let table = Small.table(holes)
  var log = FitLog()
  let filled = rows(NeighbourImputation().fit(table, log: &log).transform(table.features))
  let expected: [[Double]] = [
    [-33, -10.4, -41, -45], [-42, 9, -41, -14.2], [41, -8.8, 13, -1], [6, 48, -11, -13.2], [21, -11.4, 21, 5.2],
  ]
  for (row, values) in zip([2, 3, 7, 10, 17], expected) { #expect(distance(filled[row], values) < 1e-12, "row \(row)") }
}

/// `KNNImputer(n_neighbors=5)` between `StandardScaler` and its inverse, of the same holes, the first column a thousand
/// times as large and the third a five hundredth; in their own units the first alone says who is near.
@Test
func neighboursMayBeSoughtInStandardDeviations() throws {
  var holes = Small.values.map { row in [1000 * row[0], row[1], row[2] / 500, row[3]].map { Optional($0) } }
  for row in holes.indices {
    if row % 5 == 2 { holes[row][1] = nil }
    if row % 7 == 3 { holes[row][3] = nil }
  }
  let table = Small.table(holes)
  var log = FitLog()
  let expected: [(row: Int, column: Int, own: Double, standardised: Double)] = [
    (2, 1, 5.8, -10.4), (3, 3, -1.2, -14.2), (7, 1, -2.8, -8.8), (10, 3, -16.4, -13.2), (17, 1, 6, -11.4),
    (17, 3, -3, 5.2),
  ]
  let own = rows(NeighbourImputation(units: .own).fit(table, log: &log).transform(table.features))
  let scaled = rows(NeighbourImputation(units: .standardised).fit(table, log: &log).transform(table.features))
  for place in expected {
    #expect(abs(own[place.row][place.column] - place.own) < 1e-12, "\(place)")
    #expect(abs(scaled[place.row][place.column] - place.standardised) < 1e-12, "\(place)")
  }
}

/// `RobustScaler`, `MinMaxScaler`, `QuantileTransformer(n_quantiles=40)`, uniform and normal.
@Test
func scalersAreThoseOfScikitLearn() throws {
  let expected: [(ColumnScaling.Rule, [[Double]])] = [
    (
      .robust,
      [
        [-0.5247524752475248, -0.08256880733944955, 0.39655172413793105, 1.5877862595419847],
        [0.04950495049504951, 0.44954128440366975, 0.896551724137931, -0.48854961832061067],
        [0.6237623762376238, 0.981651376146789, -0.27586206896551724, 0.3969465648854962],
      ]
    ),
    (
      .range,
      [
        [0.021052631578947323, 0.3265306122448979, 0.65625, 0.9791666666666666],
        [0.3263157894736842, 0.6224489795918366, 0.9583333333333333, 0.2708333333333333],
        [0.631578947368421, 0.9183673469387754, 0.25, 0.5729166666666666],
      ]
    ),
    (
      .quantile,
      [
        [0.07692307692307693, 0.4551282051282051, 0.7222222222222222, 0.9711538461538461],
        [0.523076923076923, 0.6993006993006993, 0.958974358974359, 0.2509157509157509],
        [0.7037037037037037, 0.9202279202279202, 0.358974358974359, 0.6602564102564104],
      ]
    ),
    (
      .normal,
      [
        [-1.4260768722728474, -0.1127151242395864, 0.5894557978497783, 1.8980286526220012],
        [0.057877564811210015, 0.5223903099543202, 1.7389060944790122, -0.6716107986518071],
        [0.5350828150863223, 1.4066063147702552, -0.3612016377113192, 0.4131630204307453],
      ]
    ),
  ]
  var log = FitLog()
  let queries = FeatureTable(
    subjects: ["x", "y", "z"], columns: ["a", "b", "c", "d"],
    rows: Small.queries.prefix(3).map { row in row.map { Optional($0) } })
  for (rule, values) in expected {
    let scaled = rows(ColumnScaling(rule).fit(Small.complete, log: &log).transform(queries))
    for (found, wanted) in zip(scaled, values) { #expect(distance(found, wanted) < 1e-10, "\(rule)") }
  }
}

/// Five completions, 100 degrees of freedom in the complete table; NumPy, by the formulas of `mice::pool.scalar`.
@Test
func rubinsRulesPool() {
  let pooled = PooledEstimate(
    estimates: [0.42, 0.55, 0.38, 0.61, 0.47], variances: [0.040, 0.035, 0.045, 0.038, 0.041], completeFreedom: 100)
  #expect(abs(pooled.estimate - 0.486) < 1e-12)
  #expect(abs(pooled.variance - 0.050396) < 1e-12)
  #expect(abs(pooled.missingShare - 0.21025478212556553) < 1e-12)
  #expect(abs(pooled.degreesOfFreedom - 41.72783488749888) < 1e-9)
}
