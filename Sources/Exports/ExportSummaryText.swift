import ImageFiles

extension ExportSummary {
  /// What an export holds, as lines for a terminal: series by description, regions by name, and what is doubtful. It
  /// names no PatientID.
  package func text(of index: ExportIndex) -> String {
    let patients = index.patientIDs.count
    let files = index.series.reduce(0) { $0 + $1.files.count }
    let head =
      "\(counted(index.counts.files, "file")), \(index.counts.opened) opened: \(counted(patients, "PatientID")), "
      + "\(counted(index.series.count, "series", "series")) in \(counted(files, "file")), "
      + counted(index.regionSets.count, "structure set")
    let rows = series.map { group in
      [
        "\(group.patientIDs.count)", "\(group.repeated.count)", "\(group.contoured.count)", group.modality,
        group.slices, group.orientations, group.description.isEmpty ? "(none)" : group.description.printable,
      ]
    }
    let names = regions.map { group in
      [
        "\(group.patientIDs.count)",
        group.spellings.map { "\($0.name.printable) (\($0.sets))" }.joined(separator: ", "),
      ]
    }
    return
      ([head] + table(Self.seriesHead, rows) + table(["patients", "regions (structure sets)"], names)
      + faults(ExportFaults(index)) + index.problems.prefix(Self.most).map { "\($0)" }).joined(separator: "\n") + "\n"
  }

  private static let most = 20
  private static let seriesHead = [
    "patients", "repeated", "contoured", "modality", "slices", "orientation", "description",
  ]

  private func faults(_ faults: ExportFaults) -> [String] {
    let counts = [
      (faults.samePersons.count, "person has several PatientIDs", "people have several PatientIDs"),
      (faults.severalPersons.count, "PatientID is of several people", "PatientIDs are of several people"),
      (faults.inSeveralFolders.count, "patient lies in several folders", "patients lie in several folders"),
      (faults.copies.count, "file repeats an image", "files repeat an image"),
      (faults.sharedImages.count, "pair of series shares images", "pairs of series share images"),
      (faults.strays.count, "structure set is of absent series", "structure sets are of absent series"),
    ]
    let found = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    return found.isEmpty ? [] : ["", "Doubtful: \(found.joined(separator: "; "))."]
  }

  private func table(_ head: [String], _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let shown = [head] + rows.prefix(Self.most)
    let widths = head.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
    let lines = shown.map { row in
      zip(row, widths).enumerated().map { at, cell in
        at == row.count - 1 ? cell.0 : cell.0 + String(repeating: " ", count: cell.1 - cell.0.count + 2)
      }.joined()
    }
    return [""] + lines + (rows.count > Self.most ? ["and \(rows.count - Self.most) more"] : [])
  }

  private func counted(_ count: Int, _ one: String, _ several: String? = nil) -> String {
    "\(count) \(count == 1 ? one : several ?? one + "s")"
  }
}

extension ExportSummary.SeriesGroup {
  /// The fewest and the most slices.
  package var slices: String {
    let counts = series.map(\.slices)
    guard let least = counts.min(), let most = counts.max() else { return "" }
    return least == most ? "\(least)" : "\(least)-\(most)"
  }

  /// All planes of its series.
  package var orientations: String {
    SliceOrientation.allCases.filter { plane in series.contains { $0.orientation == plane } }.map(\.rawValue)
      .joined(separator: ", ")
  }
}
