import Execution
import Foundation
import ImageFiles

// The file of an index: lines of fields, since it is read at every start, with hundreds of thousands of files.
//
//   version, and the folders
//   F  facts of slices, numbered from 0
//   S  a slice: number of its facts, size, time, instance, folder, path below it
//   R  a structure set: size, time, instance, folder, path, patient, person, study, made, traits as JSON
//   O  another file: size, time, folder, path
//   P  PatientIDs that seem to be one person
//   SHA-256 of all before it
extension IndexRecord {
  /// A later version that keeps other facts has another text here, so that no entry lacks any.
  private static let version = "apus export index 1"
  private static let (separator, lineEnd) = (UInt8(0x1f), UInt8(0x0a))

  /// The content of the file.
  func stored(_ folders: [String]) -> Data {
    var writer = LineWriter()
    writer.line([Self.version] + folders)
    for facts in facts { writer.line(["F"] + facts.fields) }
    for slice in slices { writer.line(["S", String(slice.facts)] + slice.file.fields(folders), of: slice.file) }
    for set in regions {
      guard let traits = try? JSONEncoder().encode(set.traits) else { continue }
      let owner = [set.patientID, String(set.person), set.studyUID, set.made, String(decoding: traits, as: UTF8.self)]
      writer.line(["R"] + set.file.fields(folders) + owner, of: set.file)
    }
    for file in others { writer.line(["O"] + file.fields(folders), of: file) }
    for group in samePersons { writer.line(["P"] + group) }
    return writer.sealed
  }

  /// Reads the content of the file; `nil` for one that is damaged, of another version, or of other folders.
  init?(stored data: Data, _ folders: [String]) {
    guard let body = LineWriter.body(of: data) else { return nil }
    var record = IndexRecord()
    var facts: [Int] = []
    var isFirst = true
    for line in body.split(separator: Self.lineEnd) {
      let fields = line.split(separator: Self.separator, omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      if isFirst {
        guard fields == [Self.version] + folders else { return nil }
        isFirst = false
        continue
      }
      guard record.take(fields, &facts, folders) else { return nil }
    }
    self = record
  }

  private mutating func take(_ fields: [String], _ facts: inout [Int], _ folders: [String]) -> Bool {
    let rest = Array(fields.dropFirst())
    switch fields[0] {
    case "F":
      guard let one = SliceFacts(rest) else { return false }
      facts.append(place(of: one))
    case "S":
      guard rest.count == 6, let place = Int(rest[0]), facts.indices.contains(place),
        let file = ExportFile(rest[1...], folders)
      else { return false }
      add(file, at: facts[place])
    case "R":
      guard rest.count == 10, let file = ExportFile(rest[..<5], folders), let person = Int(rest[6]),
        let traits = try? JSONDecoder().decode(RegionTraits.self, from: Data(rest[9].utf8))
      else { return false }
      add(
        ExportRegions(
          file: file, patientID: rest[5], studyUID: rest[7], made: rest[8], person: person, traits: traits))
    case "O":
      guard let file = ExportFile(rest[...], folders) else { return false }
      add(other: file)
    case "P": samePersons.append(rest)
    default: return false
    }
    return true
  }
}

/// Writes lines of fields.
private struct LineWriter {
  private var bytes: [UInt8] = []

  mutating func line(_ fields: [String]) {
    for (at, field) in fields.enumerated() {
      if at > 0 { bytes.append(0x1f) }
      bytes.append(contentsOf: field.utf8)
    }
    bytes.append(0x0a)
  }

  /// A line about a file. A path that would break the line is left out: that file is opened again the next time.
  mutating func line(_ fields: [String], of file: ExportFile) {
    guard !file.path.utf8.contains(where: { $0 == 0x0a || $0 == 0x1f }) else { return }
    line(fields)
  }

  /// The lines with their SHA-256 behind them.
  var sealed: Data {
    var digest = SHA256Digest()
    bytes.withUnsafeBytes { digest.add($0) }
    return Data(bytes) + Data(digest.finish().utf8)
  }

  /// The lines of a content whose SHA-256 is right.
  static func body(of data: Data) -> [UInt8]? {
    let bytes = [UInt8](data)
    guard bytes.count > 64 else { return nil }
    var digest = SHA256Digest()
    bytes.withUnsafeBytes { digest.add(UnsafeRawBufferPointer(rebasing: $0[..<(bytes.count - 64)])) }
    guard digest.finish().utf8.elementsEqual(bytes[(bytes.count - 64)...]) else { return nil }
    return Array(bytes[..<(bytes.count - 64)])
  }
}

extension ExportFile {
  fileprivate func fields(_ folders: [String]) -> [String] {
    let folder = folders.firstIndex { path.hasPrefix($0 + "/") }
    let below = folder.map { String(path.dropFirst(folders[$0].count + 1)) } ?? path
    return [String(stamp.size), String(stamp.modified), instanceUID, folder.map(String.init) ?? "", below]
  }

  fileprivate init?(_ fields: ArraySlice<String>, _ folders: [String]) {
    let fields = Array(fields)
    guard fields.count == 5, let size = Int64(fields[0]), let modified = Int64(fields[1]) else { return nil }
    let folder = Int(fields[3])
    guard folder.map(folders.indices.contains) ?? true else { return nil }
    self.init(
      path: folder.map { "\(folders[$0])/\(fields[4])" } ?? fields[4],
      stamp: FileStamp(size: size, modified: modified), instanceUID: fields[2])
  }
}

extension SliceFacts {
  fileprivate var fields: [String] {
    func list(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: "\\") }
    return [
      patientID, String(person), studyUID, seriesUID, frameOfReferenceUID, modality, description, made,
      imageTypes.joined(separator: "\\"), list(echoTimes), list(repetitionTimes), orientation?.rawValue ?? "",
      String(frames),
    ]
  }

  fileprivate init?(_ fields: [String]) {
    guard fields.count == 13, let person = Int(fields[1]), let frames = Int(fields[12]) else { return nil }
    func list(_ text: String) -> [String] { text.split(separator: "\\").map(String.init) }
    self.init(
      patientID: fields[0], person: person, studyUID: fields[2], seriesUID: fields[3], frameOfReferenceUID: fields[4],
      modality: fields[5], description: fields[6], made: fields[7], imageTypes: list(fields[8]),
      echoTimes: list(fields[9]).compactMap(Double.init), repetitionTimes: list(fields[10]).compactMap(Double.init),
      orientation: SliceOrientation(rawValue: fields[11]), frames: frames)
  }
}
