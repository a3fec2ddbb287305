import DeepRadiomics
import Learning

/// The features of every slice of a cohort, and the vectors that they are joined to.
package struct PatientSlices: Sendable {
  /// The slices of every patient, in the order of the tables.
  package let patients: [SliceFeatures]
  /// The same of each further view of the images; `nil` for patients who are in no training set.
  package let views: [[SliceFeatures?]]
  /// The vectors of each pooling that is not learned, with the names of its columns.
  private let tables: [(pooling: SlicePooling, table: FeatureTable)]

  /// - Parameters:
  ///   - poolings: those of the study; attention needs the columns of the mean.
  ///   - columns: the names of the features for a pooling.
  package init(
    subjects: [String], _ patients: [SliceFeatures], views: [[SliceFeatures?]] = [], poolings: [SlicePooling],
    columns: (SlicePooling) -> [String]
  ) {
    self.patients = patients
    self.views = views
    var joined: [SlicePooling] = []
    for pooling in poolings.map({ $0.isLearned ? .mean : $0 }) where !joined.contains(pooling) {
      joined.append(pooling)
    }
    tables = joined.map { pooling in
      let rows = patients.map { $0.vector(by: pooling).map { Double?.some($0) } }
      return (pooling, FeatureTable(subjects: subjects, columns: columns(pooling), rows: rows))
    }
  }

  /// The vectors by a pooling; for attention those of the mean, whose columns its heads are saved with.
  package func table(by pooling: SlicePooling) -> FeatureTable? {
    tables.first { $0.pooling == (pooling.isLearned ? .mean : pooling) }?.table
  }

  /// Every table, in the order of the study's poolings.
  package var all: [FeatureTable] { tables.map(\.table) }
}

extension DeepInputs.Features {
  /// The vectors by a pooling, with the names that saved models give them.
  package func table(by pooling: SlicePooling) -> FeatureTable { slices?.table(by: pooling) ?? table }

  /// Every table that a saved model may read.
  package var tables: [FeatureTable] { slices?.all ?? [table] }
}
