/// Attributes that may differ from slice to slice of a sound series, and still tell two stacks apart where they
/// alternate.
///
/// Repetition times and trigger delays follow the heart and the breath; a gated sequence takes two or three slices in
/// each beat, so that their delays come round again with every beat. What no such series has is slices of twice the
/// distance at which they lie: two stacks of one series, the second half a slice beside the first, are an alternation
/// of two settings whose slices are declared (SpacingBetweenSlices, else SliceThickness) to be as far apart as those of
/// one setting are. That is refused. An alternation at the declared distance is a note.
///
/// Two acquisitions (AcquisitionNumber) may have been planned so that the slices of one lie in the gaps of the other.
/// So they are refused only if their slices overlap too. A scanner takes the odd slices and then the even ones of one
/// stack, which then have two times: these are a note only if slices overlap, and those of one time do not.
struct AlternatingKinds {
  /// What different values say of the slices.
  private enum Meaning {
    /// Other settings of the scanner.
    case settings
    /// Other series by their names or numbers.
    case series
    /// Another acquisition.
    case acquisitions
    /// Another time.
    case times
    /// Another stack of an enhanced file, which is the standard's own unit of a volume (PS3.3, C.7.6.16.2.2).
    case stacks
    /// What no scanner changes within a series, and what need not alternate to tell that two were merged.
    case constant
  }

  /// One attribute: how its values are sorted into settings.
  private struct Attribute {
    let tag: DICOMTag
    var meaning = Meaning.settings
    /// By which factor the numbers of one setting may differ; `nil` for any.
    var spread: Double?
    /// Whether a number belongs to another setting than the next smaller one; `nil` for texts.
    let isApart: (@Sendable (Double, Double) -> Bool)?
  }

  private static let attributes = [
    Attribute(tag: .stackID, meaning: .stacks, isApart: nil),
    // A missed beat doubles it; but not on every second slice.
    Attribute(tag: .repetitionTime) { $1 >= 1.5 * $0 },
    // Two settings, each of one value throughout: no heart beats so.
    Attribute(tag: .repetitionTime, spread: 1.005) { $1 >= 1.02 * $0 },
    Attribute(tag: .triggerTime) { $1 - $0 > 20 },
    Attribute(tag: .nominalTriggerDelay) { $1 - $0 > 20 },
    Attribute(tag: .cardiacCyclePosition, isApart: nil),
    Attribute(tag: .scanOptions, isApart: nil),
    Attribute(tag: .scanningSequence, isApart: nil),
    // Its first value, ORIGINAL or DERIVED; FrameKind compares those from the third on.
    Attribute(tag: .imageType, isApart: nil),
    Attribute(tag: .contrastAgent, isApart: nil),
    Attribute(tag: .contrastAdministered, isApart: nil),
    Attribute(tag: .seriesDescription, meaning: .series, isApart: nil),
    Attribute(tag: .protocolName, meaning: .series, isApart: nil),
    Attribute(tag: .seriesNumber, meaning: .series, isApart: nil),
    Attribute(tag: .acquisitionNumber, meaning: .acquisitions, isApart: nil),
    Attribute(tag: .frameAcquisitionNumber, meaning: .acquisitions, isApart: nil),
    Attribute(tag: .acquisitionTime, meaning: .times, isApart: nil),
    Attribute(tag: .acquisitionDateTime, meaning: .times, isApart: nil),
    Attribute(tag: .patientPosition, meaning: .constant, isApart: nil),
    Attribute(tag: .fieldStrength, meaning: .constant) { $1 - $0 > 0.1 },
    Attribute(tag: .objectClass, meaning: .constant, isApart: nil),
  ]

  /// Attributes that all slices of a sound series share. Two series that were merged into one, one after the other,
  /// differ in one of them; and in the repetition time, if it has two values in two blocks.
  private static let shared: Set<DICOMTag> = [
    .stackID, .imageType, .scanningSequence, .contrastAgent, .seriesDescription, .protocolName, .patientPosition,
    .fieldStrength, .objectClass,
  ]

