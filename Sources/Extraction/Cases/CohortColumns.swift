import ImageFiles
import Records

/// The columns of a cohort file that are not read, and whether one of them was meant to choose the region.
///
/// A column of which the name is another spelling of `Label` or `ROI` is refused if it would choose another region
/// under that name. A column that may mean something else, as `Region` and `Segment` do, is refused only if the masks
/// have the labels or the names in its cells. Every other column of such a name is a note, so that no choice is ignored
/// in silence, and a mere remark stops nothing.
struct CohortColumns {
  private let table: CSVTable
  private let cases: [ExtractionCase]
  private var hasLabels: Bool { table.columns.contains("Label") }

  /// The columns of a table with the cases that were read from it.
  init(_ table: CSVTable, cases: [ExtractionCase]) {
    (self.table, self.cases) = (table, cases)
  }

  /// The columns that look as if they chose a region, and do not.
  /// - Throws: `TableError` with `.nearlyColumn` for a column that would choose another region.
  func unused(file: String) throws(TableError) -> [UnusedColumn] {
    var found: [UnusedColumn] = []
    for (position, column) in table.columns.enumerated() where !["Image", "Mask", "Label", "ROI"].contains(column) {
      guard let name = RegionColumnName(column) else { continue }
      switch verdict(name, table.rows.map { $0[position] }) {
      case .meant(let meant): throw TableError(file: file, problem: .nearlyColumn(column, meant: meant))
      case .unused(let reason): found.append(UnusedColumn(name: column, reason: reason))
      case .harmless: break
      }
    }
    return found
  }

  private enum Verdict {
    case meant(String)
    case unused(UnusedColumn.Reason)
    case harmless
  }

  private func verdict(_ name: RegionColumnName, _ column: [String]) -> Verdict {
    let cells = column.map { CSVTable.isBlank($0) ? "" : $0 }
    let present = cells.filter { !$0.isEmpty }
    guard !present.isEmpty else { return .harmless }
    if name == .channel { return present.contains { Double($0) != 0 } ? .unused(.channel) : .harmless }
    let numbers = present.map(RegionChoice.number)
    if !numbers.contains(nil) { return verdict(name, labels: cells) }
    // Numbers that are no labels, such as an outcome of 0 and 1, name no region either.
    if let other = present.first(where: { Double($0) != nil && RegionChoice.number($0) == nil }) {
      return hasLabels ? .harmless : .unused(.noLabel(other))
    }
    return verdict(name, names: cells)
  }

  /// Of a column whose cells are whole numbers from 1 on.
  private func verdict(_ name: RegionColumnName, labels: [String]) -> Verdict {
    let others = zip(cases, labels).filter { single, label in
      !label.isEmpty && RegionChoice.number(label) != RegionChoice.number(single.label ?? "") ?? RegionChoice.usualLabel
    }
    guard !others.isEmpty else { return .harmless }
    if hasLabels { return name == .region ? .harmless : .unused(.labelDecides) }
    if name == .label { return .meant("Label") }
    if name == .roi { return .meant("ROI") }
    let isThere = others.prefix(Self.looks).contains { single, label in
      RegionChoice.number(label).map { single.hasRegion(numbered: $0) } ?? false
    }
    return isThere ? .meant("Label") : .unused(.otherwise)
  }

  /// Of a column whose cells may be names of regions.
  private func verdict(_ name: RegionColumnName, names: [String]) -> Verdict {
    guard !table.columns.contains("ROI") else { return .harmless }
    // Labels that differ from row to row were chosen, and a name beside them is a remark.
    if hasLabels, name != .roi, !cases.contains(where: \.isLabelOfEveryRow) { return .harmless }
    let named = zip(cases, names).filter { !$1.isEmpty }
    let isThere = named.prefix(Self.looks).contains { single, name in single.wouldChange(for: name) }
    if isThere { return .meant("ROI") }
    if hasLabels { return name == .roi ? .unused(.labelDecides) : .harmless }
    return name == .roi ? .meant("ROI") : .unused(.otherwise)
  }

  /// Masks that are looked at for one column.
  private static let looks = 5
}

extension CSVTable {
  /// Whether a cell is empty or one of the codes by which programs write that nothing is known.
  fileprivate static func isBlank(_ cell: String) -> Bool {
    ["", "na", "n/a", "nan", "none", "null", "-", "."].contains(cell.lowercased())
  }
}

extension ExtractionCase {
  /// Whether the mask has a region of this number; `false` for a mask that cannot be read, which is an error of its
  /// own.
  fileprivate func hasRegion(numbered number: Int) -> Bool {
    guard !mask.isEmpty, let path = files.last, let file = try? MaskFile(path) else { return false }
    switch file {
    case .structureSet: return false
    case .segmentation(let object): return object.segments.contains { $0.number == number }
    case .labels(let path): return (try? RegionChoice(roi: nil, label: number).labelMask(in: path)) != nil
    }
  }

  /// Whether another region would be read if this name were asked for.
  fileprivate func wouldChange(for name: String) -> Bool {
    guard !mask.isEmpty, let path = files.last, let file = try? MaskFile(path) else { return false }
    let own = label.flatMap(RegionChoice.number)
    switch file {
    case .structureSet(let set):
      return set.roiNames.count > 1 && !regionNames(name, among: set.roiNames).isEmpty
    case .segmentation(let object):
      let names = regionNames(name, among: object.segments.map(\.label))
      let meant = object.segments.filter { names.contains($0.label) }
      return object.segments.count > 1 && !meant.isEmpty && !meant.contains { $0.number == own }
    case .labels(let path):
      guard let segments = try? LabelSegments(of: path) else { return false }
      let names = regionNames(name, among: segments.all.map(\.name))
      let meant = segments.all.filter { names.contains($0.name) }
      return !meant.isEmpty && !meant.contains { segments.label(of: $0) == own ?? RegionChoice.usualLabel }
    }
  }
}
