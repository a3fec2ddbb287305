import Archives
import Foundation

/// Files that hold a table but are none that Apus reads, told by their bytes and not by their names.
public enum ForeignTable: Hashable, Sendable {
  /// `.xls` of Excel 97 to 2003.
  case excel97
  /// A workbook with a password.
  case encryptedWorkbook
  /// `.xlsb`.
  case binaryWorkbook
  /// `.ods` of LibreOffice.
  case openDocument
  /// `.numbers` of Apple.
  case numbers
  /// A web page, which some systems export under the name `.xls`.
  case webPage
  /// Excel's XML of 2003, which some systems export under the name `.xls`.
  case excel2003
  case pdf

  /// The format of a file that is no text; `nil` for any other.
  init?(_ data: Data) {
    if data.starts(with: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
      // The names of what a compound file holds are UTF-16 (MS-CFB, 2.6.1); those of MS-OFFCRYPTO, 2.3.4.4.
      let isEncrypted = data.range(of: Data("EncryptedPackage".utf16.flatMap { [UInt8($0), 0] })) != nil
      self = isEncrypted ? .encryptedWorkbook : .excel97
    } else if data.starts(with: Array("%PDF-".utf8)) {
      self = .pdf
    } else {
      return nil
    }
  }

  /// The format of a zip archive that is no workbook of Excel; `nil` for any other.
  init?(_ archive: ZipArchive) {
    let names = Set(archive.entries.map(\.name))
    let type = names.contains("mimetype") ? (try? archive.contents(of: "mimetype", limit: 200)) ?? [] : []
    if String(decoding: type, as: UTF8.self).contains("opendocument.spreadsheet") {
      self = .openDocument
    } else if names.contains("xl/workbook.bin") {
      self = .binaryWorkbook
    } else if names.contains("Index/Document.iwa") {
      self = .numbers
    } else {
      return nil
    }
  }

  /// The format of text that is no table; `nil` for any other.
  init?(_ text: String) {
    let start = text.drop { $0.isWhitespace || $0 == "\u{feff}" }.prefix(400).lowercased()
    guard start.first == "<" else { return nil }
    if start.hasPrefix("<?xml"), start.contains("spreadsheet") {
      self = .excel2003
    } else if ["<html", "<!doctype html", "<table", "<meta", "<head", "<style", "<div", "<body"].contains(
      where: start.hasPrefix)
    {
      self = .webPage
    } else {
      return nil
    }
  }

  /// What it is and what to do.
  var sentence: String {
    switch self {
    case .excel97: "is an .xls file of Excel 97 to 2003, which is not read. Save it as .xlsx or \"CSV UTF-8\"."
    case .encryptedWorkbook:
      "is a workbook with a password, which is not read. Save it without a password, or as \"CSV UTF-8\"."
    case .binaryWorkbook: "is an .xlsb file, which is not read. Save it as .xlsx or \"CSV UTF-8\"."
    case .openDocument: "is an .ods file, which is not read. Save it as .xlsx or \"CSV UTF-8\"."
    case .numbers: "is a file of Apple Numbers, which is not read. Export it as Excel (.xlsx) or CSV."
    case .webPage:
      "is a web page (HTML), whatever its name says. Open it in a spreadsheet program and save it as .xlsx or \"CSV "
        + "UTF-8\"."
    case .excel2003: "is XML of Excel 2003, which is not read. Open it and save it as .xlsx or \"CSV UTF-8\"."
    case .pdf: "is a PDF, which is not read. Export the table as .xlsx or CSV from the program that made it."
    }
  }
}
