/// What the name of a column says of the choice of a region.
package enum RegionColumnName: Hashable, Sendable {
  /// Another spelling of `Label`, such as `label_value` or `lable`.
  case label
  /// Another spelling of `ROI`, such as `Roi_Name`.
  case roi
  /// A word that may mean the region to be read or something else, such as `Region` or `SegmentNumber`.
  case region
  /// The channel of a label image, which PyRadiomics reads from a column.
  case channel

  private static let labels = ["label", "labels", "lable", "lables", "lbl", "lbls"]
  private static let rois = ["roi", "rois"]
  private static let regions = ["region", "segment", "segnumber", "segno", "structure"]
  /// Words that stand beside those and change nothing: `Mask_Label`, `LabelValue`, `roi_name`.
  private static let beside = [
    "mask", "masks", "name", "names", "number", "numbers", "num", "no", "nr", "id", "ids", "index", "value", "values",
    "voxel", "seg", "segmentation",
  ]

  /// `nil` for a column whose name has a word that is none of these.
  package init?(_ column: String) {
    let letters = column.lowercased().filter { $0.isLetter || $0.isNumber }
    if ["labelchannel", "masklabelchannel"].contains(letters) {
      self = .channel
      return
    }
    guard let words = Self.words(letters[...]) else {
      guard Self.isMisspelt(letters) else { return nil }
      self = .label
      return
    }
    if !words.isDisjoint(with: Self.labels) {
      self = .label
    } else if !words.isDisjoint(with: Self.rois) {
      self = .roi
    } else if !words.isDisjoint(with: Self.regions) {
      self = .region
    } else {
      return nil
    }
  }

  /// The words that the letters are made of; `nil` if something else is in them.
  private static func words(_ letters: Substring) -> Set<String>? {
    guard !letters.isEmpty else { return [] }
    for word in labels + rois + regions + beside where letters.hasPrefix(word) {
      if let rest = words(letters.dropFirst(word.count)) { return rest.union([word]) }
    }
    return nil
  }

  /// Whether it is `label`, `labels` or `labelvalue` with one letter too many, too few or another one, or two letters
  /// that changed places.
  private static func isMisspelt(_ letters: String) -> Bool {
    let own = Array(letters)
    return ["label", "labels", "masklabel", "labelvalue"].map(Array.init).contains { word in
      let start = zip(own, word).prefix { $0 == $1 }.count
      let end = zip(own.reversed(), word.reversed()).prefix { $0 == $1 }.count
      let (left, right) = (own.count - start - end, word.count - start - end)
      if max(left, right) <= 1, abs(own.count - word.count) <= 1 { return true }
      return own.count == word.count && left == 2 && own[start] == word[start + 1] && own[start + 1] == word[start]
    }
  }
}
