/// A definition that other programs use but no parameter file can choose.
package enum Definition: String, Hashable, Codable, Sendable, CaseIterable {
  /// Bins of fixed width begin at the lowest intensity of the region; bins of fixed number follow IBSI's formula.
  case binsFromMinimum
  /// The resampled grid shares the centre of the image instead of its corner.
  case centredGrid
  /// The mask is interpolated linearly and thresholded at 0.5.
  case linearMask
  /// Kurtosis minus 3.
  case excessKurtosis
  /// Normalisation with the standard deviation of the population (divisor n).
  case populationDeviation
  /// Variance with divisor n - 1.
  case sampleVariance
  /// Entropies in nats.
  case naturalLogarithm
}

/// A way in which another program may compute features differently.
package struct Alternative: Sendable, Hashable {
  /// A short name, such as `binWidth: 5`.
  package let name: String
  /// What the other program did, in a sentence.
  package let cause: String
  /// Changes to the parameter file; the value `nil` removes a key.
  package let changes: [Change]
  /// Definitions that replace those of PyRadiomics.
  package let definitions: Set<Definition>

  package struct Change: Sendable, Hashable {
    package let key: String
    package let value: String?
  }

  init(_ changes: [(String, String?)], _ cause: String) {
    self.changes = changes.map { Change(key: $0.0, value: $0.1) }
    name = changes.map { key, value in value.map { "\(key): \($0)" } ?? "no \(key)" }.joined(separator: ", ")
    self.cause = cause
    definitions = []
  }

  init(_ name: String, _ definitions: Set<Definition>, _ cause: String) {
    self.name = name
    self.cause = cause
    changes = []
    self.definitions = definitions
  }
}

extension Alternative {
  /// All alternatives, likelier causes first, because the first of equally good explanations is reported.
  package static func all(labels: [Int], spacing: SIMD3<Double>) -> [Alternative] {
    let regions = labels.map {
      Alternative(
        [("label", "\($0)")],
        "features were computed for the region with label "
          + "\($0)")
    }
    return [binning, normalisation, resampling(spacing), texture, region, filters, definitions, regions].flatMap(\.self)
  }

  private static var binning: [Alternative] {
    let widths = [
      "25", "5", "10", "1", "2", "3", "15", "16", "20", "30", "32", "40", "50", "64", "100", "0.5", "0.25", "0.2",
      "0.1",
      "0.05", "0.01",
    ]
    let counts = ["32", "16", "64", "8", "24", "48", "128", "256", "10", "20", "50", "100"]
    var list = [Alternative([("binCount", nil)], "bins of fixed width, not of fixed number")]
    list += widths.map { Alternative([("binWidth", $0), ("binCount", nil)], "bins are \($0) wide") }
    list += counts.map { Alternative([("binCount", $0)], "\($0) bins span the intensities of the region") }
    return list
  }

  private static var normalisation: [Alternative] {
    var list = [
      Alternative([("normalize", "false")], "the image was not normalised"),
      Alternative([("normalize", "true")], "the image was normalised, with the scale as given"),
    ]
    list += (["1", "100", "1000"] as [String]).map { scale in
      Alternative(
        [("normalize", "true"), ("normalizeScale", scale)],
        "the image was normalised to a standard deviation of \(scale)")
    }
    list.append(Alternative([("removeOutliers", nil)], "outliers were not clipped in the normalisation"))
    list.append(
      Alternative(
        [("normalize", "true"), ("removeOutliers", "3")],
        "the image was normalised, with outliers clipped at 3 standard deviations"))
    return list
  }

