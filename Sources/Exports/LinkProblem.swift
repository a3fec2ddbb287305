/// Why a series of a patient was not found in an export, or is an open question.
package enum LinkProblem: Error, Sendable {
  /// The table's row has no PatientID of the export.
  case noPatient(PatientJoin.Miss)
  /// The patient has contours and no image.
  case noImages
  /// No series fits the rules.
  case noSeries(found: [ExportSeries])
  /// Several fit, and nothing chooses between them; some of them have a fitting contour.
  case severalSeries([ExportSeries], choose: SeriesRules.Choice?, contoured: Int)
  /// No structure set was drawn on the series; those of the patient that were drawn on others.
  case noSet(on: String, others: [ExportRegions])
  /// None of those that were drawn on it fits the rules for structure sets.
  case noFittingSet(on: String, drawn: [ExportRegions])
  /// None of the structure sets on it has the region.
  case noRegion(rois: [String], on: String, sets: [ExportRegions])
  /// The row names no region in the column that should.
  case unnamedRegion(column: String)
  /// Several structure sets have the region, and nothing chooses between them.
  case severalSets([LinkedRegion])
  /// One structure set has several regions of the name.
  case severalRegions(in: ExportRegions, names: [String])
  /// Dates of birth or sexes under one PatientID differ.
  case severalPersons
  /// Two files that differ claim to be the same image.
  case instanceTwice(String, String)
  /// A file is not what it was when the index was made.
  case changed(String)
}

extension LinkProblem {
  /// The problem of a search that found no region, or several.
  /// - Parameter image: the label of the image.
  package init(_ search: RegionSearch, _ request: RegionRequest, on image: String) {
    switch search {
    case .one: preconditionFailure("a region that was found is no problem")
    case .noSet(let others): self = .noSet(on: image, others: others)
    case .noFittingSet(let drawn): self = .noFittingSet(on: image, drawn: drawn)
    case .noRegion(let sets): self = .noRegion(rois: request.rois, on: image, sets: sets)
    case .severalSets(let sets): self = .severalSets(sets)
    case .severalRegions(let set, let names): self = .severalRegions(in: set, names: names)
    }
  }

  /// Whether a line of the study file settles it: the images are there, and several could be meant.
  package var isQuestion: Bool {
    switch self {
    case .severalSeries, .severalSets, .severalRegions: true
    case .noPatient, .noImages, .noSeries, .noSet, .noFittingSet, .noRegion, .unnamedRegion, .severalPersons,
      .instanceTwice, .changed:
      false
    }
  }

  /// What could be meant, or what is there instead, one text each.
  package var candidates: [String] {
    switch self {
    case .noPatient, .noImages, .unnamedRegion, .severalPersons, .instanceTwice, .changed: []
    case .noSeries(let found): found.map(\.label)
    case .severalSeries(let candidates, _, _): ExportSeries.labels(candidates)
    case .noSet(_, let others): others.map(\.label)
    case .noFittingSet(_, let drawn): drawn.map(\.label)
    case .noRegion(_, _, let sets): sets.map(\.label)
    case .severalSets(let sets): sets.map(\.set.label)
    case .severalRegions(_, let names): names.map { "\"\($0.printable)\"" }
    }
  }

  /// ``candidates`` without what differs from patient to patient, such as the number of slices.
  var kindsOfCandidates: [String] {
    func kind(_ series: ExportSeries) -> String {
      "\(series.description.isEmpty ? "without description" : yamlText(series.description)) (\(series.modality))"
    }
    switch self {
    case .noSeries(let found): return found.map(kind)
    case .severalSeries(let found, _, _): return found.map(kind)
    case .noRegion(_, _, let sets): return sets.flatMap(\.traits.names).map(yamlText)
    case .noSet, .noFittingSet, .severalSets, .severalRegions: return candidates
    case .noPatient, .noImages, .unnamedRegion, .severalPersons, .instanceTwice, .changed: return []
    }
  }

  /// The lines of the study file any of which settles it, to be added below the series; none if no line does.
  package var lines: [String] {
    switch self {
    case .severalSeries(let candidates, let choose, let contoured):
      let descriptions = candidates.map(\.description)
      let tellApart = Set(descriptions).count == candidates.count && !descriptions.contains("")
      let dates = candidates.map(\.made)
      let isByTime = choose == .latest || choose == .earliest
      let byTime = !isByTime && !dates.contains("") && Set(dates).count == dates.count
      // Of several days, the first is as likely to be meant: before treatment.
      let byDay = byTime && Set(dates.map { $0.prefix(8) }).count > 1
      let bySlices = choose == nil && Set(candidates.map(\.slices)).count == candidates.count
      return (tellApart ? ["description: \(yamlText(descriptions[0]))"] : echoTimes(candidates))
        + (byDay ? ["choose: earliest"] : []) + (byTime ? ["choose: latest"] : [])
        + (bySlices ? ["choose: most-slices"] : []) + (choose == nil && contoured == 1 ? ["choose: contoured"] : [])
    case .severalSets(let sets):
      let labels = sets.map(\.set.traits.label)
      let tellApart = Set(labels).count == labels.count && !labels.contains("")
      let approved = sets.count { $0.set.traits.isApproved } == 1
      let dates = sets.map(\.set.made)
      // Others may have only one of these labels, so the star behind the label that is preferred keeps them.
      let preferred = Set(labels).sorted().prefix(3).map { "structure-set: {label: [\(yamlText($0)), \"*\"]}" }
      return (tellApart ? preferred : [])
        + (approved ? ["structure-set: {approved: true}"] : [])
        + (!dates.contains("") && Set(dates).count == dates.count ? ["structure-set: {choose: latest}"] : [])
    case .severalRegions(_, let names): return ["roi: \(yamlText(names[0]))"]
    case .noPatient, .noImages, .noSeries, .noSet, .noFittingSet, .noRegion, .unnamedRegion, .severalPersons,
      .instanceTwice, .changed:
      return []
    }
  }
}

/// Lines that tell two groups of series apart by their echo times, as a T1 and a T2 without descriptions; none where
/// the times leave no gap.
private func echoTimes(_ candidates: [ExportSeries]) -> [String] {
  let all = candidates.map(\.echoTimes).sorted { ($0.first ?? 0) < ($1.first ?? 0) }
  guard all.count == 2, let short = all[0].last, let long = all[1].first, short < long else { return [] }
  let limit = Int(((short + long) / 2).rounded())
  guard short < Double(limit), Double(limit) < long else { return [] }
  return ["echo-time: [0, \(limit)]", "echo-time: [\(limit), inf]"]
}

/// A name as text of YAML.
func yamlText(_ text: String) -> String {
  "\"" + text.printable.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}