  /// What a frame says of these attributes, by their tag; one that it has not is left out.
  static func values(_ sources: FrameSources) throws(ImageFileError) -> [DICOMTag: FrameKind.Value] {
    var found: [DICOMTag: FrameKind.Value] = [:]
    for attribute in attributes {
      if attribute.isApart != nil, let number = (try? sources.number(attribute.tag)) ?? nil {
        found[attribute.tag] = .number(number)
      } else if let text = try sources.first({ $0.text(attribute.tag) }) {
        let isType = attribute.tag == .imageType
        found[attribute.tag] = .text(isType ? String(text.uppercased().prefix { $0 != "\\" }) : text)
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
    let isHalfway = frames[0].nominalSpacing ?? 0 >= 1.5 * spacing
    let overlap = isHalfway && frames[0].declaredThickness ?? .infinity >= 1.5 * spacing
    let sorted = attributes.map { attribute in
      let values = frames.map { $0.alternating[attribute.tag] }
      return (attribute: attribute, values: values, settings: settings(of: values, attribute))
    }
    var found: Set<DICOMTag> = []
    for (attribute, values, own) in sorted where !found.contains(attribute.tag) {
      guard let settings = alternation(attribute, values, own) else { continue }
      let isRefused =
        switch attribute.meaning {
        case .settings, .series: isHalfway
        case .acquisitions: overlap
        case .times, .constant: false
        case .stacks: true
        }
      guard !isRefused else {
        throw ImageFileError(folder, .mixedImages(attribute: attribute.tag.name, values: settings))
      }
      found.insert(attribute.tag)
      guard attribute.meaning != .times || overlap else { continue }
      notes.append(.alternatingSlices(attribute: attribute.tag.name, values: settings))
    }
    for (attribute, values, own) in sorted where !found.contains(attribute.tag) {
      guard let settings = merged(attribute, values, own) else { continue }
      found.insert(attribute.tag)
      notes.append(.mergedSlices(attribute: attribute.tag.name, values: settings))
    }
  }

  /// One value of each setting, in order, where the slices are probably of several series.
  private static func merged(
    _ attribute: Attribute, _ values: [FrameKind.Value?], _ settings: [Int]
  ) -> [String]? {
    guard Set(settings).count > 1 else { return nil }
    let isBlocks = attribute.spread != nil && zip(settings, settings.dropFirst()).count { $0 != $1 } == 1
    return isBlocks || shared.contains(attribute.tag) ? firstValues(values, settings) : nil
  }

  /// One value of each setting, in the order of the slices.
  private static func firstValues(_ values: [FrameKind.Value?], _ settings: [Int]) -> [String] {
    settings.indices.filter { settings.firstIndex(of: settings[$0]) == $0 }.map { n in
      switch values[n] {
      case nil: "none"
      case .number(let number): number.short
      case .text(let text): text
      }
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
    let areTight = attribute.spread.map { Self.areTight(sorted, starts, $0) } ?? true
    let words = Set(texts).sorted()
    return values.map { value in
      switch value {
      case nil: -1
      case .number(let number): areTight ? starts.count { $0 <= number } : 0
      case .text(let text): 1_000_000 + (words.firstIndex(of: text) ?? 0)
      }
    }
  }

  /// Whether the numbers of each setting lie within a factor of each other.
  private static func areTight(_ sorted: [Double], _ starts: [Double], _ spread: Double) -> Bool {
    let ends = starts.map { start in sorted.last { $0 < start } ?? start } + sorted.suffix(1)
    return zip(sorted.prefix(1) + starts, ends).allSatisfy { $1 <= spread * $0 }
  }

  /// One value of each setting, in order, where from two to four settings come round in turn, each twice at least;
  /// `nil` where they don't.
  ///
  /// Of two series or acquisitions one may begin or end with several slices; four fifths of the changes are enough.
  private static func alternation(
    _ attribute: Attribute, _ values: [FrameKind.Value?], _ settings: [Int]
  ) -> [String]? {
    let period = Set(settings).count
    guard (2...4).contains(period), settings.count >= 2 * period else { return nil }
    let isRegular =
      Set(settings.prefix(period)).count == period
      && zip(settings, settings.dropFirst(period)).allSatisfy { $0 == $1 }
    let changes = zip(settings, settings.dropFirst()).count { $0 != $1 }
    let isNearlySo = attribute.meaning != .settings && period == 2 && changes * 10 >= (settings.count - 1) * 8
    guard isRegular || isNearlySo else { return nil }
    return firstValues(values, settings)
  }
}
