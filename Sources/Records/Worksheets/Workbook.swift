import Archives
import Execution
import Foundation

/// A workbook of Excel (`.xlsx`, `.xlsm`; ECMA-376, part 1), read as hostile input: no part is larger than it says or
/// than ``largestPart``, nothing outside the file is opened, and formulas and macros are never run.
struct Workbook {
  /// Bytes of a part that is read.
  static let largestPart = 512 << 20

  /// A worksheet by its name, and where its cells are.
  fileprivate struct Sheet {
    let name: String
    let part: String
    let isHidden: Bool
  }

  private let archive: ZipArchive
  private let sheets: [Sheet]
  private let meaning: CellMeaning

  /// Opens a workbook and reads what all of its sheets share.
  init(_ data: Data) throws(WorkbookFault) {
    do throws(ArchiveFault) { archive = try ZipArchive(data) } catch { throw WorkbookFault(error) }
    let root = try Self.relations(of: "", in: archive)
    let part = root.first { $0.isOf("officeDocument") }?.target ?? "xl/workbook.xml"
    guard archive[part] != nil else { throw .missing(part: part) }
    let relations = try Self.relations(of: part, in: archive)
    let (listed, epoch) = try Self.list(try Self.bytes(part, in: archive), part: part)
    sheets = listed.compactMap { sheet in
      let relation = relations.first { $0.id == sheet.relation && $0.isOf("worksheet") }
      return relation.map { Sheet(name: sheet.name, part: $0.target, isHidden: sheet.isHidden) }
    }
    var meaning = CellMeaning()
    meaning.epoch = epoch
    if let shared = relations.first(where: { $0.isOf("sharedStrings") }), archive[shared.target] != nil {
      meaning.strings = try SheetText.shared(try Self.bytes(shared.target, in: archive))
    }
    if let styles = relations.first(where: { $0.isOf("styles") }), archive[styles.target] != nil {
      let bytes = try Self.bytes(styles.target, in: archive)
      do throws(XMLFault) { meaning.formats = try CellFormats(bytes) } catch {
        throw .xml(part: styles.target, error)
      }
    }
    self.meaning = meaning
  }

  /// Names of the sheets that are shown, in their order.
  private var shown: [String] { sheets.filter { !$0.isHidden }.map(\.name) }

  /// The table of a sheet.
  /// - Parameter name: the sheet; `nil` for the first that is shown.
  func table(_ name: String?) throws(WorkbookFault) -> SheetTable {
    let sheet = try sheet(name)
    let cells = try SheetReader.cells(
      try Self.bytes(sheet.part, in: archive), part: "the sheet \(sheet.name)", meaning)
    let others = sheets.map(\.name).filter { $0 != sheet.name }
    var table = try SheetTable(cells, sheet: sheet.name, others: others)
    if name == nil, shown.count > 1 {
      table.notes.insert(.chosenSheet(sheet.name, others: shown.filter { $0 != sheet.name }), at: 0)
    }
    return table
  }

  private func sheet(_ name: String?) throws(WorkbookFault) -> Sheet {
    guard let name else {
      guard let first = sheets.first(where: { !$0.isHidden }) else { throw .noSheet }
      return first
    }
    guard let named = sheets.first(where: { $0.name == name }) ?? sheets.first(where: { $0.isNamed(name) }) else {
      throw .unknownSheet(name, known: sheets.map(\.name))
    }
    return named
  }

  static func bytes(_ part: String, in archive: ZipArchive) throws(WorkbookFault) -> [UInt8] {
    guard archive[part] != nil else { throw .missing(part: part) }
    do throws(ArchiveFault) { return try archive.contents(of: part, limit: largestPart) } catch {
      throw WorkbookFault(error)
    }
  }
}

extension Workbook.Sheet {
  /// Spreadsheets do not let two sheets differ by case alone.
  fileprivate func isNamed(_ other: String) -> Bool { name.trimmed.lowercased() == other.trimmed.lowercased() }
}

extension WorkbookFault {
  fileprivate init(_ fault: ArchiveFault) {
    self =
      switch fault {
      case .tooLarge(let name, _, _): .tooLarge(part: name)
      case .truncated(let what, _, _): .damaged("it ends inside \(what)")
      case .malformed(let detail): .damaged(detail)
      case .outOfBounds(let name): .damaged("\(name) reaches outside the file")
      case .overlap(let first, let second): .damaged("\(first) and \(second) share bytes")
      case .duplicateName(let name): .damaged("\(name) occurs twice")
      case .unreadableEntry(let name): .damaged("\(name) is encrypted or compressed in a way that Excel does not use")
      case .checksum(let name): .damaged("the checksum of \(name) is wrong")
      }
  }
}
