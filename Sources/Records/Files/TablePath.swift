import Foundation

/// Where a table is: a file, and the sheet of a workbook if one is named, as `cohort.xlsx#Patients`.
package struct TablePath: Hashable, Sendable {
  /// The file.
  package let file: String
  /// The sheet; `nil` for the first.
  package let sheet: String?

  /// Takes a path apart. A file whose own name has a `#` is that file.
  package init(_ path: String) {
    guard let sign = path.lastIndex(of: "#"), Self.isWorkbook(path[..<sign]),
      !FileManager.default.fileExists(atPath: path)
    else {
      (file, sheet) = (path, nil)
      return
    }
    (file, sheet) = (String(path[..<sign]), String(path[path.index(after: sign)...]))
  }

  private static func isWorkbook(_ path: Substring) -> Bool {
    [".xlsx", ".xlsm", ".xltx", ".xltm"].contains { path.lowercased().hasSuffix($0) }
  }
}
