import Records

/// What decides every byte of a synthetic cohort.
package struct PhantomSettings: Hashable, Codable, Sendable {
  /// Version of the recipe; the same settings under another version may give other bytes.
  package let recipe: Int
  /// Patients with images; a smaller cohort is the beginning of a larger one of the same seed.
  package let patients: Int
  /// Seed of everything random, and so of the hospital: 1 is the study's.
  package let seed: UInt64
  /// Pixels along a row and along a column of every slice.
  package let matrix: Int
  /// Slices of every series.
  package let slices: Int
  /// `true` for files as a hospital exports them; absent for a folder for each series.
  private let asExport: Bool?

  /// Whether files lie as a hospital exports them: named by UID, with series that nobody wants and earlier contours.
  package var isExport: Bool { asExport ?? false }

  /// The recipe that this version of Apus draws.
  package static let currentRecipe = 1

  /// Settings for ``PhantomCohort``; the defaults are the embedded cohort.
  package init(
    patients: Int = 60, seed: UInt64 = 1, matrix: Int = 128, slices: Int = 20, asExport: Bool = false
  ) throws(PhantomError) {
    try Self.check("patients", patients, within: 1...9999)
    try Self.check("matrix", matrix, within: 32...512)
    try Self.check("slices", slices, within: 8...200)
    recipe = Self.currentRecipe
    self.patients = patients
    self.seed = seed
    self.matrix = matrix
    self.slices = slices
    // Absent, the settings of other cohorts are written as ever.
    self.asExport = asExport ? true : nil
  }

  private static func check(_ name: String, _ value: Int, within range: ClosedRange<Int>) throws(PhantomError) {
    guard range.contains(value) else { throw .outOfRange(setting: name, value: value, allowed: range) }
  }
}

/// Why a synthetic cohort could not be made.
package enum PhantomError: Error, Equatable, Sendable, CustomStringConvertible {
  case outOfRange(setting: String, value: Int, allowed: ClosedRange<Int>)
  case folderInUse(path: String)
  case otherCohort(path: String)
  case incomplete(path: String, files: Int, expected: Int)
  case cannotWrite(path: String, cause: WriteFailure)

  /// Facts, cause and next step.
  package var description: String {
    switch self {
    case .outOfRange(let setting, let value, let allowed):
      "\(setting) \(value) is outside \(allowed.lowerBound) to \(allowed.upperBound); choose a value in that range."
    case .folderInUse(let path):
      "\(path): is not empty and holds no synthetic cohort. Give an empty or a new folder."
    case .otherCohort(let path):
      "\(path): holds a synthetic cohort of other settings. Give another folder, or remove this one first."
    case .incomplete(let path, let files, let expected):
      "\(path): holds \(files) of the \(expected) DICOM files of this cohort. Remove the folder and write it again."
    case .cannotWrite(let path, let cause):
      "\(path): cannot be written: \(cause). Check space and permissions."
    }
  }
}
