/// Why a series of a patient was not found in an export, or is an open question.
package enum LinkProblem: Error, Sendable {
  /// The table's row has no PatientID of the export.
  case noPatient(PatientJoin.Miss)
  /// The patient has contours and no image.
  case noImages
  /// No series fits the rules.
  case noSeries(found: [ExportSeries])
  /// Several fit, and nothing chooses between them.
  case severalSeries([ExportSeries], choose: SeriesRules.Choice?)
  /// No structure set was drawn on the series; those of the patient that were drawn on others.
  case noSet(on: ExportSeries, others: [ExportRegions])
  /// None of those that were drawn on it fits the rules for structure sets.
  case noFittingSet(on: ExportSeries, drawn: [ExportRegions])
  /// None of the structure sets on it has the region.
  case noRegion(rois: [String], on: ExportSeries, sets: [ExportRegions])
  /// Several structure sets have the region, and nothing chooses between them.
  case severalSets([LinkedRegion])
  /// One structure set has several regions of the name.
  case severalRegions(in: ExportRegions, names: [String])
  /// Dates of birth or sexes under one PatientID differ.
  case severalPersons
}

extension LinkProblem {
  init(_ search: RegionSearch, _ request: RegionRequest, on series: ExportSeries) {
    switch search {
    case .one: preconditionFailure("a region that was found is no problem")
    case .noSet(let others): self = .noSet(on: series, others: others)
    case .noFittingSet(let drawn): self = .noFittingSet(on: series, drawn: drawn)
    case .noRegion(let sets): self = .noRegion(rois: request.rois, on: series, sets: sets)
    case .severalSets(let sets): self = .severalSets(sets)
    case .severalRegions(let set, let names): self = .severalRegions(in: set, names: names)
    }
  }

  /// Whether a line of the study file settles it: the images are there, and several could be meant.
  package var isQuestion: Bool {
    switch self {
    case .severalSeries, .severalSets, .severalRegions: true
    case .noPatient, .noImages, .noSeries, .noSet, .noFittingSet, .noRegion, .severalPersons: false
    }
  }

  /// What could be meant, or what is there instead, one text each.
  package var candidates: [String] {
    switch self {
    case .noPatient, .noImages, .severalPersons: []
    case .noSeries(let found): found.map(\.label)
    case .severalSeries(let candidates, _): candidates.map(\.label)
    case .noSet(_, let others): others.map(\.label)
    case .noFittingSet(_, let drawn): drawn.map(\.label)
    case .noRegion(_, _, let sets): sets.map(\.label)
    case .severalSets(let sets): sets.map(\.set.label)
    case .severalRegions(_, let names): names.map { "\"\($0.printable)\"" }
    }
  }

  /// The lines of the study file any of which settles it, to be added below the series; none if no line does.
  package var lines: [String] {
    switch self {
    case .severalSeries(let candidates, let choose):
      let descriptions = candidates.map(\.description)
      let tellApart = Set(descriptions).count == candidates.count && !descriptions.contains("")
      let dates = candidates.map(\.made)
      let byTime = choose == nil && !dates.contains("") && Set(dates).count == dates.count
      let bySlices = choose == nil && Set(candidates.map(\.slices)).count == candidates.count
      return (tellApart ? ["description: \(quoted(descriptions[0]))"] : []) + (byTime ? ["choose: latest"] : [])
        + (bySlices ? ["choose: most-slices"] : []) + (choose == nil ? ["choose: contoured"] : [])
    case .severalSets(let sets):
      let labels = sets.map(\.set.traits.label)
      let tellApart = Set(labels).count == labels.count && !labels.contains("")
      let approved = sets.count { $0.set.traits.isApproved } == 1
      let dates = sets.map(\.set.made)
      return (tellApart ? ["structure-set: {label: \(quoted(labels[labels.count - 1]))}"] : [])
        + (approved ? ["structure-set: {approved: true}"] : [])
        + (!dates.contains("") && Set(dates).count == dates.count ? ["structure-set: {choose: latest}"] : [])
    case .severalRegions(_, let names): return ["roi: \(quoted(names[0]))"]
    case .noRegion(_, _, let sets): return sets.first?.traits.names.first.map { ["roi: \(quoted($0))"] } ?? []
    case .noPatient, .noImages, .noSeries, .noSet, .noFittingSet, .severalPersons: return []
    }
  }
}

/// A name as text of YAML. A pattern would read its `*`, `?` and `[` as signs, and those mean themselves too.
private func quoted(_ text: String) -> String {
  "\"" + text.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

extension LinkProblem: CustomStringConvertible {
  /// What is wrong and what to do next, in sentences; the series is named by whoever shows it.
  package var description: String {
    switch self {
    case .noPatient(.unknown):
      "the export has no PatientID of this patient. Correct the id in the clinical table, or name the column that holds "
        + "PatientIDs with cohort: {patient-id: COLUMN}."
    case .noPatient(.ambiguous(let rows, let patients)):
      "the PatientID of this patient is not certain: \(rows) spelling\(rows == 1 ? "" : "s") of the table and "
        + "\(patients) of the export differ only by case, spaces or zeros. Write the PatientID into the table as the "
        + "images have it."
    case .noImages: "the export has contours of this patient, and no images. Export the images too."
    case .noSeries:
      "no series of this patient fits the rules of the study file. \(there). Correct the rules, or exclude the patient."
    case .severalSeries(let candidates, _): "\(candidates.count) series of this patient fit: \(listed). \(next)"
    case .noSet(let series, let others) where others.isEmpty:
      "the export has no structure set of this patient, so \(series.label) has no contour. Export the structure sets too."
    case .noSet(let series, _):
      "no structure set was drawn on \(series.label). \(there), drawn on other images. Choose the series that was "
        + "contoured, or take the contour of another series with mask-of."
    case .noFittingSet(let series, _):
      "no structure set on \(series.label) fits the rules of structure-set. \(there). Correct the rules."
    case .noRegion(let rois, let series, _):
      "no structure set on \(series.label) has a region \(rois.map(quoted).joined(separator: " or ")). \(there). "
        + "Correct roi; a list of several spellings is possible."
    case .severalSets(let sets): "\(sets.count) structure sets have the region: \(listed). \(next)"
    case .severalRegions(_, let names): "\(names.count) regions fit roi: \(listed). \(next)"
    case .severalPersons:
      "the files under this PatientID are of two people: their dates of birth, or their sexes, differ. Find out whose "
        + "images these are, and correct the export."
    }
  }

  private var there: String { candidates.isEmpty ? "There is none" : "There: \(listed)" }

  private var listed: String {
    let all = candidates
    return all.prefix(8).joined(separator: "; ") + (all.count > 8 ? "; and \(all.count - 8) more" : "")
  }

  private var next: String {
    lines.isEmpty
      ? "Nothing in their headers tells them apart; remove all but one from the export."
      : "Add to the series in the study file: \(lines.joined(separator: "; or "))."
  }
}
