import Cohorts
import Extraction
import Records
import StudyFiles

// The inputs of a study: the feature table, or the images with their settings; the clinical table; external programs.
extension StudyFile {
  /// Where the features of the patients come from.
  /// - Parameter programCache: folder for the results of an external program.
  func featureSupply(cache: ContentCache, programCache: String, clock: StageClock) throws -> FeatureSupply {
    if let table = try featureTable() { return .table(table) }
    return .images(
      CaseExtractor(
        series: cohortSeries, settings: try extractionSettings(), cache: cache,
        biasField: try biasFieldCorrection(cache: programCache), clock: clock, networks: networks, seed: seed,
        hasShuffledControl: controls.shuffledVoxels))
  }

  /// The feature table of a study that has one.
  private func featureTable() throws -> FeatureTableSource? {
    guard case .table(let source) = features else { return nil }
    do {
      return try FeatureTableSource(source, of: self)
    } catch let error as TableError {
      throw StudyRunError.table(error)
    }
  }

  /// Feature columns, all series together; no image is opened.
  func columnCount() throws -> Int {
    if let table = try featureTable() { return table.columns.count }
    return try extractionSettings().columns.count * series.count
  }

  /// The external program, if a series needs it. It is looked for before any work is done.
  private func biasFieldCorrection(cache: String) throws -> BiasFieldCorrection? {
    guard needsBiasFieldCorrection else { return nil }
    do {
      return try BiasFieldCorrection(cache: cache)
    } catch {
      throw StudyRunError.toolMissing(error)
    }
  }
}
