import Records

/// The columns of a cohort file that are read, and names that look like theirs.
enum CohortColumns {
  private static let known = ["Image", "Mask", "Label", "ROI"]

  /// Other spellings that can only mean a column that is read, as letters in lower case.
  private static let alike = [
    "image": "Image", "mask": "Mask", "label": "Label", "masklabel": "Label", "labelmask": "Label", "roi": "ROI",
    "roiname": "ROI", "maskroi": "ROI", "roimask": "ROI", "imagepath": "Image", "maskpath": "Mask",
  ]

  /// Refuses a column that would be passed through and ignored although it looks like one that is read and is not
  /// there.
  static func check(_ columns: [String], file: String) throws(TableError) {
    for column in columns where !known.contains(column) {
      let letters = column.lowercased().filter { $0.isLetter || $0.isNumber }
      guard let meant = alike[letters], !columns.contains(meant) else { continue }
      throw TableError(file: file, problem: .nearlyColumn(column, meant: meant))
    }
  }
}
