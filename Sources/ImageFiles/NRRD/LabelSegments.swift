import Execution

/// A named region of a label image, as 3D Slicer writes it into an NRRD file (`.seg.nrrd`).
package struct LabelSegment: Hashable, Sendable {
  /// `SegmentN_Name`.
  package let name: String
  /// `SegmentN_LabelValue`; `nil` if the header does not give it.
  package let label: Int?
  /// `SegmentN_Layer`; `nil` if the header does not give it.
  package let layer: Int?
  /// The number in its keys.
  let key: SegmentKey
}

/// The named regions of a label image, in the order of their numbers; none for NIfTI, which cannot store names.
package struct LabelSegments: Sendable {
  /// Path of the file.
  package let file: String
  /// Every segment with a name.
  package let all: [LabelSegment]
  /// Numbers in a voxel: segments that overlap lie in different layers.
  package let layers: Int
  /// Sizes of the axes where the layers stand on the last of four, and not side by side in a voxel; else empty.
  private let layersLast: [Int]

  /// Reads the header.
  /// - Throws: `.unreadableNumber` if a label or a layer is not a whole number.
  package init(of path: String) throws(ImageFileError) {
    file = path
    guard try isNRRD(path) else {
      (all, layers, layersLast) = ([], 1, [])
      return
    }
    let text = try NRRDText(path)
    let pairs = text.pairs
    all = try pairs.keys.compactMap(SegmentKey.init).sorted().map { key throws(ImageFileError) in
      try LabelSegment(key, pairs, file: path)
    }
    // Without names a header that cannot be understood is an error of the reader of its voxels.
    let found = all.isEmpty ? try? NRRDLayers(path, text) : try NRRDLayers(path, text)
    (layers, layersLast) = (found?.count ?? 1, found?.sizesOnLastAxis ?? [])
  }

  /// Where the voxels of a segment are.
  /// - Throws: `.uncertainSegment` if the header leaves that open, or if another segment has the same voxels.
  package func place(of segment: LabelSegment) throws(ImageFileError) -> SegmentPlace {
    do throws(SegmentDoubt) {
      let place = try stated(segment)
      let sharing = all.filter { $0.key != segment.key && (try? stated($0)) == place }
      guard sharing.isEmpty else { throw .shared(place, with: sharing.map(\.name)) }
      return place
    } catch {
      throw ImageFileError(file, .uncertainSegment(name: segment.name, error))
    }
  }

  /// The label of a segment, wherever it is; `nil` if the header does not say it.
  package func label(of segment: LabelSegment) -> Int? {
    segment.label ?? (all.count == 1 || isOfSlicer410 ? 1 : nil)
  }

  /// Whether neither labels nor layers are given. Slicer 4.10 and older gave each segment a layer of its own, with
  /// values 0 and 1.
  private var isOfSlicer410: Bool { all.allSatisfy { $0.label == nil && $0.layer == nil } }

  /// What the header says of one segment, whatever it says of the others.
  private func stated(_ segment: LabelSegment) throws(SegmentDoubt) -> SegmentPlace {
    guard layersLast.isEmpty else { throw .layersOnLastAxis(layersLast) }
    guard let label = label(of: segment) else { throw .labelMissing(key: segment.key.named("LabelValue")) }
    guard label >= 1 else { throw .noLabel(label, key: segment.key.named("LabelValue")) }
    return SegmentPlace(label: label, layer: try layer(of: segment))
  }

  private func layer(of segment: LabelSegment) throws(SegmentDoubt) -> Int {
    let key = segment.key.named("Layer")
    if let layer = segment.layer {
      guard (0..<layers).contains(layer) else { throw .layerAbsent(layer, key: key, layers: layers) }
      return layer
    }
    if isOfSlicer410, all.count > 1 || layers > 1 {
      guard all.allSatisfy({ $0.key.number < layers }) else { throw .tooFewLayers(layers, segments: all.count) }
      return segment.key.number
    }
    guard layers == 1 else { throw .layerMissing(key: key, layers: layers) }
    return 0
  }
}

extension LabelSegment {
  fileprivate init(_ key: SegmentKey, _ pairs: [String: String], file: String) throws(ImageFileError) {
    func value(_ what: String) throws(ImageFileError) -> Int? {
      guard let text = pairs[key.named(what)] else { return nil }
      guard let value = Int(text.filter { !$0.isWhitespace }) else {
        throw ImageFileError(
          file,
          .unreadableNumber(
            place: "\(key.named(what)) of its header", value: fileText(String(text.prefix(40))),
            wanted: "a whole number"))
      }
      return value
    }
    self.key = key
    name = fileText(pairs[key.named("Name")] ?? "")
    (label, layer) = (try value("LabelValue"), try value("Layer"))
  }
}

/// The number of a segment as the keys of its header have it: its label and its layer stand under the same digits as
/// its name, so `Segment00_Name` goes with `Segment00_LabelValue`.
struct SegmentKey: Hashable, Comparable, Sendable {
  let digits: String
  let number: Int

  /// `nil` for a key that is not the name of a segment.
  init?(_ key: String) {
    guard key.hasPrefix("Segment"), key.hasSuffix("_Name") else { return nil }
    digits = String(key.dropFirst("Segment".count).dropLast("_Name".count))
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else { return nil }
    self.number = number
  }

  /// The key of a fact about the segment.
  func named(_ what: String) -> String { "Segment\(digits)_\(what)" }

  static func < (first: Self, second: Self) -> Bool {
    (first.number, first.digits) < (second.number, second.digits)
  }
}
