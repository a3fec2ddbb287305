import Exports

/// Sequences without contours of their own that could take those of another one: both lie in one frame of reference.
struct BorrowedContours {
  /// Lines for a study file, each with the number of patients.
  let remarks: [String]

  /// - Parameters:
  ///   - groups: series of an export on which nothing was drawn for most patients.
  ///   - drawn: a series of the study, with the groups on which its contours were drawn.
  ///   - patients: those of the table.
  init(
    _ groups: [ExportSummary.SeriesGroup], drawn: (name: String, groups: [ExportSummary.SeriesGroup]),
    patients: Set<String>
  ) {
    var frames: [String: Set<String>] = [:]
    for series in drawn.groups.flatMap(\.series) {
      frames[series.patientID, default: []].insert(series.frameOfReferenceUID)
    }
    let named = Dictionary(grouping: groups) { group in
      [SequenceName(description: group.description, modality: group.modality).name, group.modality]
    }
    let found = named.compactMap { key, groups -> (line: String, count: Int)? in
      // Slices in one plane: no localiser.
      let series = groups.flatMap(\.series).filter {
        $0.orientation != nil && $0.slices > 3 && !$0.frameOfReferenceUID.isEmpty
      }
      let own = Set(series.filter { frames[$0.patientID]?.contains($0.frameOfReferenceUID) == true }.map(\.patientID))
      guard 10 * own.intersection(patients).count >= 3 * patients.count, key[0] != drawn.name else { return nil }
      let descriptions = Set(series.map(\.description).filter { !$0.isEmpty }).sorted()
      let rule = descriptions.isEmpty ? "" : ", description: \(YAMLText.list(descriptions))"
      let line =
        "\(YAMLText.of(key[0])): {modality: \(YAMLText.of(key[1]))\(rule), mask-of: \(YAMLText.of(drawn.name))}"
      return (line, own.intersection(patients).count)
    }
    remarks = found.sorted { ($1.count, $0.line) < ($0.count, $1.line) }.prefix(4).map {
      "Nothing was drawn on \($0.line.split(separator: ":")[0]), which \($0.count) patients have in the frame of reference of "
        + "\(drawn.name). A line under series takes its contours: \($0.line)"
    }
  }
}
