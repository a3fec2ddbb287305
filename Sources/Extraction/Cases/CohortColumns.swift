import Records

/// The columns of a cohort file that are read, and other spellings of their names.
enum CohortColumns {
  private static let known = ["Image", "Mask", "Label", "ROI"]

  /// Other spellings that can only mean one of these columns: letters and digits in lower case.
  private static let alike = [
    "image": "Image", "mask": "Mask", "label": "Label", "masklabel": "Label", "labelmask": "Label", "roi": "ROI",
    "roiname": "ROI", "maskroi": "ROI", "roimask": "ROI", "imagepath": "Image", "maskpath": "Mask",
  ]

  /// Refuses a column such as `Mask_Label` if the table lacks the column that was probably meant (`Label`). Otherwise
  /// it would be passed through and ignored.
  /// - Throws: `TableError` with `.nearlyColumn`.
  static func check(_ columns: [String], file: String) throws(TableError) {
    for column in columns where !known.contains(column) {
      let letters = column.lowercased().filter { $0.isLetter || $0.isNumber }
      guard let meant = alike[letters], !columns.contains(meant) else { continue }
      throw TableError(file: file, problem: .nearlyColumn(column, meant: meant))
    }
  }
}
