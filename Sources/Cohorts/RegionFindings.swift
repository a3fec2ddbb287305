import ImageFiles
import Results

/// A note on the region of one patient in one series.
package struct RegionNote: Codable, Sendable, Hashable {
  package let series: String
  package let note: ReadingNote

  /// Makes the value from its parts.
  package init(series: String, note: ReadingNote) {
    self.series = series
    self.note = note
  }
}

/// Notes on how the files of regions were interpreted, as findings: one for each kind of note, for all patients with
/// it.
package struct RegionFindings {
  /// Ids of patients with their notes, in the order of the cohort.
  package let notes: [(id: String, note: RegionNote)]
  /// Patients analysed.
  package let patients: Int

  /// Makes the value from its parts.
  package init(notes: [(id: String, note: RegionNote)], patients: Int) {
    self.notes = notes
    self.patients = patients
  }

  /// In the order in which kinds first occur.
  package var all: [Finding] {
    var kinds: [String] = []
    for (_, entry) in notes where !kinds.contains(entry.note.kind) { kinds.append(entry.note.kind) }
    return kinds.map { kind in
      let found = notes.filter { $0.note.note.kind == kind }
      let ids = Set(found.map(\.id)).count
      let shown = found.prefix(3).map { "\($0.id), \($0.note.series): \($0.note.note)" }.joined(separator: "; ")
      return Finding(
        .note, "Contours of \(ids) of \(patients) patients: \(kind).",
        detail: found.count > 3
          ? "\(shown); and \(found.count - 3) more, in the log." : shown.hasSuffix("?") ? shown : shown + ".")
    }
  }
}
