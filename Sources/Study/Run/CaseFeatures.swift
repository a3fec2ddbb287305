import Execution
import Features
import Volumes

/// What the images of one patient gave.
struct CaseFeatures: Codable, Sendable {
  /// One value per column of the study, series after series.
  var values: [FeatureValue]
  /// Volume of the lesion in each series, mm³, as voxels times voxel volume; of a feature table one value or none.
  var lesionVolumes: [Double]
  /// The same columns with the lesion's voxels in random order; `nil` unless that control was asked for.
  var shuffled: [FeatureValue]?
  /// Slices that the deep arm's network would see of each of its series; `nil` without that arm.
  var inputDepths: [Int]?
  /// Hash of each series' voxels: equal for two patients only if somebody copied an image; empty for a feature table.
  var imageHashes: [String]
  /// What happened on the way that the log should keep, e.g. a mask that was resampled.
  var notes: [String]
  /// What a reader of the values should know, e.g. an image without contrast.
  var remarks: [String]
}

/// Opens the images of patients and computes their features.
struct CaseExtractor: Sendable {
  let study: StudyFile
  let settings: ExtractionSettings
  let cache: ContentCache

  /// Columns of all series, prefixed by the series' name.
  var columns: [String] {
    study.series.flatMap { series in settings.columns.map { "\(series.name)_\($0)" } }
  }

  /// The features of one patient, from the cache where nothing that they depend on has changed.
  func extract(_ id: String) throws -> CaseFeatures {
    var result = CaseFeatures(values: [], lesionVolumes: [], imageHashes: [], notes: [], remarks: [])
    let drawn = try SeriesLoader(study: study, id: id).all()
    result.inputDepths = try study.deep?.depths(drawn)
    for series in study.series {
      guard let loaded = drawn[series.name] else { continue }
      let imageHash = loaded.imageHash
      let part = try features(of: loaded, imageHash, series: series.name, notes: &result.notes)
      result.values += part.values
      result.lesionVolumes.append(loaded.mask.volume)
      result.imageHashes.append(imageHash)
      result.notes += loaded.notes
      result.remarks += part.warnings.map { "series \(series.name), \($0)" }
      if study.controls.shuffledVoxels {
        let control = loaded.shuffled(seed: study.seed, name: "shuffled voxels \(id) \(series.name)")
        let part = try features(of: control, control.imageHash, series: series.name, notes: &result.notes)
        result.shuffled = (result.shuffled ?? []) + part.values
      }
    }
    return result
  }

  private func features(
    of series: LoadedSeries, _ imageHash: String, series name: String, notes: inout [String]
  ) throws -> ExtractedFeatures {
    let key = key(of: series, imageHash)
    if let kept = cache.value(ExtractedFeatures.self, for: key), kept.columns == settings.columns { return kept }
    let made: ExtractedFeatures
    do {
      // One thread per patient: patients are many, and results are the same for any number of threads.
      made = try extractFeatures(image: series.image, mask: series.mask, settings: settings, workers: 1)
    } catch {
      throw SeriesFailure(series: name, cause: "\(error)")
    }
    // A full disk is no fault of the patient, who must not be left out for it; the results will meet it in their turn.
    do {
      try cache.keep(made, for: key)
    } catch {
      notes.append("series \(name): the cache could not be written, so the next run computes again: \(error)")
    }
    return made
  }

  private func key(of series: LoadedSeries, _ imageHash: String) -> String {
    var hash = ContentHash()
    hash.add("extraction 1")
    // Not their JSON: sets have another order in every process, so a later run would never meet its own cache.
    hash.add(settings.fingerprint)
    hash.add(imageHash)
    hash.add(series.mask)
    return hash.finish()
  }
}

extension StudyFile.Series {
  /// Whether its mask is a file of its own.
  var isDrawn: Bool { if case .file = mask { true } else { false } }
}

extension LoadedSeries {
  /// The same image with the voxels of the lesion in random order: its intensities stay, its texture goes.
  func shuffled(seed: UInt64, name: String) -> LoadedSeries {
    var stream = RandomStream(seed: seed, name: name)
    let inside = mask.voxels.indices.filter { mask.voxels[$0] != 0 }
    var voxels = image.voxels
    for (place, source) in zip(inside, inside.shuffled(using: &stream)) { voxels[place] = image.voxels[source] }
    return LoadedSeries(
      image: Volume(grid: image.grid, voxels: voxels, precision: image.precision), mask: mask,
      frameOfReference: frameOfReference, notes: [])
  }
}
