import DeepRadiomics
import Execution
import Extraction
import Features
import ImageProcessing
import Records
import Results
import StudyFiles
import Volumes

/// Everything that the images of one patient give.
package struct CaseFeatures: Codable, Sendable {
  /// One value per column of the study, series after series.
  package var values: [FeatureValue]
  /// Volume of the lesion in each series in mm³: number of voxels times voxel volume. From a feature table, at most
  /// one.
  package var lesionVolumes: [Double]
  /// The same columns after the lesion's voxels were shuffled; `nil` unless the study asks for that control.
  package var shuffled: [FeatureValue]?
  /// For each network of the deep arm, the sizes of each of its series and of the lesion; empty without that arm.
  package var inputExtents: [[InputExtent]] = []
  /// Hash of the voxels of each series, which two patients share only if an image was copied; empty for a feature
  /// table.
  package var imageHashes: [String]
  /// Hash of the contour of each series as voxels; empty for a feature table.
  package var maskHashes: [String] = []
  /// A small picture of the lesion in each series; empty for a feature table.
  package var pictures: [MapPicture] = []
  /// Facts for the log, for example that a mask was resampled.
  package var notes: [String]
  /// Facts that a reader of the values should know, for example that an image has no contrast.
  package var remarks: [String]
  /// Notes on how the files of the regions were read.
  package var regionNotes: [RegionNote] = []
  /// How each series was acquired; empty for a feature table.
  package var acquisitions: [SeriesAcquisition] = []

  /// Takes every part as given.
  package init(
    values: [FeatureValue], lesionVolumes: [Double] = [], shuffled: [FeatureValue]? = nil,
    inputExtents: [[InputExtent]] = [],
    imageHashes: [String] = [], notes: [String] = [], remarks: [String] = [], regionNotes: [RegionNote] = [],
    acquisitions: [SeriesAcquisition] = []
  ) {
    self.values = values
    self.lesionVolumes = lesionVolumes
    self.shuffled = shuffled
    self.inputExtents = inputExtents
    self.imageHashes = imageHashes
    self.notes = notes
    self.remarks = remarks
    self.regionNotes = regionNotes
    self.acquisitions = acquisitions
  }
}

