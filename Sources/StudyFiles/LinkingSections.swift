import Exports
import ImageFiles

// The rules by which a series and its contours are found in an export.

extension StudyFile.SeriesImage {
  /// - Parameter isLinked: whether a series without a path is found by rules.
  init(_ section: YAMLSection, isLinked: Bool) throws(StudyFileError) {
    guard let path = try section.string("image") else {
      guard isLinked else { throw section.missing("image") }
      self = .rules(try SeriesRules(section))
      return
    }
    self = .pattern(
      path, modality: try section.string("modality"), description: try section.string("description"))
  }
}

extension SeriesRules {
  init(_ section: YAMLSection) throws(StudyFileError) {
    let slices = try section.range("slices", from: 1)
    self.init(
      modality: try section.string("modality"), description: try section.strings("description") ?? [],
      imageType: try section.strings("image-type") ?? [], echoTime: try section.range("echo-time", from: 0),
      repetitionTime: try section.range("repetition-time", from: 0), orientation: try section.choice("orientation"),
      slices: slices.map { Int($0.lowerBound.rounded(.up))...Self.count($0.upperBound) },
      choose: try section.choice("choose"))
  }

  /// The largest number of slices of a range that may have no end.
  private static func count(_ end: Double) -> Int { end < 1e9 ? Int(end) : Int(1e9) }
}

extension StructureSetRules {
  init(_ section: YAMLSection) throws(StudyFileError) {
    self.init(
      label: try section.strings("label") ?? [], isApproved: try section.flag("approved") ?? false,
      choose: try section.choice("choose"))
    try section.finish()
  }
}

extension YAMLSection {
  /// Two numbers, the first of which is not the larger one; the second may be `inf`.
  fileprivate func range(_ key: String, from least: Double) throws(StudyFileError) -> ClosedRange<Double>? {
    guard let node = node(key) else { return nil }
    let numbers = node.sequence?.compactMap { $0.scalar.flatMap { Double($0.string) } } ?? []
    guard node.sequence?.count == 2, numbers.count == 2, numbers[0] >= least, numbers[0] <= numbers[1],
      numbers[0].isFinite
    else {
      throw wrong(key, node, expecting: "two numbers from \(least.formatted) on, as [least, most]; most may be inf")
    }
    return numbers[0]...numbers[1]
  }
}

extension Double {
  fileprivate var formatted: String { self == rounded() ? "\(Int(self))" : "\(self)" }
}
