import Cohorts
import Extraction
import Records

/// Why the inputs of a prediction or of a validation cannot be used.
package enum PredictionInputError: Error, Sendable, Hashable {
  /// An option gives images, but the model was trained on a table with these columns.
  case imagesForTable(option: String, columns: [String])
  /// An option gives a feature table, but the model was trained on images or on factors only.
  case tableForOthers(option: String, needsImages: Bool)
  /// An option that only models of images have.
  case noImages(option: String)
  /// `SERIES=VALUE` of a series that the only series of the model is not.
  case otherSeries(option: String, text: String, needed: String)
  /// A value without its series, where the model needs several.
  case seriesNotNamed(option: String, text: String, needed: [String])
  /// Two values for one series.
  case seriesTwice(option: String, series: String)
  /// The study file lacks a series of the model.
  case noSeries(String, known: [String])
  /// The study file names no mask of the reference tissue of a series.
  case noReferenceTissue(series: String)
  /// `--factor` without `=`.
  case factorWithoutValue(String)
  /// `--factor` of a factor that the model does not have.
  case otherFactor(String, known: [String])
  /// Two values for one factor.
  case factorTwice(String)
  /// A factor that is a number in the model.
  case factorIsNoNumber(String, text: String)
  /// The study file lacks a factor of the model.
  case noFactor(String, known: [String])
  /// The batch of a patient is not given.
  case noBatch(column: String, known: [String])
  /// The batch of a patient is none of training.
  case unknownBatch(String, column: String, known: [String])
  /// The study file does not harmonise over the column of the model.
  case noHarmonisation(column: String)
  /// The study file has no feature table.
  case noTable
  /// An option gives images to a model that reads vectors alone.
  case imagesForVectors(option: String, [VectorRecord])
  /// An option gives a feature table to a model that reads vectors alone.
  case featuresForVectors(option: String, [VectorRecord])
  /// The model reads vectors and no table of them is given.
  case noVectors([VectorRecord])
  /// `--deep-table` for a model that reads no vectors.
  case vectorsForOthers
  /// A table of vectors that is named as none of the model, or not named where the model needs several.
  case otherVectors(String, needed: [VectorRecord])
  /// The study file has no table of vectors.
  case noVectorTable
  /// A column of the model is in the table and cannot be used.
  case unusableColumn(table: String, CohortFinding)
  /// Columns of the model that the table lacks.
  case noColumns(table: String, [String])
  /// Columns of the model in which nobody has a value.
  case emptyColumns(table: String, [String])
  /// A table without rows.
  case noRows(table: String)
  /// A table of cases without the factors that the model reads.
  case noFactors(table: String, factor: String)
  /// A patient of the feature table who is not in the table of factors.
  case noRow(String, table: String, features: String)
  /// The study file computes features in another way than training did.
  case otherExtraction(ExtractionDifference)
}

/// The first difference between the extraction of a study file and that of training.
package enum ExtractionDifference: Sendable, Hashable {
  case profile(ExtractionSettings.Profile, trained: ExtractionSettings.Profile)
  case setting(String, trained: String)
}

extension [VectorRecord] {
  /// `512 columns of embeddings.csv`.
  package var words: String {
    map { "\($0.columns.count) \($0.columns.count == 1 ? "column" : "columns") of \($0.file)" }.joined(separator: ", ")
  }
}

extension ExtractionDifference: CustomStringConvertible {
  /// Such as `profile ibsi instead of pyradiomics`.
  package var description: String {
    switch self {
    case .profile(let own, let trained): "profile \(own.rawValue) instead of \(trained.rawValue)"
    case .setting(let own, let trained): "\"\(own)\" instead of \"\(trained)\""
    }
  }
}

