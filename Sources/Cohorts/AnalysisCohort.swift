import Features
import Learning
import Results
import StudyFiles

/// The patients analysed: clinical values and features joined by id, in the order of the clinical table.
package struct AnalysisCohort {
  package let study: StudyFile
  package let patients: [Patient]
  package let columns: [String]
  package let features: [CaseFeatures]
  /// What was fitted on images before features could be taken; empty where nothing was.
  package var imageFits = ImageFits()

  /// All parts, as they are.
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
  package var outcomes: [Bool] { patients.map(\.outcome) }

  /// Patients by class, of all or of some positions.
  package func counts(_ positions: [Int]? = nil) -> InclusionFlow.ClassCounts {
    let chosen = (positions ?? Array(patients.indices)).map { patients[$0].outcome }
    let events = chosen.count { $0 }
    return InclusionFlow.ClassCounts(events: events, nonEvents: chosen.count - events)
  }

  /// Image features; undefined values are missing, and imputed inside each fit.
  package var imageTable: FeatureTable {
    FeatureTable(subjects: ids, columns: columns, rows: features.map { $0.values.map(\.number) })
  }

  /// Image features by the fit on images of each outer training set, where those differ.
  package var imageTables: [TrainingSet: FeatureTable] {
    imageFits.variants.mapValues { features in
      FeatureTable(subjects: ids, columns: columns, rows: features.map { $0.values.map(\.number) })
    }
  }

  /// The same columns with each lesion's voxels in random order; `nil` unless that control was asked for.
  package var shuffledTable: FeatureTable? {
    let rows = features.compactMap { $0.shuffled?.map(\.number) }
    return rows.isEmpty ? nil : FeatureTable(subjects: ids, columns: columns, rows: rows)
  }

  /// Lesion volume in ml, one per patient: of the first series, on which the lesion is drawn, or the named column of a
  /// feature table; `nil` where the study does not know it.
  package var volumes: [Double?]? {
    features.contains { !$0.lesionVolumes.isEmpty } ? features.map { $0.lesionVolumes.first.map { $0 / 1000 } } : nil
  }

  /// Lesion volume in ml, one column.
  package var volumeTable: FeatureTable? {
    volumes.map { FeatureTable(subjects: ids, columns: [FeatureFile.volume], rows: $0.map { [$0] }) }
  }

  /// Recorded values of the factors in the models, as text.
  var clinicalTable: ClinicalTable {
    let values = modelFactors.map { position, factor in
      (factor.name, patients.map { $0.factors[position].text })
    }
    return ClinicalTable(subjects: ids, values: Dictionary(uniqueKeysWithValues: values))
  }

  /// What rows with clinical factors get: the recorded values, and how a protocol makes columns of them (levels are
  /// learned from training patients); `nil` where no factor is in the models.
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

  /// Inner folds that keep rows of one patient together; `nil` where the study names no group.
  package var groupedFolds: FoldDealing? {
    guard study.cohort.group != nil else { return nil }
    return .grouped(Dictionary(patients.map { ($0.id, $0.group ?? $0.id) }) { first, _ in first })
  }

  /// Groups of patients who share an image, voxel for voxel; both in the order of the table.
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
  /// How unknown levels enter the models of a protocol.
  package func unknownEncoding(in evaluation: EvaluationProtocol) -> UnknownEncoding {
    evaluation.makes(.unknownAsMiddle) ? .middle : models.unknown
  }
}

extension StudyFile.Factor {
  /// How the factor enters a model.
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
  /// The value as text; `nil` where it is not known.
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
