import Features
import Foundation
import Testing
import TestSupport

/// Every value of every file of PyRadiomics' values that is there, not only of known cases.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: PyRadiomicsParityTests, no reference data"))
struct PyRadiomicsParityTests {
  /// Fewer files would be fewer tests, without a word: 7 cases in 3 settings, and LBP3D for 3 of the cases.
  @Test func everyReferenceFileIsThere() {
    #expect(PyRadiomicsReference.names.count { !$0.contains("LBP3D") } == 21)
    #expect(PyRadiomicsReference.names.count { $0.contains("LBP3D") } == 9)
  }

  /// The bound that is promised for settings without resampling, and which the resampled setting keeps as well. For LoG
  /// and LBP 1e-4 is promised; what they keep is in the counts that are printed.
  private static func tolerance(_ column: String) -> Double {
    column.hasPrefix("log-sigma") || column.hasPrefix("lbp") ? 1e-4 : 1e-6
  }

  @Test(arguments: PyRadiomicsReference.names)
  func valuesAgreeWithPyRadiomics(_ name: String) throws {
    let reference = try PyRadiomicsReference(name)
    let result = try reference.extract(workers: 2)
    #expect(Set(result.columns) == Set(reference.features.keys))
    let listed = KnownDifference.all.filter { $0.file == name }
    var counts = (equal: 0, different: 0, largest: 0.0)
    for (column, value) in zip(result.columns, result.values) {
      let difference = relativeDifference(value, reference.features[column] ?? nil)
      let known = listed.first { $0.column == column }
      if difference <= Self.tolerance(column) {
        counts.equal += 1
        counts.largest = max(counts.largest, difference)
        #expect(known == nil, "\(column) agrees now; take it off the list of differences")
      } else {
        counts.different += 1
        #expect(known != nil, "\(column) differs by \(difference): \(value)")
      }
    }
    print("parity \(name): \(counts.equal) agree (largest \(counts.largest)), \(counts.different) listed")
  }

  @Test func bitsDoNotDependOnTheNumberOfWorkers() throws {
    let reference = try PyRadiomicsReference("breast1__ii_iso1_norm_bc32")
    let alone = try reference.extract(workers: 1)
    for workers in [2, 3, 16] { #expect(try reference.extract(workers: workers).values == alone.values) }
  }

  /// `|ours - theirs| / |theirs|`; 0 where both have none, infinite where one has none.
  private func relativeDifference(_ value: FeatureValue, _ wanted: Double?) -> Double {
    guard let wanted else { return value.number == nil ? 0 : .infinity }
    guard let number = value.number else { return .infinity }
    return number == wanted ? 0 : abs(number - wanted) / abs(wanted)
  }
}

/// A value that differs from PyRadiomics' by more than 1e-6, and why; described in `Documentation/parity.md`.
struct KnownDifference: Sendable {
  let file: String
  let column: String
  let cause: String

  /// Two of 40,038 values.
  static let all = ["brain1__i_default__LBP3D", "brain1__iii_bw5_d12__LBP3D"].map { file in
    KnownDifference(
      file: file, column: "lbp-3D-m2_firstorder_RobustMeanAbsoluteDeviation",
      cause: "many voxels have exactly the 10th or 90th percentile; the last bit decides whether they count")
  }
}