extension PredictionInputError: CustomStringConvertible {
  /// The cause and what to do next.
  package var description: String {
    switch self {
    case .imagesForTable(let option, let columns):
      "\(option): this model was trained on a feature table, not on images. Give a table with --features; it needs "
        + "\(columns.count) columns, such as \(columns.prefix(3).joined(separator: ", "))."
    case .tableForOthers(let option, let needsImages):
      "\(option): this model was not trained on a feature table. Give \(needsImages ? "images" : "factors") "
        + "with --case or --cases."
        + (needsImages
          ? " It computes features itself, because it compares spacing, intensities and scanner with those of training."
          : "")
    case .noImages(let option): "\(option): this model uses no images. Leave the option out."
    case .otherSeries(let option, let text, let needed):
      "\(option) \(text): this model needs only the series \(needed). Leave out \(text.prefix { $0 != "=" })."
    case .seriesNotNamed(let option, let text, let needed):
      "\(option) \(text): write it as SERIES=VALUE; the model needs the series \(needed.joined(separator: ", "))."
    case .seriesTwice(let option, let series): "\(option): \(series) is given twice. Give one value per series."
    case .noSeries(let name, let known):
      "the study file has no series \"\(name)\"\(suggestion(for: name, among: known)), which the model needs. It has "
        + "\(known.isEmpty ? "none" : known.joined(separator: ", "))."
    case .noReferenceTissue(let series):
      "\(SeriesFailure(series: series, cause: SeriesInputError.noReferenceTissue)). Name it in the study file."
    case .factorWithoutValue(let text): "--factor \(text): write it as NAME=VALUE."
    case .otherFactor(let name, let known):
      "--factor \(name): is not a factor of this model\(suggestion(for: name, among: known)). "
        + (known.isEmpty ? "It has none." : "It has \(known.joined(separator: ", ")).")
    case .factorTwice(let name): "--factor \(name): is given twice. Give one value."
    case .factorIsNoNumber(let name, let text):
      "\(name) is \"\(text)\". Expected a number, or nothing where it is not known."
    case .noFactor(let name, let known):
      "the study file has no factor \"\(name)\"\(suggestion(for: name, among: known)), which the model needs. Use "
        + "this name; a column with empty cells means that the factor is unknown."
    case .noBatch(let column, let known):
      "\(column) is not given, and the model harmonises over it. Give one of \(known.joined(separator: ", "))."
    case .unknownBatch(let batch, let column, let known):
      "\(column) is \"\(batch)\", but the model knows only \(known.joined(separator: ", ")). Location and scale of "
        + "another batch cannot be estimated from one patient."
    case .noHarmonisation(let column):
      "the model harmonises over \"\(column)\", so the study file needs learning: {harmonise: {name: combat, batch: "
        + "\(column)}}."
    case .imagesForVectors(let option, let records):
      """
      \(option): this model reads vectors that were computed elsewhere (\(records.words)), not images. Give vectors of \
      the same network with --deep-table.
      """
    case .featuresForVectors(let option, let records):
      """
      \(option): this model reads vectors that were computed elsewhere (\(records.words)). Give them with \
      --deep-table, and factors with --cases.
      """
    case .noVectors(let records):
      "this model reads vectors that were computed elsewhere (\(records.words)). Give vectors of the same network with "
        + "--deep-table."
    case .vectorsForOthers:
      "--deep-table: this model reads no vectors that were computed elsewhere. Leave the option out."
    case .otherVectors(let text, let needed):
      """
      --deep-table \(text): the model needs \
      \(needed.count == 1 ? "one table" : "the tables \(needed.map(\.name).joined(separator: ", "))"). Give each \
      once\(needed.count == 1 ? "" : ", as NAME=FILE").
      """
    case .noVectorTable:
      "the model reads vectors that were computed elsewhere, so the study file needs deep: {table: …} for this network."
    case .noTable: "the model was trained on a feature table, so the study file needs features: {table: …}."
    case .unusableColumn(let table, let finding):
      "\(table): the model needs a column that cannot be used. \(finding.title) \(finding.detail)"
    case .noColumns(let table, let columns):
      """
      \(table): lacks \(columns.count) columns of the model, for example \(columns.prefix(3).joined(separator: ", ")). \
      Compute features with the settings that the model was trained with.
      """
    case .emptyColumns(let table, let columns):
      "\(table): no patient has a value of \(columns.prefix(3).joined(separator: ", "))"
        + (columns.count > 3 ? " and \(columns.count - 3) more columns" : "")
        + ", which the model needs. Give the values, or validate a model that does not read them."
    case .noRows(let table): "\(table): has no rows. Add one row per patient."
    case .noFactors(let table, let factor):
      "\(table): is the cases.csv of apus study init, which has no clinical factors, but the model reads \(factor). Give "
        + "the clinical table with --clinical."
    case .noRow(let id, let table, let features):
      "\(table): has no row \"\(id)\", but \(features) does. Add the row or correct the id."
    case .otherExtraction(let difference):
      "the study file computes features with other settings than in training: \(difference). Name the model's "
        + "settings in features, or give --accept profile to use the model's settings anyway."
    }
  }
}
