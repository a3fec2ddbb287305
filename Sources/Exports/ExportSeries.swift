import Extraction
import Foundation
import Glibc
import ImageFiles

/// A file of an export as it was when the index was made.
package struct ExportFile: Hashable, Sendable {
  /// Absolute path.
  package let path: String
  /// Size and time of the last change.
  package let stamp: FileStamp
  /// SOPInstanceUID, empty if absent.
  package let instanceUID: String

  /// Whether the file is still as it was.
  package var isUnchanged: Bool { FileStamp(of: path) == stamp }
}

/// What tells that a file is unchanged: its size and the time of its last change.
package struct FileStamp: Hashable, Sendable {
  /// Bytes.
  package let size: Int64
  /// Nanoseconds since 1970.
  package let modified: Int64

  /// Takes every part as given.
  package init(size: Int64, modified: Int64) { (self.size, self.modified) = (size, modified) }

  /// `nil` if nothing is at the path.
  package init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    size = Int64(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
  }
}

/// One image series of one patient of an export.
package struct ExportSeries: Sendable {
  /// PatientID, which is data of a patient: it joins the table and stands in no output.
  package let patientID: String
  /// StudyInstanceUID.
  package let studyUID: String
  /// SeriesInstanceUID.
  package let seriesUID: String
  /// FrameOfReferenceUIDs, without repetition; more than one makes the series unusable.
  package let framesOfReference: [String]
  /// `MR`, `CT` and so on.
  package let modality: String
  /// SeriesDescription, empty if absent.
  package let description: String
  /// All values of ImageType of its slices.
  package let imageTypes: [String]
  /// Echo times in ms, ascending, without repetition.
  package let echoTimes: [Double]
  /// Repetition times in ms, ascending, without repetition.
  package let repetitionTimes: [Double]
  /// The plane of its slices; `nil` if they lie in several, as those of a localiser, or it is unknown.
  package let orientation: SliceOrientation?
  /// Number of its slices, in all files.
  package let slices: Int
  /// When it was made, so that later texts sort after earlier ones; empty if unknown.
  package let made: String
  /// Its files, in the order of their paths.
  package let files: [ExportFile]
  /// Numbers of the people, within the PatientID, whom its files are of: more than one if dates of birth differ.
  package let persons: [Int]

  /// FrameOfReferenceUID, empty if absent.
  package var frameOfReferenceUID: String { framesOfReference.first ?? "" }

  /// One line for lists: `"T2 TSE ax" (MR, axial, 30 slices)`.
  package var label: String {
    let name = description.isEmpty ? "without description" : "\"\(description.printable)\""
    let parts = [modality, orientation?.rawValue ?? "", "\(slices) slice\(slices == 1 ? "" : "s")"]
    return "\(name) (\(parts.filter { !$0.isEmpty }.joined(separator: ", ")))"
  }

  /// The labels of several series of one patient, with what tells them apart beyond that: the days from the first to
  /// each, and echo and repetition times. Dates themselves would say when a patient was where.
  package static func labels(_ all: [ExportSeries]) -> [String] {
    let first = all.map { String($0.made.prefix(8)) }.filter { $0.count == 8 }.min()
    let hasTimes = Set(all.map(\.times)).count > 1 && Set(all.map(\.description)).count < all.count
    return all.map { series in
      var parts = hasTimes && !series.times.isEmpty ? [series.times] : []
      if let first, let apart = days(from: first, to: String(series.made.prefix(8))),
        all.contains(where: { $0.made.prefix(8) != first })
      {
        parts.append(apart == 0 ? "first day" : "\(apart) days later")
      }
      return parts.isEmpty ? series.label : "\(series.label.dropLast()), \(parts.joined(separator: ", ")))"
    }
  }

  /// `TE 95 ms, TR 4000 ms`; empty if neither is known.
  private var times: String {
    func range(_ name: String, _ values: [Double]) -> String? {
      guard let least = values.first, let most = values.last else { return nil }
      let words = [least, most].map { "\(($0 * 100).rounded() / 100)".replacing(/\.0$/, with: "") }
      return "\(name) \(least == most ? words[0] : words.joined(separator: " to ")) ms"
    }
    return [range("TE", echoTimes), range("TR", repetitionTimes)].compactMap(\.self).joined(separator: ", ")
  }

  /// Days between two days as DICOM writes them; `nil` if one is none.
  package static func days(from first: String, to second: String) -> Int? {
    func number(_ text: String) -> Int? {
      guard text.count == 8, let value = Int(text) else { return nil }
      var day = tm()
      (day.tm_year, day.tm_mon, day.tm_mday) = (
        Int32(value / 10_000 - 1900), Int32(value / 100 % 100 - 1), Int32(value % 100)
      )
      return timegm(&day) / 86_400
    }
    guard let start = number(first), let end = number(second) else { return nil }
    return end - start
  }

  /// By what a region is known to be drawn on it.
  package var identity: ImageIdentity {
    ImageIdentity(
      path: label, frameOfReference: frameOfReferenceUID, seriesUID: seriesUID, instanceUIDs: files.map(\.instanceUID))
  }
}

/// One RTSTRUCT or SEG of an export.
package struct ExportRegions: Sendable {
  /// The file.
  package let file: ExportFile
  /// PatientID, as in ``ExportSeries/patientID``.
  package let patientID: String
  /// StudyInstanceUID.
  package let studyUID: String
  /// When it was made, so that later texts sort after earlier ones; empty if unknown.
  package let made: String
  /// Number of the person within the PatientID, as in ``ExportSeries/persons``.
  package let person: Int
  /// Label, approval, and the regions by what they were drawn on.
  package let traits: RegionTraits

  /// One line for lists: `structure set "v2" (approved; GTV, Bladder)`.
  package var label: String {
    let kind = traits.kind == .structureSet ? "structure set" : "segmentation"
    let names = traits.names
    let shown = names.prefix(6).map(\.printable).joined(separator: ", ")
    let more = names.count > 6 ? " and \(names.count - 6) more" : ""
    let approval = traits.approval.isEmpty ? "" : "\(traits.approval.lowercased()); "
    return "\(kind)\(traits.label.isEmpty ? "" : " \"\(traits.label.printable)\"") "
      + "(\(approval)\(names.isEmpty ? "no named region" : shown + more))"
  }
}
