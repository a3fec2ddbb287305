/// A named region of a label image, as 3D Slicer writes it into an NRRD file (`.seg.nrrd`).
package struct LabelSegment: Hashable, Sendable {
  /// `SegmentN_Name`.
  package let name: String
  /// `SegmentN_LabelValue`: the value of its voxels; 1 if the header does not give it.
  package let label: Int
  /// `SegmentN_Layer`: the position, from 0, of its number in a voxel with several.
  package let layer: Int
}

/// The named regions of a label image, in the order of their numbers; empty for NIfTI, which cannot store names.
///
/// Slicer 4.10 and older gave each segment a layer of its own, with values 0 and 1, and wrote down neither label nor
/// layer.
/// - Throws: `.unreadableNumber` if a label or a layer is not a whole number.
package func labelSegments(of path: String) throws(ImageFileError) -> [LabelSegment] {
  guard case .nrrd = try ImageFormat(of: path) else { return [] }
  let pairs = try NRRDText(path).pairs
  return try pairs.keys.compactMap(SegmentKey.init).sorted().map { segment throws(ImageFileError) in
    func value(_ what: String) throws(ImageFileError) -> Int? {
      let key = segment.key(what)
      guard let text = pairs[key] else { return nil }
      guard let value = Int(text.filter { !$0.isWhitespace }) else {
        throw ImageFileError(
          path,
          .unreadableNumber(
            place: "\(key) of its header", value: fileText(String(text.prefix(40))), wanted: "a whole number"))
      }
      return value
    }
    let label = try value("LabelValue")
    return LabelSegment(
      name: fileText(pairs[segment.key("Name")] ?? ""), label: label ?? 1,
      layer: try value("Layer") ?? (label == nil ? segment.number : 0))
  }
}

/// The number of a segment as the keys of its header have it: its label and its layer stand under the same digits as its
/// name, so `Segment00_Name` goes with `Segment00_LabelValue`.
private struct SegmentKey: Comparable {
  let digits: String
  let number: Int

  /// `nil` for a key that is not the name of a segment.
  init?(_ key: String) {
    guard key.hasPrefix("Segment"), key.hasSuffix("_Name") else { return nil }
    digits = String(key.dropFirst("Segment".count).dropLast("_Name".count))
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else { return nil }
    self.number = number
  }

  /// The key of another fact about the segment.
  func key(_ what: String) -> String { "Segment\(digits)_\(what)" }

  static func < (first: Self, second: Self) -> Bool {
    (first.number, first.digits) < (second.number, second.digits)
  }
}

/// The labels of a label image with their numbers of voxels, the largest first, at most twenty; and the number of all
/// labels.
/// - Parameter channel: the position, from 0, of the label in a voxel with several numbers.
package func labelCounts(
  of path: String, channel: Int = 0
) throws(ImageFileError) -> (present: [LabelCount], count: Int) {
  let volume =
    switch try ImageFormat(of: path) {
    case .nifti: try readNIfTI(path, channel: channel).volume()
    case .nrrd: try readNRRD(path, channel: channel).volume()
    case .folder, .dicom: try readVolume(path)
    }
  return LabelCount.counted(volume.voxels.map { $0.isFinite ? $0.rounded() : 0 })
}
