import Exports
import Records

/// Series that are found in an export by what their headers say, and not by paths.
struct ExportedImages {
  let series: [SeriesProposal]
  /// Patients of the table with any images.
  let joined: Int
  let remarks: [String]
  /// The column of the table in which each row names its region; `nil` if none does.
  let regionColumn: String?

  private let index: ExportIndex
  private let join: PatientJoin

  /// - Parameters:
  ///   - rows: ids of the table, each with the text that may be a PatientID.
  ///   - columns: columns of the table that may name the region of each row.
  init(_ index: ExportIndex, rows: [PatientJoin.Row], columns: [ColumnProfile] = []) {
    let first = PatientJoin(rows, to: index.patientIDs)
    let named = RegionColumn(among: columns, first, index)
    let join = named.map { PatientJoin($0.rows(rows), to: index.patientIDs) } ?? first
    regionColumn = named?.name
    let summary = ExportSummary(index)
    let (sequences, variants) = Self.apart(Self.sequences(summary, among: Set(join.patientIDs.values.joined())))
    (self.index, self.join, joined) = (index, join, join.patientIDs.count)
    series = sequences.map { Self.proposal($0, index, join, column: named?.name) }
    remarks = Self.remarks(summary, sequences, index, join) + variants
  }

  /// How many texts are PatientIDs.
  static func joined(_ texts: [String], to index: ExportIndex) -> Int {
    PatientJoin(Set(texts).sorted().map { PatientJoin.Row(id: $0, key: $0) }, to: index.patientIDs).patientIDs.count
  }

  /// Series of one sequence, however their descriptions spell it.
  private struct Sequence {
    let name: String
    let modality: String
    let groups: [ExportSummary.SeriesGroup]

    /// PatientIDs of whom one was contoured.
    var contoured: Set<String> { Set(groups.flatMap(\.contoured)) }
    var family: String { SequenceName(description: groups[0].description, modality: modality).family }
  }

  /// Sequences that patients have beside each other, and those that some have in place of another: a T2 with fat
  /// suppression in half of the patients. Whether these are one series is for the user to say.
  private static func apart(_ all: [Sequence]) -> (kept: [Sequence], remarks: [String]) {
    var (kept, remarks): ([Sequence], [String]) = ([], [])
    for one in all {
      let rival = kept.first { other in
        other.modality == one.modality && other.family == one.family
          && 2 * other.contoured.intersection(one.contoured).count < one.contoured.count
      }
      guard let rival else {
        kept.append(one)
        continue
      }
      let descriptions = Set(one.groups.flatMap { $0.series.map(\.description) }).sorted()
      remarks.append(
        "\(one.contoured.count) patients have \(one.name) where others have \(rival.name), and are not complete for that. If "
          + "both are one series to you, add to the description of \(rival.name): \(YAMLText.list(descriptions)).")
    }
    return (kept, remarks)
  }

  /// The sequences on which contours were drawn in three of ten patients or more, those of most patients first.
  private static func sequences(_ summary: ExportSummary, among patients: Set<String>) -> [Sequence] {
    let named = Dictionary(grouping: summary.series) { group in
      [group.modality, SequenceName(description: group.description, modality: group.modality).name]
    }
    let found = named.compactMap { key, groups -> (sequence: Sequence, count: Int)? in
      let contoured = Set(groups.flatMap(\.contoured)).intersection(patients)
      guard 10 * contoured.count >= 3 * patients.count, !contoured.isEmpty else { return nil }
      // Descriptions of which none is contoured are other things: localisers, reformats.
      let own = groups.filter { !$0.contoured.isEmpty }
      return (Sequence(name: key[1], modality: key[0], groups: own), contoured.count)
    }
    return found.sorted { ($1.count, $0.sequence.name) < ($0.count, $1.sequence.name) }.map(\.sequence)
  }

