/// What kind of thing a fit learned.
public enum FitKind: String, Hashable, Codable, Sendable, CaseIterable {
  /// Levels of a clinical factor.
  case encoding
  /// Values put in the place of missing ones.
  case imputation
  /// Locations and scales of batches.
  case harmonisation
  /// Which columns vary at all.
  case constantColumns
  /// Which columns stay as they are when the image is perturbed.
  case robustness
  /// Centres and scales.
  case scaling
  /// Which columns pass a filter.
  case filter
  /// Which columns are kept.
  case selection
  /// Which subjects are repeated or invented to balance the classes.
  case oversampling
  /// A classifier.
  case classifier
  /// The choice among settings.
  case tuning
  /// The map from scores to probabilities.
  case calibration
  /// A cutoff.
  case threshold
  /// The standard scale of a normalisation, from landmarks of images.
  case intensityLandmarks
  /// The moment at which an iterative fit was stopped, by the loss of the subjects seen.
  case earlyStopping
  /// Slices of a network's input, from the volumes of the subjects seen.
  case inputDepth
  /// The last block of a network, together with the head behind it.
  case fineTuning
  /// Size in mm of a network's input, and its slices, from the lesions of the subjects seen.
  case inputCrop

  /// What was learned, in a reader's words. The raw value is the key of `fits.json`.
  package var words: String {
    switch self {
    case .encoding: "the encoding of levels"
    case .imputation: "imputation"
    case .harmonisation: "harmonisation"
    case .constantColumns: "the search for constant columns"
    case .robustness: "the search for robust columns"
    case .scaling: "scaling"
    case .filter: "a filter of columns"
    case .selection: "selection"
    case .oversampling: "oversampling"
    case .classifier: "the classifier"
    case .tuning: "tuning"
    case .calibration: "calibration"
    case .threshold: "the cutoff"
    case .intensityLandmarks: "the landmarks of intensities"
    case .earlyStopping: "early stopping"
    case .inputDepth: "the number of slices of the input"
    case .inputCrop: "the size of the input"
    case .fineTuning: "the training of the last block"
    }
  }
}

/// An ordered record of every fit: its kind, its purpose, and exactly the subjects that it used. It is part of the
/// results, and an audit proves from it that no test subject was seen.
public struct FitLog: Hashable, Sendable {
  /// One fit.
  public struct Entry: Hashable, Sendable {
    /// The kind of fit.
    public let kind: FitKind
    /// Its purpose.
    public let purpose: FitPurpose
    /// Position in ``FitLog/cohorts`` of the subjects it saw.
    public let cohort: Int
    /// Words for a reader about the outcome of the fit, such as the columns that were dropped. No rule reads them.
    public let detail: String
    /// The setting of a classifier, or the one that a tuning chose.
    public let setting: FitSetting?
    /// The outcome of the fit, if an audit or a flag needs it.
    public let fact: FitFact?

    /// The same fit in a log that has its subjects at another position.
    func moved(to cohort: Int) -> Entry {
      Entry(kind: kind, purpose: purpose, cohort: cohort, detail: detail, setting: setting, fact: fact)
    }
  }

  /// Subjects that a purpose promises not to show to any of its fits: a test set, or the part that a fold holds out.
  public struct HeldOut: Hashable, Codable, Sendable {
    /// Fits of this purpose, and of its parts, must not have seen them.
    public let purpose: FitPurpose
    /// Position in ``FitLog/cohorts`` of the subjects.
    public let cohort: Int
  }

  /// The fits in the order of the program, which is the same for any number of workers.
  public private(set) var entries: [Entry] = []
  /// The subjects held out of each purpose, in the order of the program. An audit checks the entries against them.
  public private(set) var heldOut: [HeldOut] = []
  /// The distinct lists of subjects seen, each stored once, since a grid search shows the same subjects to many fits.
  public private(set) var cohorts: [[String]] = []
  /// Where in ``cohorts`` a list is.
  private var places = CohortPlaces()
  /// The purpose of the fits that are recorded next.
  public var purpose: FitPurpose

