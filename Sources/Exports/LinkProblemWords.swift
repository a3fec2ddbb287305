extension LinkProblem {
  /// The problem in a few words, without a full stop.
  package var title: String {
    switch self {
    case .noPatient(.unknown): "no images under the PatientID of the table"
    case .noPatient(.ambiguous): "the PatientID is not certain"
    case .noImages: "contours and no images"
    case .noSeries: "no series fits the rules"
    case .severalSeries: "several series fit the rules"
    case .noSet: "no structure set was drawn on the series"
    case .noFittingSet: "no structure set on the series fits structure-set"
    case .noRegion: "no structure set on the series has the region"
    case .unnamedRegion: "the table names no region"
    case .severalSets: "several structure sets have the region"
    case .severalRegions: "several regions fit roi"
    case .severalPersons: "files of two people under one PatientID"
    case .instanceTwice: "two files claim to be the same image"
    case .changed: "a file has changed"
    }
  }

  /// What to do next, in sentences.
  package var step: String {
    switch self {
    case .noPatient(.unknown):
      "Compare the table with the PatientIDs: `apus study index --study STUDY` lists what is left on both sides."
    case .noPatient(.ambiguous): "Write the PatientID into the table as the images have it."
    case .noImages: "Export the images too."
    case .noSeries: "Correct the rules of the series, or exclude who has none."
    case .noSet(_, let others):
      others.isEmpty
        ? "Export the structure sets too."
        : "Choose the series that was contoured, or take the contour of another series with mask-of."
    case .noFittingSet: "Correct the rules of structure-set."
    case .noRegion: "Correct roi, which may be a list of several spellings, or the cell that names the region."
    case .unnamedRegion(let column): "Write the name of the region into the column \(yamlText(column))."
    case .severalSeries, .severalSets, .severalRegions:
      lines.isEmpty
        ? "Nothing in their headers tells them apart; remove all but one from the export."
        : "Add to the series in the study file: \(lines.joined(separator: "; or "))."
    case .severalPersons: "Find out whose images these are, and correct the export."
    case .instanceTwice: "One of the two is not the image that it claims to be; remove it from the export."
    case .changed: "Run the study again when the export is complete."
    }
  }

  private var cause: String {
    switch self {
    case .noPatient(.unknown): "the export has no PatientID of this patient"
    case .noPatient(.ambiguous(let rows, let patients)):
      "the PatientID of this patient is not certain: \(rows) spelling\(rows == 1 ? "" : "s") of the table and "
        + "\(patients) of the export differ only by case, spaces or zeros"
    case .noImages: "the export has contours of this patient and no images"
    case .noSeries: "no series of this patient fits the rules of the study file"
    case .severalSeries(let candidates, _, _): "\(candidates.count) series of this patient fit the rules"
    case .noSet(let image, let others):
      others.isEmpty
        ? "the export has no structure set of this patient, so \(image) has no contour"
        : "no structure set was drawn on \(image)"
    case .noFittingSet(let image, _): "no structure set on \(image) fits the rules of structure-set"
    case .noRegion(let rois, let image, _):
      "no structure set on \(image) has a region \(rois.map(yamlText).joined(separator: " or "))"
    case .unnamedRegion(let column): "the column \(yamlText(column)) is empty in this row, so no region is named"
    case .severalSets(let sets): "\(sets.count) structure sets have the region"
    case .severalRegions(_, let names): "\(names.count) regions fit roi"
    case .severalPersons:
      "the files under this PatientID are of two people: their dates of birth, or their sexes, differ"
    case .instanceTwice(let first, let second):
      "\(second): has the SOPInstanceUID of \(first) and another content"
    case .changed(let file): "\(file): was changed or removed after the export was indexed"
    }
  }
}

extension LinkProblem: CustomStringConvertible {
  /// What is wrong, what there is, and what to do next, in sentences; the series is named by whoever shows it.
  package var description: String {
    let all = candidates
    let shown = all.prefix(8).joined(separator: "; ") + (all.count > 8 ? "; and \(all.count - 8) more" : "")
    return cause + (all.isEmpty ? "" : ". There: \(shown)") + ". " + step
  }
}
