import Foundation
import Glibc
import ImageFiles

/// Series that are named by patterns of paths with `{id}`.
struct PatternedImages {
  /// Items of one pattern, by patient.
  private struct Group: Sendable {
    let pattern: ItemPattern
    let paths: [String: [String]]
    /// Whether they are regions and not images.
    let areRegions: Bool
  }

  let series: [SeriesProposal]
  /// Items that no id of the table names.
  let strangers: [String]
  /// Items of patients that are not of a kind that most patients have.
  let rare: [String]
  /// Patterns of later sessions of the series, which may be after treatment.
  let later: [String]

  /// - Parameters:
  ///   - prefix: what stands before paths in the study file.
  ///   - folder: absolute path of the folder of images.
  init(_ items: [ImageItem], ids: [String], prefix: String, folder: String) {
    let known = ItemPattern.Known(ids)
    let matches = items.map { ($0, known.match($0)) }
    strangers = matches.filter { $0.1 == nil }.map(\.0.path)
    let groups = Self.groups(matches.compactMap(\.1), folder: folder)
    let taken = Set(groups.flatMap { $0.paths.values.joined() })
    rare = matches.compactMap { $0.1?.path }.filter { !taken.contains($0) }.sorted()
    let images = Self.firstSessions(groups.filter { !$0.areRegions })
    let kept = Set(images.map(\.pattern))
    later = groups.filter { !$0.areRegions && !kept.contains($0.pattern) }.map(\.pattern.text)
    let regions = groups.filter(\.areRegions)
    var series: [SeriesProposal] = []
    for image in images {
      let mask = Self.mask(of: image, among: regions, isOnly: images.count == 1)
      let name = Self.free(image.pattern.stem.isEmpty ? "image" : image.pattern.stem, series.map(\.name))
      let place = Place(prefix: prefix, folder: folder, ids: ids, items: items)
      var proposal = Self.proposal(name, image, mask, place)
      if let mask {
        proposal.remarks += Self.others(than: mask, for: image, among: regions, isOnly: images.count == 1)
      }
      series.append(proposal)
    }
    // Where contours were drawn once, the other series of the patient take them.
    if let drawn = series.first(where: { one in one.entries.contains { $0.key == "mask" } }) {
      series = series.map { one in one.entries.contains { $0.key == "mask" } ? one : one.takingMask(of: drawn) }
    }
    self.series = series.filter(\.hasRegions) + series.filter { !$0.hasRegions }
  }

  /// Of the sessions of one series the first: who was scanned again was scanned after something.
  private static func firstSessions(_ images: [Group]) -> [Group] {
    let named = images.map { (group: $0, session: SessionName($0.pattern.text)) }
    return named.filter { one in
      guard let own = one.session else { return true }
      return !named.contains { other in
        guard let session = other.session else { return false }
        return session.rest == own.rest && session.order < own.order
      }
    }.map(\.group)
  }

  private static func groups(_ matches: [ItemPattern.Match], folder: String) -> [Group] {
    let patients = Set(matches.map(\.id)).count
    let literal = Dictionary(grouping: matches, by: \.pattern)
    // A pattern of few patients holds something that differs between them: a date, a UID.
    let rare = literal.filter { 2 * Set($0.value.map(\.id)).count < patients }
    let first = Dictionary(grouping: rare.values.flatMap(\.self)) { $0.pattern.generalised }
    // Folders by number and name, such as `07_S-19`.
    let general = Dictionary(grouping: first.values.flatMap(\.self)) { match in
      let own = match.pattern.generalised
      return 2 * Set(first[own, default: []].map(\.id)).count < patients ? own.withoutNumbers : own
    }
    var all = literal.filter { rare[$0.key] == nil }
    for (pattern, own) in general { all[pattern, default: []] += own }
    let frequent = all.filter { 10 * Set($0.value.map(\.id)).count >= 3 * patients }
    return frequent.sorted { first, second in
      (second.value.count, first.key.text) < (first.value.count, second.key.text)
    }.map { pattern, own in
      let paths = Dictionary(grouping: own, by: \.id).mapValues { $0.map(\.path).sorted() }
      return Group(pattern: pattern, paths: paths, areRegions: areRegions(pattern, own[0].path, folder: folder))
    }
  }

  /// Whether items are regions: by their kind, by the labels of one of them, or by their name.
  private static func areRegions(_ pattern: ItemPattern, _ example: String, folder: String) -> Bool {
    switch pattern.kind {
    case .regions: return true
    case .slices: return false
    case .volume:
      guard let image = inspect("\(folder)/\(example)").images.first else { return pattern.isNamedAsRegions }
      return !image.labels.isEmpty && image.labels.count <= 20 || !image.segments.isEmpty
    }
  }

  /// The regions that go with an image: those of the same name, else the only ones.
  private static func mask(of image: Group, among regions: [Group], isOnly: Bool) -> Group? {
    let stem = image.pattern.stem.lowercased()
    let same = regions.filter { $0.pattern.stem.lowercased() == stem }
    if let first = same.first { return first }
    let nameless = regions.filter { $0.pattern.stem.isEmpty }
    return isOnly ? nameless.first ?? regions.first : nil
  }

