import ImageFiles

/// A note on the region of one patient in one series.
struct RegionNote: Codable, Sendable, Hashable {
  let series: String
  let note: MaskNote
}

/// What was read into the files of regions, as findings: one for each kind of note, whoever has it.
struct RegionFindings {
  /// Ids of patients with their notes, in the order of the cohort.
  let notes: [(id: String, note: RegionNote)]
  /// Patients analysed.
  let patients: Int

  /// In the order in which kinds first occur.
  var all: [Finding] {
    var kinds: [String] = []
    for (_, entry) in notes where !kinds.contains(entry.note.kind) { kinds.append(entry.note.kind) }
    return kinds.map { kind in
      let found = notes.filter { $0.note.note.kind == kind }
      let ids = Set(found.map(\.id)).count
      let shown = found.prefix(3).map { "\($0.id), \($0.note.series): \($0.note.note)" }.joined(separator: "; ")
      return Finding(
        .note, "Contours of \(ids) of \(patients) patients: \(kind).",
        detail: shown + (found.count > 3 ? "; and \(found.count - 3) more, in the log." : "."))
    }
  }
}
