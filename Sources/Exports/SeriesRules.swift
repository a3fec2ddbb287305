import Extraction
import ImageFiles

/// Rules that choose one series of a patient.
package struct SeriesRules: Hashable, Codable, Sendable {
  /// How one of several series is chosen.
  package enum Choice: String, Hashable, Codable, Sendable, CaseIterable {
    case latest, earliest
    case mostSlices = "most-slices"
    /// The one that a fitting structure set was drawn on.
    case contoured
  }

  /// Pattern of the modality; `nil` for any.
  package var modality: String?
  /// Patterns of the description, of which one must match; empty for any.
  package var description: [String]
  /// Patterns that must each match a value of ImageType.
  package var imageType: [String]
  /// Echo time in ms, of every slice.
  package var echoTime: ClosedRange<Double>?
  /// Repetition time in ms, of every slice.
  package var repetitionTime: ClosedRange<Double>?
  /// The plane of the slices.
  package var orientation: SliceOrientation?
  /// Number of slices.
  package var slices: ClosedRange<Int>?
  /// How one of several is chosen; `nil` if several are an open question.
  package var choose: Choice?

  /// Rules that every series fits, but for those that are given.
  package init(
    modality: String? = nil, description: [String] = [], imageType: [String] = [], echoTime: ClosedRange<Double>? = nil,
    repetitionTime: ClosedRange<Double>? = nil, orientation: SliceOrientation? = nil, slices: ClosedRange<Int>? = nil,
    choose: Choice? = nil
  ) {
    (self.modality, self.description, self.imageType) = (modality, description, imageType)
    (self.echoTime, self.repetitionTime) = (echoTime, repetitionTime)
    (self.orientation, self.slices, self.choose) = (orientation, slices, choose)
  }

  /// Whether a series fits every rule, before one of several is chosen. What a series does not say fits no rule about
  /// it.
  package func fits(_ series: ExportSeries) -> Bool {
    func lie(_ values: [Double], in range: ClosedRange<Double>?) -> Bool {
      range.map { range in !values.isEmpty && values.allSatisfy(range.contains) } ?? true
    }
    return modality.map { isMeant(series.modality, by: $0) } ?? true
      && (description.isEmpty || description.contains { isMeant(series.description, by: $0) })
      && imageType.allSatisfy { wanted in series.imageTypes.contains { isMeant($0, by: wanted) } }
      && lie(series.echoTimes, in: echoTime) && lie(series.repetitionTimes, in: repetitionTime)
      && (orientation.map { $0 == series.orientation } ?? true)
      && (slices.map { $0.contains(series.slices) } ?? true)
  }

  /// The series of these that the rules mean.
  /// - Parameter isContoured: whether a fitting structure set was drawn on a series; asked only for `choose:
  ///   contoured`.
  package func chosen(among all: [ExportSeries], isContoured: (ExportSeries) -> Bool) -> Chosen<ExportSeries> {
    let fitting = all.filter(fits)
    switch choose {
    case nil: return Chosen(fitting)
    case .latest: return Chosen(fitting, made: \.made, isLatest: true)
    case .earliest: return Chosen(fitting, made: \.made, isLatest: false)
    case .mostSlices: return Chosen(fitting.filter { $0.slices == fitting.map(\.slices).max() })
    case .contoured: return Chosen(fitting.count > 1 ? fitting.filter(isContoured) : fitting, of: fitting)
    }
  }
}

/// Whether a name of a header is meant by a text of the study file: by itself, or as a pattern. A description may hold
/// brackets and stars, and the lines that are proposed have it as it is.
private func isMeant(_ name: String, by text: String) -> Bool {
  name.lowercased() == text.lowercased() || FilePattern.matches(name, pattern: text)
}

/// What a rule leaves of several candidates.
package enum Chosen<Candidate: Sendable>: Sendable {
  case none
  case one(Candidate)
  /// The rule does not decide between these.
  case several([Candidate])

  /// - Parameter all: the candidates that stay in question where none is left.
  package init(_ left: [Candidate], of all: [Candidate] = []) {
    switch left.count {
    case 1: self = .one(left[0])
    case 0: self = all.isEmpty ? .none : .several(all)
    default: self = .several(left)
    }
  }

  /// The candidates of the latest or the earliest time. All stay in question if a time is unknown, and so do two of
  /// which one has only the date on which the other was made.
  init(_ all: [Candidate], made: (Candidate) -> String, isLatest: Bool) {
    let times = all.map(made)
    guard all.count > 1, !times.contains(""), let end = isLatest ? times.max() : times.min() else {
      self.init(all)
      return
    }
    self.init(zip(all, times).filter { $1.hasPrefix(end) || end.hasPrefix($1) }.map(\.0))
  }
}

/// Rules that choose one structure set of those that were drawn on a series.
package struct StructureSetRules: Hashable, Codable, Sendable {
  /// How one of several structure sets is chosen.
  package enum Choice: String, Hashable, Codable, Sendable, CaseIterable { case latest, earliest }

  /// Patterns of the label, tried in this order among the structure sets that have the region; empty for any.
  package var label: [String]
  /// Whether only approved ones count.
  package var isApproved: Bool
  /// How one of several is chosen; `nil` if several are an open question.
  package var choose: Choice?

  /// Rules that every structure set fits, but for those that are given.
  package init(label: [String] = [], isApproved: Bool = false, choose: Choice? = nil) {
    (self.label, self.isApproved, self.choose) = (label, isApproved, choose)
  }

  /// Every structure set.
  package static let any = StructureSetRules()

  /// Whether a structure set fits, before one of several is chosen.
  package func fits(_ set: ExportRegions) -> Bool {
    (label.isEmpty || label.contains { isMeant(set.traits.label, by: $0) }) && (!isApproved || set.traits.isApproved)
  }

  /// Of structure sets that fit, those whose label is meant by the first pattern that means any.
  private func preferred<Candidate>(_ all: [Candidate], set: (Candidate) -> ExportRegions) -> [Candidate] {
    for pattern in label {
      let meant = all.filter { isMeant(set($0).traits.label, by: pattern) }
      if !meant.isEmpty { return meant }
    }
    return all
  }

  /// What is left of these structure sets.
  func chosen<Candidate>(
    among all: [Candidate], set: (Candidate) -> ExportRegions
  ) -> Chosen<Candidate> {
    let meant = preferred(all, set: set)
    switch choose {
    case nil: return Chosen(meant)
    case .latest: return Chosen(meant, made: { set($0).made }, isLatest: true)
    case .earliest: return Chosen(meant, made: { set($0).made }, isLatest: false)
    }
  }
}
