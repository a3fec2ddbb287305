import Features
import Learning
import Results
import Statistics
import StudyFiles

/// The analysed patients: clinical values and features joined by id, in the order of the clinical table.
package struct AnalysisCohort {
  package let study: StudyFile
  package let patients: [Patient]
  package let columns: [String]
  package let features: [CaseFeatures]
  /// What was fitted on images before features could be computed; empty if nothing was.
  package var imageFits = ImageFits()

  /// Takes every part as given.
  package init(
    study: StudyFile, patients: [Patient], columns: [String], features: [CaseFeatures],
    imageFits: ImageFits = ImageFits()
  ) {
    self.study = study
    self.patients = patients
    self.columns = columns
    self.features = features
    self.imageFits = imageFits
  }

  package var ids: [String] { patients.map(\.id) }
  package var outcomes: Outcomes { Outcomes(patients.map(\.outcome)) }

  /// Numbers of events and non-events among all patients or those at `positions`.
  package func counts(_ positions: [Int]? = nil) -> InclusionFlow.ClassCounts {
    (positions.map { $0.map { patients[$0] } } ?? patients).counts
  }

  /// The column of the clinical table by which the study splits or harmonises.
  package var siteColumn: String? {
    if case .site(let column) = study.split { return column }
    return study.learning?.harmonise?.batch
  }

  /// The image features. Undefined values are missing and are imputed inside each fit.
  package var imageTable: FeatureTable {
    FeatureTable(subjects: ids, columns: columns, rows: features.map { $0.values.map(\.number) })
  }

  /// The image features of each outer training set, if the fits on images make them differ.
  package var imageTables: [TrainingSet: FeatureTable] {
    imageFits.variants.mapValues { features in
      FeatureTable(subjects: ids, columns: columns, rows: features.map { $0.values.map(\.number) })
    }
  }

  /// The same columns after each lesion's voxels were shuffled; `nil` unless the study asks for that control.
  package var shuffledTable: FeatureTable? {
    let rows = features.compactMap { $0.shuffled?.map(\.number) }
    return rows.isEmpty ? nil : FeatureTable(subjects: ids, columns: columns, rows: rows)
  }

  /// Lesion volume in ml, one per patient: from the first series, on which the lesion is drawn, or from the named
  /// column of a feature table; `nil` if the study does not know it.
  package var volumes: [Double?]? {
    features.contains { !$0.lesionVolumes.isEmpty } ? features.map { $0.lesionVolumes.first.map { $0 / 1000 } } : nil
  }

  /// Lesion volume in ml as a table with one column.
  package var volumeTable: FeatureTable? {
    volumes.map { FeatureTable(subjects: ids, columns: [FeatureFile.volume], rows: $0.map { [$0] }) }
  }

  /// The recorded values of the models' factors as text.
  var clinicalTable: ClinicalTable {
    let values = modelFactors.map { position, factor in
      (factor.name, patients.map { $0.factors[position].text })
    }
    return ClinicalTable(subjects: ids, values: Dictionary(uniqueKeysWithValues: values))
  }

  /// The input of rows with clinical factors: the recorded values and their encoding in a protocol (levels are learned
  /// from training patients); `nil` if the models use no factor.
  package func clinicalInput(_ evaluation: EvaluationProtocol) -> ClinicalInput? {
    guard !study.models.factors.isEmpty else { return nil }
    let unknown = study.unknownEncoding(in: evaluation)
    let encoder = ClinicalEncoder(
      factors: modelFactors.map { _, factor in
        ClinicalFactor(name: factor.name, encoding: factor.encoding(unknown: unknown))
      })
    return ClinicalInput(table: clinicalTable, encoder: encoder)
  }

  private var modelFactors: [(Int, StudyFile.Factor)] {
    study.models.factors.compactMap { name in
      study.factors.firstIndex { $0.name == name }.map { ($0, study.factors[$0]) }
    }
  }

  /// Inner folds that keep the rows of a patient together; `nil` if the study names no group.
  package var groupedFolds: FoldDealing? {
    guard study.cohort.group != nil else { return nil }
    return .grouped(Dictionary(patients.map { ($0.id, $0.unit) }) { first, _ in first })
  }

  /// Groups of patients who share an image, voxel for voxel, in the order of the table.
  package var sharedImages: [[String]] {
    var owners: [String: Set<Int>] = [:]
    for at in patients.indices {
      for hash in features[at].imageHashes { owners[hash, default: []].insert(at) }
    }
    let groups = Set(owners.values.filter { $0.count > 1 }).map { $0.sorted() }
    return groups.sorted { $0.lexicographicallyPrecedes($1) }.map { group in group.map { patients[$0].id } }
  }
}

extension StudyFile {
  /// How unknown levels are encoded in the models of a protocol.
  package func unknownEncoding(in evaluation: EvaluationProtocol) -> UnknownEncoding {
    evaluation.makes(.unknownAsMiddle) ? .middle : models.unknown
  }
}

extension StudyFile.Factor {
  /// How the factor is encoded in a model.
  package func encoding(unknown: StudyFile.UnknownEncoding) -> ClinicalEncoding {
    switch kind {
    case .continuous(let cut?): .dichotomised(cut: cut)
    case .continuous(nil): .continuous
    case .categorical(let levels, _) where levels.count == 2 && unknown == .middle:
      .ordinalWithUnknown(negative: levels[0].name, positive: levels[1].name)
    case .categorical: .oneHot
    }
  }
}

extension FactorValue {
  /// The value as text; `nil` if unknown.
  package var text: String? {
    switch self {
    case .number(let value): "\(value)"
    case .level(let name): name
    case .unknown: nil
    }
  }

  package var number: Double? { if case .number(let value) = self { value } else { nil } }
  package var level: String? { if case .level(let name) = self { name } else { nil } }
}
