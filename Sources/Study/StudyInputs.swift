import Cohorts
import Extraction
import Records
import StudyFiles

// The inputs of a study: the feature table, or the images with their settings; the clinical table; external programs.
extension StudyRun {
  func featureSupply() throws -> FeatureSupply {
    if let table = try StudyRun.featureTable(of: study) { return .table(table) }
    return .images(
      CaseExtractor(
        series: study.cohortSeries, settings: try study.extractionSettings(), cache: ContentCache(in: folder),
        biasField: try biasFieldCorrection(), clock: clock, networks: study.networks, seed: study.seed,
        hasShuffledControl: study.controls.shuffledVoxels))
  }

  /// The feature table of a study that has one.
  private static func featureTable(of study: StudyFile) throws -> FeatureTableSource? {
    guard case .table(let source) = study.features else { return nil }
    do {
      return try FeatureTableSource(source, of: study)
    } catch let error as TableError {
      throw StudyRunError.table(error)
    }
  }

  /// Feature columns of a study, all series together; no image is opened.
  static func columnCount(of study: StudyFile) throws -> Int {
    if let table = try featureTable(of: study) { return table.columns.count }
    return try study.extractionSettings().columns.count * study.series.count
  }

  /// The external program, if a series needs it. It is looked for before any work is done.
  private func biasFieldCorrection() throws -> BiasFieldCorrection? {
    guard study.needsBiasFieldCorrection else { return nil }
    do {
      return try BiasFieldCorrection(cache: folder.file("cache"))
    } catch {
      throw StudyRunError.toolMissing(error)
    }
  }
}
