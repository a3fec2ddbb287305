import Foundation
import ImageProcessing
import Volumes

/// One row of an IBSI-2 table: a filter on a phantom.
struct IBSI2Case: Sendable {
  let id: String
  let phantom: String
  /// `nil` for the unfiltered image.
  let filter: ImageFilter?
  /// File of the reference map; empty in phase 2.
  let map: String

  /// The rows of one of the two tables in `ibsi/ibsi2_reference`.
  static func table(_ url: URL) throws -> [IBSI2Case] {
    try String(contentsOf: url, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map(IBSI2Case.init)
  }

  /// `id,phantom,by_slice,filter,"{parameters}"` and in phase 1 `,map`.
  private init(row: Substring) throws {
    let halves = row.split(separator: ",\"", maxSplits: 1)
    let columns = halves[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let rest = halves[1].components(separatedBy: "}\"")
    let json = (rest[0] + "}").replacingOccurrences(of: "\"\"", with: "\"")
    id = columns[0]
    phantom = columns[1]
    map = rest[1].trimmingCharacters(in: [","])
    let parameters = try IBSI2Parameters(json: json, filter: columns[3])
    filter = try parameters.filter(columns[3], space: columns[2] == "True" ? .slices : .volume)
  }

  private init(_ id: String, _ phantom: String, _ filter: ImageFilter, _ map: String) {
    (self.id, self.phantom, self.filter, self.map) = (id, phantom, filter, map)
  }

  /// The three maps without a row in the table, with the parameters of Z-Rad's published conformance tests
  /// (github.com/medical-physics-usz/z-rad) and of pictologics' (docs/ibsi2_compliance.md), after the IBSI-2 manual.
  static let withoutRow = [
    IBSI2Case(
      "9A", "impulse",
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 3, boundary: .zero, riesz: RieszOrder(x: 1))),
      "9_a-ValidCRM.nii.gz"),
    IBSI2Case(
      "9B1", "sphere",
      .laplacianOfGaussian(LaplacianOfGaussianFilter(sigma: 3, boundary: .zero, riesz: RieszOrder(y: 2))),
      "9_b_1-ValidCRM.nii.gz"),
    IBSI2Case(
      "10B1", "pattern_1", .simoncelli(SimoncelliFilter(level: 1, boundary: .nearest, riesz: RieszOrder(y: 2))),
      "10_b_1-ValidCRM.nii.gz"),
  ]
}

/// The parameters of one row, whose names begin with that of the filter in phase 1.
struct IBSI2Parameters {
  struct UnknownFilter: Error { let name: String }

  private let values: [String: Any]
  private let prefix: String

  init(json: String, filter: String) throws {
    values = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
    prefix = filter == "mean" ? "mean_filter" : filter
  }

  private func number(_ name: String) -> Double? { (values["\(prefix)_\(name)"] as? NSNumber)?.doubleValue }

  private func text(_ name: String) -> String? { values["\(prefix)_\(name)"] as? String }

  private func isOn(_ name: String) -> Bool { values["\(prefix)_\(name)"] as? Bool ?? false }

  private var boundary: BoundaryCondition {
    switch text("boundary_condition") ?? values["boundary_condition"] as? String {
    case "constant": .zero
    case "nearest": .nearest
    case "wrap": .periodic
    default: .mirror
    }
  }

  private var pooling: OrientationPooling? {
    guard isOn("rotation_invariance") else { return nil }
    return text("pooling_method") == "max" ? .maximum : .average
  }

  func filter(_ name: String, space: FilterSpace) throws -> ImageFilter? {
    switch name {
    case "": nil
    case "mean": .mean(MeanFilter(support: Int(number("kernel_size") ?? 0), space: space, boundary: boundary))
    case "laplacian_of_gaussian":
      .laplacianOfGaussian(
        LaplacianOfGaussianFilter(
          sigma: number("sigma") ?? 0, truncation: number("kernel_truncate") ?? 0, space: space, boundary: boundary))
    case "laws":
      PerAxis(named: text("kernel") ?? "").map { kernels in
        .laws(
          LawsFilter(
            kernels, pooling: pooling, energyDistance: isOn("compute_energy") ? number("delta").map { Int($0) } : nil,
            boundary: boundary))
      }
    case "gabor": .gabor(gabor(space))
    case "separable_wavelet": separableWavelet
    // The periodic image of the filter's definition: in phase 2 the table gives every filter the same boundary.
    case "nonseparable_wavelet":
      .simoncelli(SimoncelliFilter(level: Int(number("decomposition_level") ?? 0), space: space))
    default: throw UnknownFilter(name: name)
    }
  }

  private func gabor(_ space: FilterSpace) -> GaborFilter {
    GaborFilter(
      sigma: number("sigma") ?? 0, wavelength: number("lambda") ?? 0, aspectRatio: number("gamma") ?? 0,
      angle: number("theta") ?? 0, angleStep: number("theta_step"),
      planes: space == .volume && pooling != nil ? .orthogonal : .axial, pooling: pooling ?? .average,
      boundary: boundary)
  }

  private var separableWavelet: ImageFilter? {
    guard let family = WaveletFamily(rawValue: text("families") ?? "") else { return nil }
    return PerAxis(named: text("set") ?? "").map { bands in
      .separableWavelet(
        SeparableWaveletFilter(
          family, bands: bands, level: number("decomposition_level").map { Int($0) } ?? 1, pooling: pooling,
          boundary: boundary))
    }
  }
}
