/// Tag, code, name and unit of the features that are not taken from a texture matrix; names are those of IBSI's tables.
enum IBSINames {
  /// One feature.
  struct Name: Sendable {
    let tag: String
    let code: String
    let name: String
    /// Empty for a number without unit.
    let unit: String

    init(_ tag: String, _ code: String, _ name: String, _ unit: String = "") {
      (self.tag, self.code, self.name, self.unit) = (tag, code, name, unit)
    }
  }

  static let morphology = [
    Name("morph_volume", "RNU0", "Volume (mesh)", "mm³"),
    Name("morph_vol_approx", "YEKZ", "Volume (voxel counting)", "mm³"),
    Name("morph_area_mesh", "C0JK", "Surface area (mesh)", "mm²"),
    Name("morph_av", "2PR5", "Surface to volume ratio", "1/mm"),
    Name("morph_comp_1", "SKGS", "Compactness 1"), Name("morph_comp_2", "BQWJ", "Compactness 2"),
    Name("morph_sph_dispr", "KRCK", "Spherical disproportion"), Name("morph_sphericity", "QCFX", "Sphericity"),
    Name("morph_asphericity", "25C7", "Asphericity"), Name("morph_diam", "L0JK", "Maximum 3D diameter", "mm"),
    Name("morph_pca_maj_axis", "TDIC", "Major axis length", "mm"),
    Name("morph_pca_min_axis", "P9VJ", "Minor axis length", "mm"),
    Name("morph_pca_least_axis", "7J51", "Least axis length", "mm"), Name("morph_pca_elongation", "Q3CK", "Elongation"),
    Name("morph_pca_flatness", "N17B", "Flatness"), Name("morph_vol_dens_aabb", "PBX1", "Volume density (AABB)"),
    Name("morph_area_dens_aabb", "R59B", "Area density (AABB)"),
    Name("morph_vol_dens_aee", "6BDE", "Volume density (AEE)"),
    Name("morph_area_dens_aee", "RDD2", "Area density (AEE)"),
    Name("morph_vol_dens_conv_hull", "R3ER", "Volume density (convex hull)"),
    Name("morph_area_dens_conv_hull", "7T7F", "Area density (convex hull)"),
    Name("morph_com", "KLMA", "Centre of mass shift", "mm"),
    Name("morph_integ_int", "99N0", "Integrated intensity", "intensity mm³"),
    Name("morph_moran_i", "N365", "Moran's I index"), Name("morph_geary_c", "NPT7", "Geary's C measure"),
  ]

  static let localIntensity = [
    Name("loc_peak_loc", "VJGA", "Local intensity peak", "intensity"),
    Name("loc_peak_glob", "0F91", "Global intensity peak", "intensity"),
  ]

  static let statistics = [
    Name("stat_mean", "Q4LE", "Mean", "intensity"), Name("stat_var", "ECT3", "Variance", "intensity²"),
    Name("stat_skew", "KE2A", "Skewness"), Name("stat_kurt", "IPH6", "(Excess) kurtosis"),
    Name("stat_median", "Y12H", "Median", "intensity"), Name("stat_min", "1GSF", "Minimum", "intensity"),
    Name("stat_p10", "QG58", "10th percentile", "intensity"), Name("stat_p90", "8DWT", "90th percentile", "intensity"),
    Name("stat_max", "84IY", "Maximum", "intensity"), Name("stat_iqr", "SALO", "Interquartile range", "intensity"),
    Name("stat_range", "2OJQ", "Range", "intensity"), Name("stat_mad", "4FUA", "Mean absolute deviation", "intensity"),
    Name("stat_rmad", "1128", "Robust mean absolute deviation", "intensity"),
    Name("stat_medad", "N72L", "Median absolute deviation", "intensity"),
    Name("stat_cov", "7TET", "Coefficient of variation"),
    Name("stat_qcod", "9S40", "Quartile coefficient of dispersion"),
    Name("stat_energy", "N8CA", "Energy", "intensity²"),
    Name("stat_rms", "5ZWQ", "Root mean square", "intensity"),
  ]

  /// The 10th and 90th percentile have the codes of DICOM's CID 7478; one edition of the manual repeats the minimum's for the
  /// 10th and gives that of the 10th to the 90th.
  static let histogram = [
    Name("ih_mean", "X6K6", "Mean", "level"), Name("ih_var", "CH89", "Variance", "level²"),
    Name("ih_skew", "88K1", "Skewness"), Name("ih_kurt", "C3I7", "(Excess) kurtosis"),
    Name("ih_median", "WIFQ", "Median", "level"), Name("ih_min", "1PR8", "Minimum", "level"),
    Name("ih_p10", "GPMT", "10th percentile", "level"), Name("ih_p90", "OZ0C", "90th percentile", "level"),
    Name("ih_max", "3NCY", "Maximum", "level"), Name("ih_iqr", "WR0O", "Interquartile range", "level"),
    Name("ih_range", "5Z3W", "Range", "level"), Name("ih_mad", "D2ZX", "Mean absolute deviation", "level"),
    Name("ih_rmad", "WRZB", "Robust mean absolute deviation", "level"),
    Name("ih_medad", "4RNL", "Median absolute deviation", "level"), Name("ih_cov", "CWYJ", "Coefficient of variation"),
    Name("ih_qcod", "SLWD", "Quartile coefficient of dispersion"), Name("ih_mode", "AMMC", "Mode", "level"),
    Name("ih_entropy", "TLU2", "Entropy", "bit"), Name("ih_uniformity", "BJ5W", "Uniformity"),
    Name("ih_max_grad", "12CE", "Maximum histogram gradient", "voxel/level"),
    Name("ih_max_grad_g", "8E6O", "Maximum histogram gradient intensity", "level"),
    Name("ih_min_grad", "VQB3", "Minimum histogram gradient", "voxel/level"),
    Name("ih_min_grad_g", "RHQZ", "Minimum histogram gradient intensity", "level"),
  ]

  static let volumeHistogram = [
    Name("ivh_v10", "BC2M", "Volume fraction at 10% intensity"),
    Name("ivh_v90", "BC2M", "Volume fraction at 90% intensity"),
    Name("ivh_i10", "GBPN", "Intensity at 10% volume", "intensity or bin number"),
    Name("ivh_i90", "GBPN", "Intensity at 90% volume", "intensity or bin number"),
    Name("ivh_diff_v10_v90", "DDTU", "Volume fraction difference between 10% and 90% intensity"),
    Name(
      "ivh_diff_i10_i90", "CNV2", "Intensity difference between 10% and 90% volume",
      "intensity or bin number"),
  ]
}
