import Cohorts
import DeepRadiomics
import Learning
import Records
import Results
import StudyFiles

/// The vectors of patients from tables that another program wrote, in the place of a network.
package struct VectorSupply: Sendable {
  package let deep: StudyFile.Deep
  /// The tables, each a branch.
  package let tables: [VectorTable]

  /// Reads the tables of one network of the study.
  /// - Throws: ``StudyRunError``.
  package init(_ deep: StudyFile.Deep, of study: StudyFile) throws(StudyRunError) {
    self.deep = deep
    var read: [VectorTable] = []
    for file in deep.tables {
      read.append(try VectorTable(file, id: deep.tableID, isOneOfSeveral: deep.tables.count > 1, of: study))
    }
    tables = read
  }

  /// The columns of all tables, as models have them.
  package var columns: [String] { tables.flatMap(\.columns) }

  /// The vectors of a patient, joined.
  /// - Throws: the errors of ``VectorTable/vector(of:)``.
  package func vector(of id: String) throws -> [Double] { try tables.flatMap { try $0.vector(of: id) } }

  /// The vectors of the analysed patients, who have one each, for every training set of every protocol.
  package func inputs(of cohort: AnalysisCohort, split: StudySplit) throws -> DeepInputs {
    let table = FeatureTable(
      subjects: cohort.ids, columns: columns, rows: try cohort.ids.map { id in try vector(of: id).map { $0 } })
    let fit = DeepInputs.Fit(way: deep.way(in: .sound), fit: InputFit(depth: 1, crop: nil), subjects: [])
    let keys = EvaluationProtocol.Name.allCases.flatMap { name in
      split.attempts(patients: cohort.ids.count).map { DeepInputs.FitKey(evaluation: name, set: $0.set) }
    }
    return DeepInputs(
      deep: deep, fits: Dictionary(keys.map { ($0, fit) }) { first, _ in first }, subjects: cohort.ids,
      features: [fit.input: DeepInputs.Features(table: table, key: key, facts: facts, vectors: files)])
  }

  /// What the results say of each table.
  package var files: [VectorFile] {
    tables.map { VectorFile(file: $0.file, sha256: $0.sha256, columns: $0.names.count) }
  }

  private var key: String {
    (["vectors computed elsewhere"] + tables.map { "\($0.file) \($0.sha256)" }).joined(separator: "\n")
  }

  private var facts: DeepFacts {
    let read = tables.map { table in
      "\(table.file), SHA-256 \(table.sha256), \(table.names.count) columns (\(table.names.ends))"
    }
    return DeepFacts(
      network: "computed elsewhere; Apus read the vectors and saw neither the network nor an image",
      weights: "not known to Apus, nor what they were trained on",
      input: "not known to Apus: sequences, region, scaling and slices are for the author of the vectors to state",
      size: read.joined(separator: "; "))
  }
}

extension [String] {
  /// The first and the last name.
  fileprivate var ends: String {
    guard let first, let last, count > 1 else { return self.first ?? "" }
    return "\(first) to \(last)"
  }
}

/// What gives the features of one network of the deep arm.
package enum DeepSource: Sendable {
  case network(DeepSupply)
  case vectors(VectorSupply)

  /// One source for every network of the study. Opens weights and tables once; computes nothing.
  /// - Throws: `WeightStoreError`, `WeightFileError`, `NetworkError`, ``StudyRunError``.
  package static func all(of study: StudyFile, cache: ContentCache, _ clock: StageClock) throws -> [DeepSource] {
    let networks = try DeepSupply.all(of: study, cache: cache, clock)
    var sources: [DeepSource] = []
    for (place, deep) in study.networks.enumerated() {
      if let network = networks.first(where: { $0.place == place }) {
        sources.append(.network(network))
      } else {
        sources.append(.vectors(try VectorSupply(deep, of: study)))
      }
    }
    return sources
  }

  /// The same with series that were found in an export.
  package func with(_ series: CohortSeries) -> DeepSource {
    switch self {
    case .network(let supply): .network(supply.with(series))
    case .vectors: self
    }
  }

  /// The network's section of the study file.
  package var deep: StudyFile.Deep {
    switch self {
    case .network(let supply): supply.deep
    case .vectors(let supply): supply.deep
    }
  }

  /// The tables; `nil` for a network.
  package var vectors: VectorSupply? { if case .vectors(let supply) = self { supply } else { nil } }

  /// The network with its weights; `nil` for tables.
  package var network: DeepSupply? { if case .network(let supply) = self { supply } else { nil } }

  /// Features for every training set of every protocol.
  package func inputs(
    of cohort: AnalysisCohort, split: StudySplit, workers: Int, step: @escaping @Sendable (Int, Int) -> Void
  ) throws -> DeepInputs {
    switch self {
    case .network(let supply): try supply.inputs(of: cohort, split: split, workers: workers, step: step)
    case .vectors(let supply): try supply.inputs(of: cohort, split: split)
    }
  }
}
