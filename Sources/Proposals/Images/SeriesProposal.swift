import Records

/// A series as it is proposed, with what it is for each patient.
struct SeriesProposal: Sendable {
  /// What was found for a patient.
  struct Found: Sendable {
    var image: String?
    var mask: String?
    var region: String?
    /// Why the series cannot be read for the patient as it is proposed.
    var problem: Problem?
    /// What a reader should know although the series can be read.
    var note: String?
  }

  /// Why a series has no image or no region of a patient.
  enum Problem: Hashable, Sendable {
    case noImage, noMask
    case severalImages([String])
    case severalMasks([String])
    case noRegion(among: [String])
    case severalRegions([String])
    /// Something else, in words.
    case other(String)

    /// The problem as a sentence.
    var words: String {
      switch self {
      case .noImage: "no image."
      case .noMask: "no contours."
      case .severalImages(let found): "several images fit: \(found.shown)."
      case .severalMasks(let found): "several files of contours fit: \(found.shown)."
      case .noRegion(let names): names.isEmpty ? "no region." : "no such region; there are \(names.shown)."
      case .severalRegions(let names): "several regions fit: \(names.shown)."
      case .other(let text): text
      }
    }
  }

  /// A line of the study file: a key with its value as YAML.
  struct Entry: Sendable {
    let key: String
    let value: String
  }

  let name: String
  var entries: [Entry]
  /// Remarks for the reader of the study file.
  var remarks: [String]
  /// What somebody must decide, which is said in the terminal too.
  var asks: [String] = []
  /// What was found, by the id of the patient; patients who are absent have nothing.
  var found: [String: Found]

  /// Names of regions in the files of contours, with the number of their patients.
  var regions: [(name: String, count: Int)] = []
  /// How the series would be with other names of its region; `nil` where its contours have no names.
  var renamed: Renaming?
  /// The series whose contours it takes, and how it would be with those of another form of that series.
  var followed: (series: String, take: @Sendable (SeriesProposal) -> SeriesProposal)?

  /// How a series is made with given names of its region.
  struct Renaming: Sendable {
    /// The names or patterns that are proposed, tried in their order.
    let rois: [String]
    /// Whether several can be given.
    let takesSeveral: Bool
    let make: @Sendable ([String]) -> SeriesProposal
  }

  /// How it would be with other rules; `nil` where nothing but paths finds it.
  var linked: Ruling<LinkRules>?
  /// How it would be with other patterns of paths.
  var pathed: Ruling<PathRules>?

  /// The rules of a series, and how it is made with others.
  struct Ruling<Rules: Sendable>: Sendable {
    let rules: Rules
    let make: @Sendable (Rules) -> SeriesProposal
  }

  /// Whether contours were found for it, so that a study can use it.
  var hasRegions: Bool { entries.contains { $0.key.hasPrefix("mask") || $0.key.hasPrefix("roi") } }
}