  /// An empty log whose next fits are for `purpose`.
  public init(purpose: FitPurpose = FitPurpose()) { self.purpose = purpose }

  init(purpose: FitPurpose, entries: [Entry], cohorts: [[String]], heldOut: [HeldOut]) {
    (self.purpose, self.entries, self.cohorts, self.heldOut) = (purpose, entries, cohorts, heldOut)
    for at in cohorts.indices { places.add(at, cohorts[at]) }
  }

  /// Records a fit that saw `subjects`.
  /// - Parameters:
  ///   - detail: words for a reader.
  ///   - setting: the setting of a classifier, or the one that a tuning chose.
  ///   - fact: the outcome of the fit, if an audit or a flag needs it.
  public mutating func record(
    _ kind: FitKind, subjects: [String], detail: String = "", setting: FitSetting? = nil, fact: FitFact? = nil
  ) {
    entries.append(
      Entry(
        kind: kind, purpose: purpose, cohort: position(of: subjects), detail: detail, setting: setting, fact: fact))
  }

  /// Promises that no fit for this purpose, or for its part `part`, sees `subjects`.
  public mutating func holdOut(_ subjects: [String], part: FitPurpose.Part? = nil) {
    let whole = part.map(purpose.part) ?? purpose
    heldOut.append(HeldOut(purpose: whole, cohort: position(of: subjects)))
  }

  /// The subjects held out.
  public func subjects(of held: HeldOut) -> [String] { cohorts[held.cohort] }

  /// The subjects a fit saw.
  public func subjects(of entry: Entry) -> [String] { cohorts[entry.cohort] }

  /// The fits that saw at least one of `subjects`.
  public func entries(seeing subjects: Set<String>) -> [Entry] {
    let seen = cohorts.map { cohort in cohort.contains { subjects.contains($0) } }
    return entries.filter { seen[$0.cohort] }
  }

  /// Appends the fits of `other`, which were done elsewhere, such as on another thread.
  public mutating func append(_ other: FitLog) {
    let moved = other.cohorts.map { position(of: $0) }
    entries += other.entries.map { $0.moved(to: moved[$0.cohort]) }
    heldOut += other.heldOut.map { HeldOut(purpose: $0.purpose, cohort: moved[$0.cohort]) }
  }

  /// The log with repeated subjects of a bootstrap sample under their own ids, each once.
  func withoutMarks() -> FitLog {
    var result = FitLog(purpose: purpose)
    for entry in entries {
      var known: Set<String> = []
      let ids = cohorts[entry.cohort].map { FeatureTable.original(of: $0) }.filter { known.insert($0).inserted }
      result.entries.append(entry.moved(to: result.position(of: ids)))
    }
    return result
  }

  /// An empty log for a part of this one's work.
  package func branch(_ part: FitPurpose.Part) -> FitLog { FitLog(purpose: purpose.part(part)) }

  private mutating func position(of subjects: [String]) -> Int {
    // The many fits of a grid search see one list, which is not even compared.
    if let last = cohorts.last, last == subjects { return cohorts.count - 1 }
    if let known = places.candidates(for: subjects).last(where: { cohorts[$0] == subjects }) { return known }
    cohorts.append(subjects)
    places.add(cohorts.count - 1, subjects)
    return cohorts.count - 1
  }
}

/// Positions of lists by their hash. Leave-one-out has several lists for each patient, and the time to compare each
/// with all others would grow with the cube of the patients. Two logs are equal if their lists are; these positions do
/// not count.
private struct CohortPlaces: Hashable, Sendable {
  private var places: [Int: [Int]] = [:]

  mutating func add(_ place: Int, _ subjects: [String]) { places[subjects.hashValue, default: []].append(place) }

  func candidates(for subjects: [String]) -> [Int] { places[subjects.hashValue] ?? [] }

  static func == (a: CohortPlaces, b: CohortPlaces) -> Bool { true }

  func hash(into hasher: inout Hasher) {}
}
