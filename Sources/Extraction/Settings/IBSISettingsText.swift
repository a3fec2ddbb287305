import Features
import ImageProcessing

extension IBSISettings {
  /// The settings in words, one line each. A command prints them, so that defaults are known.
  public var summary: [String] {
    var lines = [
      "spacing: \(resampling.map(\.text) ?? "as it is")",
      "re-segmentation: \(resegmentation.text)",
      "grey levels: \(binning.text)",
      "intensity-volume histogram: \(volumeHistogram.text)",
      "families: \(selection.families.map(\.rawValue).joined(separator: ", "))",
      "aggregations: \(selection.aggregations.map(\.rawValue).joined(separator: ", "))",
    ]
    if roundsImage { lines.insert("intensities rounded to whole numbers first", at: 0) }
    guard !filters.isEmpty else { return lines }
    lines.append("filters: \(filters.map(\.name).joined(separator: ", "))")
    lines.append(
      "of each response map: \(responses.selection.families.map(\.rawValue).joined(separator: ", ")); grey levels: "
        + responses.binning.text)
    return lines
  }
}

extension IBSIResampling {
  fileprivate var text: String {
    let sides = (0..<3).map { spacing[$0] == 0 ? "kept" : "\(spacing[$0])" }.joined(separator: " x ")
    return "\(sides) mm, \(interpolator.word)\(roundsIntensities ? ", rounded to whole numbers" : ""), mask "
      + "\(maskInterpolator.word) from \(maskThreshold)"
  }
}

extension Interpolator {
  /// The word of the parameter file.
  package var word: String {
    switch self {
    case .nearestNeighbour: "nearest"
    case .linear: "linear"
    case .cubicBSpline: "spline"
    case .gaussian, .hammingSinc, .cosineSinc, .welchSinc, .lanczosSinc, .blackmanSinc: rawValue
    }
  }
}

extension Resegmentation {
  fileprivate var text: String {
    let parts = [
      range.map { "\($0.lowerBound) to \($0.upperBound)" }, outlierLimit.map { "\($0) standard deviations" },
    ].compactMap(\.self)
    return parts.isEmpty ? "none" : parts.joined(separator: " and ")
  }
}

extension IBSIBinning {
  fileprivate var text: String {
    switch self {
    case .none: "intensities as they are"
    case .fixedBinSize(let size, let lowest): "bins of \(size) from \(lowest.map { "\($0)" } ?? "the lowest intensity")"
    case .fixedBinNumber(let count): "\(count) bins between the lowest and the highest intensity"
    }
  }
}

extension VolumeHistogramBinning {
  fileprivate var text: String {
    switch self {
    case .none: "intensities as they are"
    case .size(let size): "bins of \(size)"
    case .number(let count): "\(count) bins"
    }
  }
}
