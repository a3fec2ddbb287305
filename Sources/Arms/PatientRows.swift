import Cohorts
import DeepRadiomics
import Execution
import Learning
import Records

// What the networks of a study make of each patient's images.
extension DeepSupply {
  /// A way to the features of a patient's images.
  struct Reader {
    let extractor: DeepExtractor
    /// Whether the features of slices are kept.
    let bySlice: Bool
  }

  /// The features of one patient by one reader and view.
  struct Row {
    let features: DeepFeatures
    let slices: SliceFeatures?
    let seen: SeenLesions.Patient
  }

  /// The rows of every patient: by reader, those of the original and of every view that is learned from. The images of
  /// a patient are opened once for all of them.
  func rows(
    of ids: [String], by readers: [Reader], learnt: Set<String>, workers: Int, advance: @escaping @Sendable () -> Void
  ) throws -> [(id: String, rows: [[Row]])] {
    let made = parallelMap(ids, workers: workers) { id in
      try clock.follow("Deep features", of: id) {
        let images = try clock.measurePart(StageClock.reading) {
          try SeriesLoader(series: series, id: id).inputImages(deep)
        }
        return try readers.map { reader in
          try ([.original] + (learnt.contains(id) ? deep.views : [])).map { view in
            defer { advance() }
            return try row(of: images, of: id, by: reader, view: view)
          }
        }
      }
    }
    return try zip(ids, made).map { id, rows in
      do { return (id, try rows.get()) } catch { throw DeepFailure(patient: id, cause: error) }
    }
  }

  /// One row for every patient of the cohort, empty for those without, with notes on how images were changed.
  func table(
    _ rows: [(id: String, row: Row)], of cohort: AnalysisCohort, by reader: Reader
  ) -> (table: FeatureTable, slices: [SliceFeatures?]?, notes: [DeepInputs.Note], seen: SeenLesions) {
    let known = Dictionary(uniqueKeysWithValues: rows)
    let columns = reader.extractor.columns(series: deep.series)
    let table = FeatureTable(
      subjects: cohort.ids, columns: columns,
      rows: cohort.ids.map { id in known[id].map { $0.features.values.map { $0 } } ?? columns.map { _ in nil } })
    return (
      table, reader.bySlice ? cohort.ids.map { known[$0]?.slices } : nil,
      rows.flatMap { id, row in row.features.notes.map { DeepInputs.Note(subject: id, text: $0) } },
      SeenLesions(rows.map(\.row.seen))
    )
  }

  private func row(of images: [InputImage], of id: String, by reader: Reader, view: InputView) throws -> Row {
    let extractor = reader.extractor
    var hash = ContentHash()
    hash.add(extractor.fingerprint)
    if view != .original { hash.add(view.identity.text) }
    for image in images {
      hash.add(image.volume)
      hash.add(image.mask)
    }
    let key = hash.finish()
    let seen = SeenLesions.Patient(subject: id, sights: try extractor.sights(of: images), images: key)
    if reader.bySlice {
      let made = try slices(of: images, by: extractor, view: view, key)
      return Row(
        features: DeepFeatures(values: made.slices.vector(by: .mean), notes: made.notes), slices: made.slices,
        seen: seen)
    }
    if let kept = cache.value(DeepFeatures.self, for: key) { return Row(features: kept, slices: nil, seen: seen) }
    let made = try extractor.features(of: images, view: view)
    // A cache that cannot be written costs time only, so the patient must not fail.
    try? cache.keep(made, for: key)
    return Row(features: made, slices: nil, seen: seen)
  }

  /// One entry for all poolings, beside that of the mean alone.
  private func slices(
    of images: [InputImage], by extractor: DeepExtractor, view: InputView, _ key: String
  ) throws -> DeepSlices {
    var hash = ContentHash()
    hash.add(key)
    hash.add("by slice")
    let own = hash.finish()
    if let kept = cache.value(DeepSlices.self, for: own) { return kept }
    let made = try extractor.slices(of: images, view: view)
    try? cache.keep(made, for: own)
    return made
  }
}
