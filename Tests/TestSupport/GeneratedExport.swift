import Foundation

/// Files of an export made up for a test, written one by one into a folder.
public struct GeneratedExport: Sendable {
  /// Whose an object is.
  public struct Patient: Sendable {
    /// PatientID.
    public var id: String
    /// PatientName, PatientBirthDate and PatientSex; empty ones are left out.
    public var name = "", birth = "", sex = ""
    /// StudyInstanceUID.
    public var study: String

    /// A patient with a study of its own.
    public init(_ id: String, name: String = "", birth: String = "", sex: String = "", study: String? = nil) {
      (self.id, self.name, self.birth, self.sex) = (id, name, birth, sex)
      self.study = study ?? "2.25.7\(Self.digits(of: id))"
    }

    /// Digits that stand for a text, so that UIDs are made of it.
    public static func digits(of text: String) -> String { text.utf8.map { "\($0)" }.joined() }

    var elements: [DICOMElement] {
      let all: [(UInt32, String, String)] = [
        (0x0010_0010, "PN", name), (0x0010_0020, "LO", id), (0x0010_0030, "DA", birth), (0x0010_0040, "CS", sex),
        (0x0020_000d, "UI", study),
      ]
      return all.filter { !$0.2.isEmpty }.map { .text($0.0, $0.1, $0.2) }
    }
  }

  /// One series.
  public struct Series: Sendable {
    /// SeriesInstanceUID and FrameOfReferenceUID.
    public var uid, frame: String
    /// SeriesDescription.
    public var description = "T2"
    /// ImageType, with backslashes.
    public var imageType = "ORIGINAL\\PRIMARY\\M"
    /// EchoTime and RepetitionTime in ms.
    public var echoTime = 90.0, repetitionTime = 4000.0
    /// ImageOrientationPatient.
    public var cosines: [Double] = [1, 0, 0, 0, 1, 0]
    /// Slices.
    public var count = 9
    /// SeriesDate and SeriesTime.
    public var date = "20210304", time = "120000"

    /// An axial T2 series.
    public init(_ uid: String, frame: String? = nil) { (self.uid, self.frame) = (uid, frame ?? uid + ".9") }
  }

  /// The folder.
  public let folder: String

  /// An export in a folder that is made.
  public init(in folder: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Writes a file below the folder and returns its path.
  @discardableResult
  public func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    let parent = URL(filePath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// The slices of a series of a patient.
  public static func slices(_ series: Series, of patient: Patient) -> [[UInt8]] {
    var made = GeneratedSeries()
    (made.uid, made.frame, made.count) = (series.uid, series.frame, series.count)
    let (row, column) = (Array(series.cosines[..<3]), Array(series.cosines[3...]))
    let normal = [
      row[1] * column[2] - row[2] * column[1], row[2] * column[0] - row[0] * column[2],
      row[0] * column[1] - row[1] * column[0],
    ]
    let cosines = series.cosines
    made.geometry = { k in
      [.numbers(0x0020_0032, normal.map { $0 * 3 * Double(k) }), .numbers(0x0020_0037, cosines)]
    }
    made.extra =
      patient.elements + [
        .text(0x0008_103e, "LO", series.description), .text(0x0008_0008, "CS", series.imageType),
        .numbers(0x0018_0081, [series.echoTime]), .numbers(0x0018_0080, [series.repetitionTime]),
        .text(0x0008_0021, "DA", series.date), .text(0x0008_0031, "TM", series.time),
      ]
    return made.slices
  }

  /// Writes a series, one file a slice; `name` gives the path below the folder by the number of the slice.
  public func add(_ series: Series, of patient: Patient, name: (Int) -> String) throws {
    for (k, bytes) in Self.slices(series, of: patient).enumerated() { try write(bytes, name(k)) }
  }

  /// A structure set with square regions on the slices of a series.
  /// - Parameter narrowing: how much narrower each region is than the one before, in mm.
  public static func contours(
    _ regions: [String], on series: Series, of patient: Patient, label: String = "", approval: String = "",
    date: String = "20210305", references: References = .series, narrowing: Double = 0
  ) -> [UInt8] {
    let drawn = regions.enumerated().map { number, name in
      let right = 14 - narrowing * Double(number)
      let corners = [SIMD2(4.0, 4), SIMD2(right, 4), SIMD2(right, 12), SIMD2(4, 12)]
      return GeneratedStructureSet.Region(
        name, number: number + 1, frame: series.frame,
        (2..<6).map { k in
          GeneratedStructureSet.Contour(
            corners, z: 3 * Double(k), image: references == .images ? "\(series.uid).\(k + 1)" : nil)
        })
    }
    var set = GeneratedStructureSet(drawn)
    set.frames = references == .series ? [(series.frame, series.uid, [])] : []
    set.extra =
      patient.elements + [
        .text(0x3006_0002, "SH", label), .text(0x3006_0008, "DA", date), .text(0x300e_0002, "CS", approval),
        .text(0x0008_0018, "UI", "\(series.uid).8\(Patient.digits(of: label + date))"),
      ]
    return set.bytes
  }

  /// By what the contours say what they were drawn on.
  public enum References: Sendable {
    /// The series that the file lists.
    case series
    /// The image that each contour names.
    case images
    /// The frame of reference alone.
    case frame
  }
}
