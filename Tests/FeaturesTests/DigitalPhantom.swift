import Volumes

/// IBSI's digital phantom: 5 x 4 x 4 voxels of 2 mm, 74 of them inside, with the reference values of its features.
///
/// Source: IBSI reference manual, chapter 5, and `ibsi_1_dig_phantom.csv` of github.com/theibsi/data_sets (A.
/// Zwanenburg, CC BY 4.0); doi 10.1148/radiol.2020191145. Already discretised, so intensities are grey levels.
enum DigitalPhantom {
  /// Intensities, slice by slice; 0 marks a voxel outside the mask.
  static let levels: [Int32] = [
    1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1,
    1, 4, 4, 1, 1, 1, 1, 6, 1, 1, 0, 1, 3, 1, 1, 4, 4, 6, 1, 1,
    1, 4, 4, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 6, 1, 1,
    1, 4, 4, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 1, 1,
  ]

  static let grid = Grid(size: [5, 4, 4], spacing: [2, 2, 2])

  static let region = GreyLevelRegion(grid: grid, levels: levels, levelCount: 6)

  static let mask = Mask(grid: grid, voxels: levels.map { $0 == 0 ? 0 : 1 })

  static let intensities = IntensityRegion(volume: Volume(grid: grid, voxels: levels.map(Double.init)), mask: mask)

  /// Reference value, given to three significant digits, and IBSI's tolerance, by IBSI code; textures in 3-D, averaged.
  static let reference: [String: (value: Double, tolerance: Double)] = [
    // Morphology
    "RNU0": (556, 4),
    "YEKZ": (592, 4),
    "C0JK": (388, 3),
    "2PR5": (0.698, 0.004),
    "QCFX": (0.843, 0.005),
    "L0JK": (13.1, 0.1),
    "TDIC": (11.4, 0.1),
    "P9VJ": (9.31, 0.06),
    "7J51": (8.54, 0.05),
    "Q3CK": (0.816, 0.005),
    "N17B": (0.749, 0.005),
    // Statistics
    "Q4LE": (2.15, 0),
    "ECT3": (3.05, 0),
    "KE2A": (1.08, 0),
    "IPH6": (-0.355, 0),
    "Y12H": (1, 0),
    "1GSF": (1, 0),
    "QG58": (1, 0),
    "8DWT": (4, 0),
    "84IY": (6, 0),
    "SALO": (3, 0),
    "2OJQ": (5, 0),
    "4FUA": (1.55, 0),
    "1128": (1.11, 0),
    "N8CA": (567, 0),
    "5ZWQ": (2.77, 0),
    // Intensity histogram
    "TLU2": (1.27, 0),
    "BJ5W": (0.512, 0),
    // Co-occurrence matrix (3D, averaged)
    "GYBY": (0.503, 0),
    "60VM": (2.14, 0),
    "UR99": (3.1, 0),
    "TU9B": (2.4, 0),
    "TF7R": (1.43, 0),
    "D3YU": (3.06, 0),
    "NTRS": (1.56, 0),
    "ZGXS": (4.29, 0),
    "P6QZ": (1.92, 0),
    "8ZQL": (0.303, 0),
    "ACUI": (5.32, 0),
    "IB1Z": (0.677, 0),
    "NDRX": (0.851, 0),
    "WF0Z": (0.618, 0),
    "1QCO": (0.898, 0),
    "E8JP": (0.0604, 0),
    "NI2N": (0.157, 0),
    "QWB0": (5.06, 0),
    "DG8W": (7.07, 0),
    "7NFM": (16.6, 0),
    "AE86": (145, 0),
    "R8DG": (-0.157, 0),
    "JN9H": (0.52, 0),
    // Run length matrix (3D, averaged)
    "22OV": (0.705, 0),
    "W4KF": (3.06, 0),
    "V3SW": (0.603, 0),
    "G3QZ": (9.7, 0),
    "HTZT": (0.352, 0),
    "GD3A": (8.54, 0),
    "IVPO": (2.39, 0),
    "3KUM": (17.6, 0),
    "R5YN": (21.8, 0),
    "OVBL": (0.43, 0),
    "W92Y": (26.9, 0),
    "IC23": (0.513, 0),
    "9ZK5": (0.68, 0),
    "8CE5": (3.46, 0),
    "SXLW": (0.574, 0),
    "HJ9O": (2.43, 0),
    // Size zone matrix (3D)
    "5QRC": (0.255, 0),
    "48P8": (550, 0),
    "XMSY": (0.253, 0),
    "5GN9": (15.6, 0),
    "5RAI": (0.0256, 0),
    "HW1V": (2.76, 0),
    "YH51": (503, 0),
    "J17V": (1490, 0),
    "JNSA": (1.4, 0),
    "Y1RO": (0.28, 0),
    "4JP3": (1, 0),
    "VB3A": (0.2, 0),
    "P30P": (0.0676, 0),
    "BYLV": (2.64, 0),
    "3NSA": (331, 0),
    "GU8N": (2.32, 0),
    // Neighbourhood grey tone difference matrix (3D)
    "QCDE": (0.0296, 0),
    "65HE": (0.584, 0),
    "NQ30": (6.54, 0),
    "HDEZ": (13.5, 0),
    "1X9X": (0.763, 0),
    // Neighbouring grey level dependence matrix (3D)
    "SODN": (0.045, 0),
    "IMOQ": (109, 0),
    "TL9H": (0.693, 0),
    "OAE7": (7.66, 0),
    "EQ3F": (0.00963, 0),
    "JA6D": (0.736, 0),
    "NBZI": (102, 0),
    "9QMG": (235, 0),
    "FP8K": (37.9, 0),
    "Z87G": (4.86, 0),
    "OKJI": (0.0657, 0),
    "1PFV": (3.05, 0),
    "DNX2": (22.1, 0),
    "FCBV": (4.4, 0),
  ]
}