  /// The rules that find the series and its contours for most patients; the plainest of those that do.
  private static func proposal(
    _ sequence: Sequence, _ index: ExportIndex, _ join: PatientJoin, rois own: [String]? = nil,
    rules given: LinkRules? = nil, column named: String? = nil
  ) -> SeriesProposal {
    // Names that somebody gives for all rows stand in the place of the column.
    let column = own == nil ? named : nil
    let descriptions = Set(sequence.groups.flatMap { $0.series.map(\.description) }).sorted()
    let (proposed, names) = regions(sequence, index)
    let rois = column == nil ? own ?? proposed : []
    let plain = SeriesRules(modality: sequence.modality, description: descriptions.map(literal))
    let days = SeriesDays(plain, RegionRequest(rois: rois, column: column), index, join)
    var best: (links: SeriesLinks, rules: SeriesRules, sets: StructureSetRules, count: Int)?
    let linked = { (rules: SeriesRules, sets: StructureSetRules) in
      let region = RegionRequest(rois: rois, column: column, sets: sets)
      return SeriesLinks(
        index: index, join: join, requests: [SeriesRequest(name: sequence.name, rules: rules, region: region)])
    }
    if let given { best = (linked(given.series, given.sets), given.series, given.sets, .max) }
    // Series of several days may be from before and after treatment: that is for the user to say.
    let ways: [SeriesRules.Choice?] = days.areSeveral ? [nil, .contoured] : [nil, .contoured, .latest, .mostSlices]
    for choose in given == nil ? ways : [] {
      for sets in [StructureSetRules.any, approved, latest] {
        let rules = SeriesRules(
          modality: sequence.modality, description: descriptions.map(literal), choose: choose)
        let links = linked(rules, sets)
        // Of two people who contoured, not now the one and now the other.
        if sets.choose != nil, isMixed(links, sequence.name, index) { continue }
        // Whoever was contoured on two days is not decided by an approval either.
        if days.areChosen(by: links, sequence.name) { continue }
        let count = join.rows.count { links.problems(of: $0.id).isEmpty }
        if count > best?.count ?? -1 { best = (links, rules, sets, count) }
      }
    }
    guard let best else { preconditionFailure("some ways were tried") }
    var proposal = SeriesProposal(
      name: sequence.name, entries: entries(best.rules, rois, best.sets, column: column),
      remarks: remarks(descriptions, names) + leftOut(rois, names) + severalNames(best.links),
      found: found(best.links, sequence.name))
    if given == nil {
      proposal.asks = days.asks { choose in
        var rules = plain
        rules.choose = choose
        return [StructureSetRules.any, approved, latest].map { sets in
          let links = linked(rules, sets)
          let isMixed = sets.choose != nil && isMixed(links, sequence.name, index)
          return (sets, isMixed ? 0 : join.rows.count { links.problems(of: $0.id).isEmpty })
        }.max { $0.1 < $1.1 } ?? (.any, 0)
      }
      proposal.remarks += proposal.asks
    }
    proposal.regions = names
    proposal.renamed = .init(rois: rois, takesSeveral: true) {
      Self.proposal(sequence, index, join, rois: $0, rules: given)
    }
    proposal.linked = .init(rules: LinkRules(series: best.rules, sets: best.sets)) {
      Self.proposal(sequence, index, join, rois: own, rules: $0, column: named)
    }
    return proposal
  }

  /// Whether of two labels of structure sets the one is taken for some patients who have both, and the other for
  /// others.
  private static func isMixed(_ links: SeriesLinks, _ name: String, _ index: ExportIndex) -> Bool {
    var taken: [Set<String>: Set<String>] = [:]
    for row in links.join.rows {
      guard let set = (try? links.series(name, of: row.id))?.region?.set, !set.traits.label.isEmpty else { continue }
      let labels = Set(index.regionSets(of: set.patientID).map(\.traits.label)).subtracting(["", set.traits.label])
      for other in labels { taken[[set.traits.label, other], default: []].insert(set.traits.label) }
    }
    return taken.values.contains { $0.count > 1 }
  }

  private static let approved = StructureSetRules(isApproved: true)
  private static let latest = StructureSetRules(choose: .latest)

  /// Names of regions in the structure sets of the patients, lesions first, and all names with their patients.
  private static func regions(
    _ sequence: Sequence, _ index: ExportIndex
  ) -> (rois: [String], names: [(name: String, count: Int)]) {
    let patients = Set(sequence.groups.flatMap(\.contoured)).sorted()
    let found = Dictionary(
      uniqueKeysWithValues: patients.map { ($0, index.regionSets(of: $0).flatMap(\.traits.names)) })
    let names = RegionNames(found).names
    let best = names.map { RegionKind($0.name) }.max() ?? .other
    guard best > .other else { return (names.prefix(1).map(\.name), names) }
    // The plain name first: a list is tried in its order, and `GTV` is meant where `GTV_b` stands beside it.
    let wanted = names.map(\.name).filter { RegionKind($0) == best }
    let ordered = wanted.filter(RegionKind.isPlain) + wanted.filter { !RegionKind.isPlain($0) }
    return (Array(ordered.prefix(8)), names)
  }

  /// Names like those of the lesion that are not proposed, since they say something else.
  private static func leftOut(_ rois: [String], _ names: [(name: String, count: Int)]) -> [String] {
    let others = names.filter { RegionKind($0.name) != .other && !rois.contains($0.name) }
    guard !others.isEmpty, !rois.isEmpty else { return [] }
    let shown = others.prefix(8).map { "\"\($0.name)\" (\($0.count))" }.joined(separator: ", ")
    return ["not in roi, because the names say old, nodal, around or not: \(shown). Add those that are meant"]
  }

