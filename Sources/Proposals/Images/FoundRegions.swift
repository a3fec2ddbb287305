import ImageFiles

/// The regions in the files of all patients, and which of them is proposed.
struct FoundRegions: Sendable {
  private let names: [String: [String]]
  private let choice: RegionNames?
  /// Labels of one label image.
  private let labels: [Int]

  /// - Parameter paths: files of regions by patient, relative to the folder.
  init(_ paths: [String: [String]], folder: String) {
    var names: [String: [String]] = [:]
    var labels: [Int] = []
    for (id, files) in paths.sorted(by: { $0.key < $1.key }) {
      let path = "\(folder)/\(files[0])"
      if let set = try? StructureSet(reading: path) {
        names[id] = set.roiNames
      } else if let object = try? SegmentationObject(reading: path) {
        names[id] = object.segments.map(\.label)
      } else if let segments = try? LabelSegments(of: path), !segments.all.isEmpty {
        names[id] = segments.all.map(\.name)
      } else if labels.isEmpty {
        labels = (inspect(path).images.first?.labels ?? []).filter { $0 != 0 }
      }
    }
    (self.names, self.labels) = (names, labels)
    choice = names.isEmpty ? nil : RegionNames(names)
  }

  private init(_ names: [String: [String]], _ choice: RegionNames?, _ labels: [Int]) {
    (self.names, self.choice, self.labels) = (names, choice, labels)
  }

  /// The same regions with another name or pattern.
  func choosing(_ roi: String) -> FoundRegions { FoundRegions(names, RegionNames(names, roi: roi), labels) }

  /// The name or pattern that chooses; `nil` if the regions have no names.
  var roi: String? { choice?.roi }

  /// The names of all regions, with the number of their patients.
  var all: [(name: String, count: Int)] { choice?.names ?? [] }

  /// The lines of the study file that choose the region.
  var entries: [SeriesProposal.Entry] {
    if let roi = choice?.roi { return [.init(key: "roi", value: YAMLText.quoted(roi))] }
    guard let first = labels.first, !labels.contains(1) else { return [] }
    return [.init(key: "label", value: "\(first)")]
  }

  /// What a reader should know of the choice.
  var remarks: [String] {
    var remarks: [String] = []
    if let choice, choice.names.count > 1 {
      let shown = choice.names.prefix(12).map { "\"\($0.name)\" (\($0.count))" }.joined(separator: ", ")
      remarks.append("names of regions with their patients: \(shown)")
    }
    if labels.count > 1 {
      remarks.append(
        "label images hold \(labels.map(String.init).joined(separator: ", ")); label "
          + "\(labels.contains(1) ? 1 : labels[0]) is read, choose another with `label:`")
    }
    return remarks
  }

  /// The region of a patient that the choice names.
  func region(of id: String) -> String? {
    guard let choice, let roi = choice.roi, let own = names[id], choice.matched.contains(id) else { return nil }
    return own.contains(roi) ? roi : own.first { RegionNames.matches(roi, [$0]) == 1 }
  }

  /// Why the choice names no region of a patient.
  func problem(of id: String) -> SeriesProposal.Problem? {
    guard let choice, let own = names[id] else { return nil }
    if choice.absent.contains(id) { return .noRegion(among: own) }
    return choice.several.contains(id) ? .severalRegions(own) : nil
  }
}