/// Opens the images of patients and computes their features.
package struct CaseExtractor: Sendable {
  package var cohort: CohortSeries
  /// Networks of the deep arm, whose sizes of images are recorded.
  package let networks: [StudyFile.Deep]
  /// Seed of everything random: perturbations, and the control of shuffled voxels.
  package let seed: UInt64
  /// Whether the study asks for the control of shuffled voxels.
  package let hasShuffledControl: Bool
  package let settings: ExtractionSettings
  package let cache: ContentCache
  /// The N4 bias field correction, if a series asks for it.
  package var biasField: BiasFieldCorrection?
  /// Measures the time that opening images takes.
  package var clock = StageClock()

  /// An extractor for the series of a cohort, without networks and controls unless they are given.
  package init(
    series cohort: CohortSeries, settings: ExtractionSettings, cache: ContentCache,
    biasField: BiasFieldCorrection? = nil, clock: StageClock = StageClock(), networks: [StudyFile.Deep] = [],
    seed: UInt64 = 0, hasShuffledControl: Bool = false
  ) {
    self.cohort = cohort
    self.networks = networks
    self.seed = seed
    self.hasShuffledControl = hasShuffledControl
    self.settings = settings
    self.cache = cache
    self.biasField = biasField
    self.clock = clock
  }

  /// The columns of all series, each with the name of its series in front.
  package var columns: [String] {
    cohort.series.flatMap { series in settings.columns.map { "\(series.name)_\($0)" } }
  }

  /// The features of one patient, from the cache if nothing that they depend on has changed.
  package func extract(_ id: String) throws -> CaseFeatures {
    try features(of: open(id), fitted: [:])
  }

  /// The features of one patient under each of several fits of the normalisation. The images are opened only once.
  package func extract(_ id: String, under fits: [[String: IntensityNormaliser]]) throws -> [CaseFeatures] {
    let opened = try open(id)
    return try fits.map { try features(of: opened, fitted: $0) }
  }

  /// The landmarks of one patient's images, for each series whose normalisation is fitted on images.
  package func landmarks(_ id: String) throws -> [String: [Double]] {
    var result: [String: [Double]] = [:]
    for series in try open(id) {
      guard let settings = series.series.fittedNormalisation else { continue }
      do {
        result[series.series.name] = try settings.landmarks(of: series.loaded.image, roi: series.loaded.mask)
      } catch {
        throw SeriesFailure(series: series.series.name, cause: error)
      }
    }
    return result
  }

  /// A series of one patient, ready for extraction.
  package struct OpenedSeries {
    package let series: StudyFile.Series
    /// The image, after bias field correction if the series asks for it.
    package let loaded: LoadedSeries
    /// Hash of the image as it was read.
    let imageHash: String
    package let reference: Mask?
    package let patient: String

    /// The same with the lesion's voxels shuffled; the hash is that of the shuffled image.
    package func shuffled(seed: UInt64) -> OpenedSeries {
      let control = loaded.shuffled(seed: seed, name: "shuffled voxels \(patient) \(series.name)")
      return OpenedSeries(
        series: series, loaded: control, imageHash: control.imageHash, reference: reference, patient: patient)
    }
  }

  /// Opens every series, in the order of the study file.
  package func open(_ id: String) throws -> [OpenedSeries] {
    let loader = SeriesLoader(series: cohort, id: id)
    let drawn = try clock.measurePart(StageClock.reading) { try loader.all() }
    return try cohort.series.compactMap { series in
      guard var loaded = drawn[series.name] else { return nil }
      let imageHash = loaded.imageHash
      if series.biasField != nil, let biasField {
        do {
          loaded.image = try biasField.corrected(loaded.image)
        } catch {
          throw SeriesFailure(series: series.name, cause: error)
        }
      }
      return OpenedSeries(
        series: series, loaded: loaded, imageHash: imageHash, reference: try loader.reference(of: series), patient: id)
    }
  }

  /// Pixels of a side of the picture of a lesion. A thousand of them are less than 3 MB of results.
  private static let pictureWidth = 48

  private func features(
    of opened: [OpenedSeries], fitted: [String: IntensityNormaliser]
  ) throws -> CaseFeatures {
    var result = CaseFeatures(values: [], lesionVolumes: [], imageHashes: [], notes: [], remarks: [])
    let loaded = Dictionary(uniqueKeysWithValues: opened.map { ($0.series.name, $0.loaded) })
    result.inputExtents = try networks.map { try $0.extents(loaded) }
    for series in opened {
      let name = series.series.name
      let part = try features(of: series, settings(for: series.series, fitted[name]), notes: &result.notes)
      result.values += part.values
      result.lesionVolumes.append(series.loaded.mask.volume)
      result.imageHashes.append(series.imageHash)
      result.maskHashes.append(series.loaded.maskHash)
      result.pictures +=
        LesionPictures(image: series.loaded.image, mask: series.loaded.mask, width: Self.pictureWidth)
        .map { [$0.largest] } ?? []
      result.acquisitions.append(try acquisition(of: series, fitted[name]))
      result.notes += series.loaded.notes
      result.regionNotes += series.loaded.regionNotes
      result.remarks += part.warnings.map { "series \(name), \($0)" }
      if hasShuffledControl {
        let control = series.shuffled(seed: seed)
        let part = try features(of: control, settings(for: series.series, fitted[name]), notes: &result.notes)
        result.shuffled = (result.shuffled ?? []) + part.values
      }
    }
    return result
  }

  /// Describes the images of one patient without computing features.
  package func survey(_ id: String, fitted: [String: IntensityNormaliser]) throws -> CaseFeatures {
    var result = CaseFeatures(values: [], lesionVolumes: [], imageHashes: [], notes: [], remarks: [])
    for series in try open(id) {
      result.lesionVolumes.append(series.loaded.mask.volume)
      result.imageHashes.append(series.imageHash)
      result.notes += series.loaded.notes
      result.regionNotes += series.loaded.regionNotes
      result.acquisitions.append(try acquisition(of: series, fitted[series.series.name]))
    }
    return result
  }

  func acquisition(
    of opened: OpenedSeries, _ fitted: IntensityNormaliser?
  ) throws -> SeriesAcquisition {
    try SeriesAcquisition(
      opened.loaded, series: opened.series.name, settings(for: opened.series, fitted), reference: opened.reference)
  }

  /// The settings of the study with the normalisation of a series, if it has one of its own.
  package func settings(
    for series: StudyFile.Series, _ fitted: IntensityNormaliser?
  ) throws(NormalisationError) -> ExtractionSettings {
    guard let asked = series.normalisation?.settings else { return settings }
    if let fitted { return settings.with(normaliser: fitted) }
    return settings.with(normaliser: try IntensityNormaliser(asked))
  }

  private func features(
    of opened: OpenedSeries, _ settings: ExtractionSettings, notes: inout [String]
  ) throws -> ExtractedFeatures {
    let (series, name) = (opened.loaded, opened.series.name)
    let key = key(of: opened, settings)
    if let kept = cache.value(ExtractedFeatures.self, for: key), kept.columns == settings.columns { return kept }
    let made: ExtractedFeatures
    do {
      // One thread per patient, since there are many patients. Results do not depend on the number of threads.
      made = try extractFeatures(
        image: series.image, mask: series.mask, settings: settings, reference: opened.reference, workers: 1)
    } catch {
      throw SeriesFailure(series: name, cause: error)
    }
    // A full disk must not exclude a patient. If the disk stays full, writing the results will fail and say so.
    do {
      try cache.keep(made, for: key)
    } catch {
      notes.append("series \(name): the cache could not be written, so the next run computes again: \(error)")
    }
    return made
  }

  /// How the features were made: the settings and, for every series, its normalisation and bias field correction.
  package var provenance: Provenance {
    Provenance(
      settings,
      extra: cohort.series.flatMap { series in
        [
          series.name, series.normalisation?.settings.canonical ?? "",
          series.biasField == nil ? "" : biasField?.fingerprint ?? "",
        ]
      })
  }

  package func key(of opened: OpenedSeries, _ settings: ExtractionSettings) -> String {
    var hash = ContentHash()
    hash.add("features of a case 2")
    hash.add(settings.identity.text)
    hash.add(opened.imageHash)
    hash.add(opened.loaded.mask)
    if opened.series.biasField != nil, let biasField { hash.add(biasField.fingerprint) }
    if let reference = opened.reference { hash.add(reference) }
    return hash.finish()
  }
}

extension LoadedSeries {
  /// The same image with the voxels of the lesion in random order, which keeps its intensities and removes its texture.
  package func shuffled(seed: UInt64, name: String) -> LoadedSeries {
    var stream = RandomStream(seed: seed, name: name)
    let inside = mask.voxels.indices.filter { mask.voxels[$0] != 0 }
    var voxels = image.voxels
    for (place, source) in zip(inside, inside.shuffled(using: &stream)) { voxels[place] = image.voxels[source] }
    return LoadedSeries(
      image: Volume(grid: image.grid, voxels: voxels, precision: image.precision, storedRange: image.storedRange),
      mask: mask,
      frameOfReference: frameOfReference, notes: [])
  }
}
