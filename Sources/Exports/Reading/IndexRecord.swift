import ImageFiles

/// What the slices of a series say alike, kept once for all of them.
struct SliceFacts: Hashable {
  var patientID: String
  /// Number of the person within the PatientID.
  var person: Int
  var studyUID: String
  var seriesUID: String
  var frameOfReferenceUID: String
  var modality: String
  var description: String
  var made: String
  var imageTypes: [String]
  var echoTimes: [Double]
  var repetitionTimes: [Double]
  var orientation: SliceOrientation?
  var frames: Int
}

/// What is known of the files of an export: the form in which an index is stored.
struct IndexRecord {
  /// A file of an image series, with the place of its facts.
  struct Slice {
    let file: ExportFile
    let facts: Int
  }

  private(set) var facts: [SliceFacts] = []
  private(set) var slices: [Slice] = []
  private(set) var regions: [ExportRegions] = []
  /// Files that are neither, such as reports and tables.
  private(set) var others: [ExportFile] = []
  /// PatientIDs that seem to be one person.
  var samePersons: [[String]] = []
  private var places: [SliceFacts: Int] = [:]

  mutating func add(_ slice: ExportFile, _ facts: SliceFacts) {
    slices.append(Slice(file: slice, facts: place(of: facts)))
  }

  mutating func add(_ set: ExportRegions) { regions.append(set) }

  mutating func add(other file: ExportFile) { others.append(file) }

  /// Adds a slice whose facts are here already, which are long and are therefore not looked up for every slice.
  mutating func add(_ slice: ExportFile, at place: Int) { slices.append(Slice(file: slice, facts: place)) }

  /// The place of facts, which they get if they have none.
  mutating func place(of facts: SliceFacts) -> Int {
    if let place = places[facts] { return place }
    places[facts] = self.facts.count
    self.facts.append(facts)
    return self.facts.count - 1
  }
}

extension IndexRecord {
  /// The series of its slices, by PatientID, description and UID. One UID under two PatientIDs is two series.
  var series: [ExportSeries] {
    // Slices share their facts, so texts are compared once for these and not for every slice.
    let ofFacts = Dictionary(grouping: facts.indices) { [facts[$0].patientID, facts[$0].seriesUID] }
    var group = [Int](repeating: 0, count: facts.count)
    for places in ofFacts.values { for place in places { group[place] = places[0] } }
    let groups = Dictionary(grouping: slices) { group[$0.facts] }
    return groups.values.map(series).sorted {
      ($0.patientID, $0.description, $0.seriesUID) < ($1.patientID, $1.description, $1.seriesUID)
    }
  }

  private func series(_ slices: [Slice]) -> ExportSeries {
    let files = slices.map(\.file).sorted { $0.path < $1.path }
    // What most slices say comes first, whatever the order in which files were read.
    let places = Dictionary(grouping: slices, by: \.facts).mapValues(\.count).sorted { one, other in
      let (first, second) = (facts[one.key], facts[other.key])
      return (other.value, first.description, first.studyUID, first.modality)
        < (one.value, second.description, second.studyUID, second.modality)
    }
    let all = places.map { facts[$0.key] }
    let orientations = Set(all.map(\.orientation))
    let first = all[0]
    return ExportSeries(
      patientID: first.patientID, studyUID: first.studyUID, seriesUID: first.seriesUID,
      framesOfReference: Set(all.map(\.frameOfReferenceUID)).subtracting([""]).sorted(), modality: first.modality,
      description: first.description, imageTypes: Set(all.flatMap(\.imageTypes)).sorted(),
      echoTimes: Set(all.flatMap(\.echoTimes)).sorted(), repetitionTimes: Set(all.flatMap(\.repetitionTimes)).sorted(),
      orientation: orientations.count == 1 ? first.orientation : nil,
      slices: places.reduce(0) { $0 + $1.value * facts[$1.key].frames },
      made: all.map(\.made).filter { !$0.isEmpty }.min() ?? "", files: files,
      persons: Set(all.map(\.person)).sorted())
  }

  /// The structure sets by PatientID, time and path.
  var regionSets: [ExportRegions] {
    regions.sorted { ($0.patientID, $0.made, $0.file.path) < ($1.patientID, $1.made, $1.file.path) }
  }
}
