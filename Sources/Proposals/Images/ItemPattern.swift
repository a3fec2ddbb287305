import Foundation

/// The path of an item with the id of its patient replaced by `{id}`.
struct ItemPattern: Hashable, Sendable {
  let text: String
  let kind: ImageItem.Kind

  /// An item of a patient, as a pattern.
  struct Match {
    let id: String
    let pattern: ItemPattern
    let path: String
  }

  /// The ids that can occur in paths.
  struct Known {
    private let ids: Set<String>

    /// Ids of one letter or digit would be found everywhere within names; they count as whole names, or where a name
    /// begins with them.
    init(_ ids: [String]) { self.ids = Set(ids.filter { !$0.isEmpty && !$0.contains("/") }) }

    /// The patient of an item, and its path as a pattern; `nil` without a patient. The longest id wins.
    func match(_ item: ImageItem) -> Match? {
      let parts = item.path.split(separator: "/").map(String.init)
      guard let id = parts.compactMap({ self.id(in: $0) }).max(by: { $0.count < $1.count }) else { return nil }
      let text = parts.map { Self.replacing(id, in: $0) }.joined(separator: "/")
      return Match(id: id, pattern: ItemPattern(text: text, kind: item.kind), path: item.path)
    }

    /// The longest id that is a whole part of a path, or stands between signs within it.
    private func id(in part: String) -> String? {
      if ids.contains(part) { return part }
      let bounds = ItemPattern.bounds(of: part)
      var best: String?
      for (at, start) in bounds.enumerated() {
        for end in bounds[(at + 1)...].reversed() {
          let text = String(part[start.after..<end.before])
          // One letter or digit is an id only where a name begins with it: the 1 of `1_T1`, and not of `T_1`.
          let least = start.after == part.startIndex ? 0 : 1
          if text.count > (best?.count ?? least), ids.contains(text) { best = text }
        }
      }
      return best
    }

    private static func replacing(_ id: String, in part: String) -> String {
      if part == id { return "{id}" }
      let bounds = ItemPattern.bounds(of: part)
      for (at, start) in bounds.enumerated() {
        for end in bounds[(at + 1)...].reversed() where part[start.after..<end.before] == id {
          return literal(String(part[..<start.after])) + "{id}" + literal(String(part[end.before...]))
        }
      }
      return literal(part)
    }

    /// Signs that are wildcards in a pattern.
    private static func literal(_ text: String) -> String {
      String(text.map { "*?[]\\{}".contains($0) ? "?" : $0 })
    }
  }

  /// Where parts of a name begin and end: at its ends and at the signs between letters and digits.
  private static func bounds(of name: String) -> [(before: String.Index, after: String.Index)] {
    var bounds = [(before: name.startIndex, after: name.startIndex)]
    for index in name.indices where "-_. ".contains(name[index]) {
      bounds.append((before: index, after: name.index(after: index)))
    }
    return bounds + [(before: name.endIndex, after: name.endIndex)]
  }

  /// The same with `*` for UIDs, dates and long numbers, which differ between patients.
  var generalised: ItemPattern {
    let text = text.replacing(/\d+(\.\d+){4,}/, with: "*").replacing(/\d{6,}/, with: "*")
      .replacing(/\d{4}-\d\d-\d\d/, with: "*").replacing(/\*+/, with: "*")
    return ItemPattern(text: text, kind: kind)
  }

  /// The same with `*` for every number that stands by itself: the 07 of `07_{id}`, not the 1 of `T1`.
  var withoutNumbers: ItemPattern {
    let parts = text.split(separator: "/").map(String.init).map { part in
      part.contains("{id}") ? part.replacing(/(^|[^A-Za-z0-9])[0-9]+(?=$|[^A-Za-z0-9])/) { "\($0.output.1)*" } : part
    }
    return ItemPattern(text: parts.joined(separator: "/"), kind: kind)
  }

  /// The words of its last part that are no id and no ending, or of the part before it if there are none.
  var stem: String {
    for part in text.split(separator: "/").reversed() {
      let bare = part.replacing(/\.(nii\.gz|nii|nrrd|seg\.nrrd|dcm)$/, with: "").replacing("{id}", with: "")
        .replacing("*", with: "")
      let words = bare.split(whereSeparator: { "-_. ".contains($0) })
      let kept = words.filter { !ItemPattern.generic.contains($0.lowercased()) }
      guard !kept.isEmpty else { continue }
      // Signs within the name stay as they are: `CE-T1`.
      let first = kept[0].startIndex, last = kept[kept.count - 1].endIndex
      let isWhole = words.firstIndex(of: kept[0]).map { Array(words[$0...].prefix(kept.count)) == Array(kept) } ?? false
      return isWhole ? String(bare[first..<last]) : kept.joined(separator: "_")
    }
    return ""
  }

  /// Whether the name is that of contours or labels.
  var isNamedAsRegions: Bool {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return words.contains { ItemPattern.regionWords.contains(String($0)) }
  }

  private static let regionWords: Set<String> = [
    "mask", "masks", "seg", "segmentation", "segmentations", "label", "labels", "roi", "rois", "gtv", "ctv", "contour",
    "contours", "rtstruct", "rtss", "rs", "structure", "structures", "lesion", "tumor", "tumour", "annotation",
  ]
  private static let generic = regionWords.union(["image", "images", "img", "dicom", "nifti", "volume", "data", "scan"])
}