  private static func entries(
    _ rules: SeriesRules, _ rois: [String], _ sets: StructureSetRules, column: String?
  ) -> [SeriesProposal.Entry] {
    var entries: [SeriesProposal.Entry] = []
    func add(_ key: String, _ value: String?) { if let value { entries.append(.init(key: key, value: value)) } }
    func list(_ texts: [String]) -> String? { texts.isEmpty ? nil : YAMLText.list(texts) }
    func range<Number>(_ range: ClosedRange<Number>?) -> String? {
      range.map { "[\($0.lowerBound), \($0.upperBound)]" }
    }
    add("modality", rules.modality.map(YAMLText.of))
    add("description", list(rules.description.filter { !$0.isEmpty }))
    add("image-type", list(rules.imageType))
    add("echo-time", range(rules.echoTime))
    add("repetition-time", range(rules.repetitionTime))
    add("orientation", rules.orientation?.rawValue)
    add("slices", range(rules.slices))
    add("choose", rules.choose?.rawValue)
    add("roi", list(rois))
    add("roi-column", column.map(YAMLText.of))
    let own = words(of: sets)
    add("structure-set", own.isEmpty ? nil : own)
    return entries
  }

  /// The rules as a value of YAML; empty for none.
  private static func words(of sets: StructureSetRules) -> String {
    let label =
      sets.label.count == 1
      ? YAMLText.listed(sets.label[0]) : sets.label.isEmpty ? nil : YAMLText.list(sets.label)
    let own = [
      label.map { "label: \($0)" }, sets.isApproved ? "approved: true" : nil,
      sets.choose.map { "choose: \($0.rawValue)" },
    ].compactMap(\.self)
    return own.isEmpty ? "" : "{\(own.joined(separator: ", "))}"
  }

  private static func remarks(_ descriptions: [String], _ names: [(name: String, count: Int)]) -> [String] {
    let shown = names.prefix(12).map { "\"\($0.name)\" (\($0.count))" }.joined(separator: ", ")
    return (descriptions.count > 1 ? ["the descriptions are taken for one sequence"] : [])
      + (names.count > 1 ? ["names of regions with their patients: \(shown)"] : [])
  }

  private static func found(_ links: SeriesLinks, _ name: String) -> [String: SeriesProposal.Found] {
    var found: [String: SeriesProposal.Found] = [:]
    // Rows of one patient: lesions, of which each needs a contour of its own.
    var owners: [[String]: String] = [:]
    for row in links.join.rows {
      do throws(LinkProblem) {
        let linked = try links.series(name, of: row.id)
        let contour = [linked.series.seriesUID, linked.region?.set.file.path ?? "", linked.region?.name ?? ""]
        if let owner = owners.updateValue(row.id, forKey: contour) {
          let text =
            "takes the same contour as the row \(owner). Name the region of each row in a column of the table, with "
            + "roi-column, or keep one row."
          found[row.id] = SeriesProposal.Found(
            image: linked.series.label, mask: linked.region?.set.label, region: linked.region?.name,
            problem: .other(text))
          continue
        }
        found[row.id] = SeriesProposal.Found(
          image: linked.series.label, mask: linked.region?.set.label, region: linked.region?.name)
        let names = links.severalNames(name, of: row.id)
        if let own = linked.region?.name, !names.isEmpty {
          found[row.id]?.note = "\(own) is taken; roi also names \(names.filter { $0 != own }.shown)."
        }
      } catch {
        if case .noPatient = error { continue }
        found[row.id] = SeriesProposal.Found(problem: .other("\(error)"))
      }
    }
    return found
  }

  private static func severalNames(_ links: SeriesLinks) -> [String] {
    let all = links.requests.flatMap { request in
      links.join.rows.map { links.severalNames(request.name, of: $0.id) }.filter { !$0.isEmpty }
    }
    guard let first = all.first else { return [] }
    return [
      "\(all.count) patients have several of these regions, such as \(first.shown); the first of the list is taken"
    ]
  }

  private static func remarks(
    _ summary: ExportSummary, _ sequences: [Sequence], _ index: ExportIndex, _ join: PatientJoin
  ) -> [String] {
    var remarks = ["\(join.patientIDs.count) of \(join.rows.count) rows have images in the export."]
    if !join.respelt.isEmpty { remarks.append("\(join.respelt.count) of them by another spelling of the PatientID.") }
    if !join.unused.isEmpty { remarks.append("\(join.unused.count) patients of the export have no row in the table.") }
    if !index.problems.isEmpty { remarks.append("\(index.problems.count) DICOM files cannot be read.") }
    let used = Set(sequences.flatMap { $0.groups.map { [$0.modality, $0.description] } })
    let others = summary.series.filter { !used.contains([$0.modality, $0.description]) }
    if !others.isEmpty {
      let shown = others.prefix(8).map { "\"\($0.description)\" (\($0.modality), \($0.patientIDs.count))" }
      remarks.append("other series with their patients: \(shown.shown).")
    }
    if let first = sequences.first {
      remarks +=
        BorrowedContours(
          others, drawn: (first.name, first.groups), patients: Set(join.patientIDs.values.joined())
        ).remarks
    }
    return remarks
  }

  /// A description is a pattern in a study file; signs of patterns in it match themselves as any character.
  static func literal(_ description: String) -> String {
    String(description.map { "*?[]\\".contains($0) ? "?" : $0 })
  }
}