  /// Files of contours beside the one that is proposed: another observer, an earlier version.
  private static func others(
    than mask: Group, for image: Group, among regions: [Group], isOnly: Bool
  ) -> [String] {
    let stem = image.pattern.stem.lowercased()
    let left = regions.filter {
      $0.pattern != mask.pattern && (isOnly || $0.pattern.stem.lowercased().hasPrefix(stem))
    }.map(\.pattern.text)
    return left.isEmpty ? [] : ["other contours, not taken: \(left.shown). Name in mask the one that is meant"]
  }

  private static func free(_ name: String, _ taken: [String]) -> String {
    let plain = String(name.map { $0 == "/" ? "_" : $0 })
    var (own, number) = (plain, 2)
    while taken.contains(where: { $0.lowercased() == own.lowercased() }) {
      own = "\(plain)_\(number)"
      number += 1
    }
    return own
  }

  /// Why a patient is not complete.
  private static func problem(
    _ images: [String], _ masks: [String], _ region: SeriesProposal.Problem?
  ) -> SeriesProposal.Problem? {
    if images.count > 1 { return .severalImages(images) }
    if masks.isEmpty { return .noMask }
    return masks.count > 1 ? .severalMasks(masks) : region
  }

  /// Where images are looked for.
  private struct Place: Sendable {
    let prefix: String
    let folder: String
    let ids: [String]
    let items: [ImageItem]

    /// The items of a pattern as the study file has it. Only what was found below the folder can be meant: no path
    /// that somebody writes into a form is opened.
    func group(_ text: String, like other: Group) -> Group {
      var paths: [String: [String]] = [:]
      for id in ids {
        let pattern = text.replacing("{id}", with: id)
        let own = items.lazy.map(\.path).filter { path in
          path.contains(id) && fnmatch(pattern, prefix + path, FNM_PATHNAME | FNM_PERIOD) == 0
        }
        if !own.isEmpty { paths[id] = Array(own) }
      }
      let pattern = ItemPattern(text: String(text.dropFirst(prefix.count)), kind: other.pattern.kind)
      return Group(pattern: pattern, paths: paths, areRegions: other.areRegions)
    }
  }

  private static func proposal(_ name: String, _ image: Group, _ mask: Group?, _ place: Place) -> SeriesProposal {
    let regions = mask.map { FoundRegions($0.paths, folder: place.folder) }
    var proposal = proposal(name, image, mask, regions, prefix: place.prefix, ids: place.ids)
    let rules = PathRules(
      image: place.prefix + image.pattern.text, mask: mask.map { place.prefix + $0.pattern.text },
      beginning: place.prefix)
    proposal.pathed = .init(rules: rules) { paths in
      let drawn = mask.flatMap { mask in paths.mask.map { place.group($0, like: mask) } }
      return Self.proposal(name, place.group(paths.image, like: image), drawn, place)
    }
    return proposal
  }

  private static func proposal(
    _ name: String, _ image: Group, _ mask: Group?, _ regions: FoundRegions?, prefix: String, ids: [String]
  ) -> SeriesProposal {
    var proposal = SeriesProposal(
      name: name, entries: [.init(key: "image", value: YAMLText.of(prefix + image.pattern.text))], remarks: [],
      found: [:])
    for id in ids {
      guard let images = image.paths[id] else { continue }
      let masks = mask?.paths[id] ?? []
      var found = SeriesProposal.Found(image: images[0], mask: masks.first)
      found.region = regions?.region(of: id)
      found.problem = mask == nil ? nil : problem(images, masks, regions?.problem(of: id))
      proposal.found[id] = found
    }
    if let mask, let regions {
      proposal.entries.append(.init(key: "mask", value: YAMLText.of(prefix + mask.pattern.text)))
      proposal.entries += regions.entries
      proposal.remarks += regions.remarks
      proposal.regions = regions.all
      proposal.renamed = regions.roi.map { roi in
        .init(rois: [roi], takesSeveral: false) { rois in
          Self.proposal(name, image, mask, regions.choosing(rois.first ?? roi), prefix: prefix, ids: ids)
        }
      }
    }
    return proposal
  }
}

extension SeriesProposal {
  /// This series, which has no contours of its own, with those of another series.
  fileprivate func takingMask(of drawn: SeriesProposal) -> SeriesProposal {
    var own = self
    own.takeMask(of: drawn)
    own.followed = (drawn.name, { takingMask(of: $0) })
    own.pathed = pathed.map { ruling in .init(rules: ruling.rules) { ruling.make($0).takingMask(of: drawn) } }
    return own
  }

  private mutating func takeMask(of drawn: SeriesProposal) {
    entries.append(Entry(key: "mask-of", value: YAMLText.of(drawn.name)))
    remarks.append("has no contours of its own and takes those of \(drawn.name), which needs one frame of reference")
    for (id, own) in found where own.problem == nil {
      found[id]?.mask = drawn.found[id]?.mask
      found[id]?.region = drawn.found[id]?.region
      if drawn.found[id]?.mask == nil { found[id]?.problem = .noMask }
    }
  }
}
