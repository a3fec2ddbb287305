import Exports

/// Labels of structure sets that may be names of observers. Contours of several must not be mixed by their dates.
struct StructureSetLabels {
  /// Labels of three patients in ten or more, with their patients, the most frequent first.
  private let labels: [(label: String, patients: Int)]

  /// - Parameter patients: PatientIDs with contours of the sequence.
  init(_ patients: Set<String>, _ index: ExportIndex) {
    var owners: [String: Set<String>] = [:]
    for patient in patients {
      for set in index.regionSets(of: patient) where !Self.stem(set.traits.label).isEmpty {
        owners[set.traits.label, default: []].insert(patient)
      }
    }
    let frequent = owners.filter { 10 * $0.value.count >= 3 * patients.count }
    labels = frequent.map { ($0.key, $0.value.count) }.sorted { ($1.patients, $0.label) < ($0.patients, $1.label) }
  }

  /// Whether contours of several observers may be there. Versions of one name are no observers.
  var areSeveral: Bool { Set(labels.map { Self.stem($0.label) }).count > 1 }

  /// One rule for each label, if there are several observers.
  var rules: [StructureSetRules] {
    areSeveral ? labels.map { StructureSetRules(label: ExportedImages.literal($0.label)) } : []
  }

  /// What a reader must decide.
  var remarks: [String] {
    guard areSeveral else { return [] }
    let shown = labels.prefix(8).map { "\"\($0.label.printable)\" (\($0.patients))" }.joined(separator: ", ")
    return [
      "structure sets with their patients: \(shown). If these are observers, contours of one must be taken in all "
        + "patients: structure-set: {label: …}; none was chosen by its date"
    ]
  }

  /// The letters of a label without words of versions: `GTV v1` and `gtv_final` are one.
  private static func stem(_ label: String) -> String {
    label.lowercased().split { !$0.isLetter }.map(String.init).filter { !versions.contains($0) }.joined()
  }

  private static let versions: Set<String> = [
    "v", "ver", "version", "rev", "revision", "final", "draft", "old", "new", "copy", "approved", "unapproved",
    "edited", "corrected", "structure", "set", "struct", "rtstruct", "rs", "plan", "contours", "rois",
  ]
}
