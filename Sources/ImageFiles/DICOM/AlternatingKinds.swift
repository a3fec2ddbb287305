/// Attributes that may differ from slice to slice of a sound series, and still tell two stacks apart where they
/// alternate.
///
/// Repetition times and trigger delays follow the heart and the breath; a gated sequence takes two or three slices in
/// each beat, so that their delays come round again with every beat. What no such series has is slices of twice the
/// distance at which they lie: two stacks of one series, the second half a slice beside the first, are an alternation
/// of two settings whose slices are declared (SpacingBetweenSlices, else SliceThickness) to be as far apart as those of
/// one setting are. That is refused. An alternation at the declared distance is a note.
struct AlternatingKinds {
  /// One attribute: how its values are sorted into settings.
  private struct Attribute {
    let tag: DICOMTag
    /// Whether a number belongs to another setting than the next smaller one; `nil` for texts.
    let isApart: (@Sendable (Double, Double) -> Bool)?
  }

  private static let attributes = [
    // A missed beat doubles it; but not on every second slice.
    Attribute(tag: .repetitionTime) { $1 >= 1.5 * $0 },
    Attribute(tag: .triggerTime) { $1 - $0 > 20 },
    Attribute(tag: .nominalTriggerDelay) { $1 - $0 > 20 },
    Attribute(tag: .cardiacCyclePosition, isApart: nil),
    Attribute(tag: .scanOptions, isApart: nil),
    Attribute(tag: .scanningSequence, isApart: nil),
    Attribute(tag: .contrastAgent, isApart: nil),
    Attribute(tag: .contrastAdministered, isApart: nil),
  ]

  /// What a frame says of these attributes, by their tag; one that it has not is left out.
  static func values(_ sources: FrameSources) throws(ImageFileError) -> [DICOMTag: FrameKind.Value] {
    var found: [DICOMTag: FrameKind.Value] = [:]
    for attribute in attributes {
      if attribute.isApart != nil, let number = (try? sources.number(attribute.tag)) ?? nil {
        found[attribute.tag] = .number(number)
      } else if let text = try sources.first({ $0.text(attribute.tag) }) {
        found[attribute.tag] = .text(text)
      }
    }
    return found
  }

  /// Refuses frames that are two stacks, and notes those that alternate without being so.
  /// - Parameters:
  ///   - frames: in the order of their positions.
  ///   - spacing: their distance, mm.
  static func check(
    _ frames: [FrameGeometry], spacing: Double, folder: String, notes: inout [ReadingNote]
  ) throws(ImageFileError) {
    let declared = frames[0].nominalSpacing ?? 0
    for attribute in attributes {
      let values = frames.map { $0.alternating[attribute.tag] }
      guard let settings = alternation(settings(of: values, attribute), values) else { continue }
      guard declared < 1.5 * spacing else {
        throw ImageFileError(folder, .mixedImages(attribute: attribute.tag.name, values: settings))
      }
      notes.append(.alternatingSlices(attribute: attribute.tag.name, values: settings))
    }
  }

  /// The number of the setting that each frame has.
  private static func settings(of values: [FrameKind.Value?], _ attribute: Attribute) -> [Int] {
    var (numbers, texts): ([Double], [String]) = ([], [])
    for case let value? in values {
      switch value {
      case .number(let number): numbers.append(number)
      case .text(let text): texts.append(text)
      }
    }
    let sorted = numbers.sorted()
    let starts = zip(sorted, sorted.dropFirst()).filter { attribute.isApart?($0, $1) ?? false }.map(\.1)
    let words = Set(texts).sorted()
    return values.map { value in
      switch value {
      case nil: -1
      case .number(let number): starts.count { $0 <= number }
      case .text(let text): 1_000_000 + (words.firstIndex(of: text) ?? 0)
      }
    }
  }

  /// One value of each setting, in order, where from two to four settings come round in turn, each twice at least;
  /// `nil` where they don't.
  private static func alternation(_ settings: [Int], _ values: [FrameKind.Value?]) -> [String]? {
    let period = Set(settings).count
    guard (2...4).contains(period), settings.count >= 2 * period, Set(settings.prefix(period)).count == period,
      zip(settings, settings.dropFirst(period)).allSatisfy({ $0 == $1 })
    else { return nil }
    return values.prefix(period).map { value in
      switch value {
      case nil: "none"
      case .number(let number): number.short
      case .text(let text): text
      }
    }
  }
}