  private static func resampling(_ spacing: SIMD3<Double>) -> [Alternative] {
    var list = [Alternative([("resampledPixelSpacing", nil)], "the image was not resampled")]
    let edges: [Double] = [1, 2, 3, 0.5, spacing.min(), spacing.max()]
    list += edges.map { edge in
      Alternative([("resampledPixelSpacing", "[\(edge), \(edge), \(edge)]")], "the image was resampled to \(edge) mm")
    }
    let interpolators = [
      ("sitkLinear", "linear"), ("sitkBSpline", "cubic B-spline"), ("sitkNearestNeighbor", "nearest"),
    ]
    list += interpolators.map { name, words in Alternative([("interpolator", name)], "interpolation was \(words)") }
    list += (["0", "1", "5", "10", "20"] as [String]).map { count in
      Alternative([("padDistance", count)], "\(count) voxels were kept around the region")
    }
    list += (["true", "false"] as [String]).map { flag in
      Alternative(
        [("preCrop", flag)], "the image was \(flag == "true" ? "" : "not ")cropped before it was filtered")
    }
    return list
  }

  private static var texture: [Alternative] {
    var list = (["0", "300", "1000", "2000"] as [String]).map { shift in
      Alternative([("voxelArrayShift", shift)], "intensities were shifted by \(shift) in energy features")
    }
    list += (["[1]", "[2]", "[1, 2]", "[1, 2, 3]"] as [String]).map {
      Alternative([("distances", $0)], "neighbours are at distances \($0)")
    }
    list += [
      Alternative([("symmetricalGLCM", "false")], "the co-occurrence matrix was not made symmetrical"),
      Alternative([("gldm_a", "0")], "dependent voxels have equal grey levels"),
      Alternative([("gldm_a", "1")], "dependent voxels differ by one grey level at most"),
      Alternative([("force2D", "false")], "textures were computed in three dimensions"),
      Alternative([("force2D", "true")], "textures were computed slice by slice"),
      Alternative([("force2D", "true"), ("force2Ddimension", "1")], "textures were computed in planes across y"),
      Alternative([("force2D", "true"), ("force2Ddimension", "2")], "textures were computed in planes across x"),
    ]
    let norms: [String?] = ["manhattan", "euclidean", "infinity", "no_weighting", nil]
    list += norms.map { Alternative([("weightingNorm", $0)], "the directions' weights are \($0 ?? "equal")") }
    return list
  }

  private static var region: [Alternative] {
    [
      Alternative([("resegmentRange", nil)], "the region was not resegmented by intensity"),
      Alternative(
        [("resegmentRange", "[-3, 3]"), ("resegmentMode", "sigma")],
        "the region was resegmented to 3 standard deviations around its mean"),
      Alternative([("resegmentShape", "true")], "shape features are those of the resegmented region"),
      Alternative([("resegmentShape", "false")], "shape features are those of the region before resegmentation"),
    ]
  }

  private static var filters: [Alternative] {
    var list = [
      Alternative([("gradientUseSpacing", "false")], "the gradient is per voxel, not per mm"),
      Alternative([("gradientUseSpacing", "true")], "the gradient is per mm, not per voxel"),
    ]
    let wavelets = ["coif1", "haar", "db1", "db2", "sym2", "bior1.1"]
    list += wavelets.map { Alternative([("wavelet", $0)], "the wavelet is \($0)") }
    return list
  }

  private static var definitions: [Alternative] {
    [
      Alternative(
        "bin edges from the minimum", [.binsFromMinimum],
        "bin edges begin at the lowest intensity of the region (IBSI), not at multiples of the width"),
      Alternative(
        "kurtosis - 3", [.excessKurtosis], "kurtosis is the excess over the normal distribution's 3"),
      Alternative(
        "centre-aligned grid", [.centredGrid], "the resampled grid shares the image's centre (IBSI), not its corner"),
      Alternative(
        "linear mask", [.linearMask],
        "the mask was interpolated linearly and cut at 0.5 (IBSI), not read at the nearest voxel"),
      Alternative(
        "centre-aligned grid, linear mask", [.centredGrid, .linearMask],
        "grid and mask follow IBSI: centres aligned, mask interpolated linearly and cut at 0.5"),
      Alternative(
        "population standard deviation", [.populationDeviation],
        "the normalisation divides by the standard deviation with divisor n"),
      Alternative("variance with n - 1", [.sampleVariance], "the variance has divisor n - 1"),
      Alternative(
        "natural logarithm", [.naturalLogarithm], "entropies use the natural logarithm, not that to base 2"),
    ]
  }
}
