import Execution
import StudyFiles
import Volumes

/// A patient whose series were opened one by one, so that a fault of one hides none of another.
package struct OpenedPatient: Sendable {
  /// The id of the clinical table.
  package let id: String
  /// Every series that cannot be used, and why.
  package private(set) var failures: [SeriesFailure] = []
  /// What is known of the images without features: hashes, volumes, acquisitions, notes. Of a feature table, the row.
  package private(set) var features = CaseFeatures(values: [])
  /// Distances of voxels in mm, by series.
  package private(set) var spacings: [String: SIMD3<Double>] = [:]
  /// What identifies each contour on its image.
  package private(set) var contours: Set<String> = []
  /// Voxels of all lesions, by which the cost of features is compared.
  package private(set) var voxels = 0
  /// Why the feature table has nothing for the patient.
  package private(set) var missingRow: String?
  /// Lesions of which a run would compute features that say little.
  private var poor: [String] = []

  /// Fewer voxels are too few for textures: LIFEx computes none of them (Nioche et al. 2018, doi
  /// 10.1158/0008-5472.CAN-18-0125).
  package static let fewestVoxels = 64

  /// Opens whatever a source has for a patient.
  package init(_ id: String, by supply: FeatureSupply) {
    self.id = id
    switch supply {
    case .images(let extractor): open(by: extractor)
    case .table(let source):
      do {
        features = try source.features(id)
      } catch {
        missingRow = "\(error)"
      }
    }
  }

  /// Every reason for which a run would leave the patient out.
  package var problems: [String] { failures.map(\.description) + [missingRow].compactMap(\.self) }

  /// What a reader should look at in the files that can be used.
  package var remarks: [String] { poor + features.regionNotes.map { "series \($0.series): \($0.note)" } }

  private mutating func open(by extractor: CaseExtractor) {
    let loader = SeriesLoader(series: extractor.cohort, id: id)
    loader.openEach { series, opened in
      do throws(SeriesFailure) {
        let loaded = try opened.get()
        take(loaded, of: series, reference: try loader.reference(of: series), by: extractor)
      } catch {
        // The fault is that of the series with the contour, which is told already.
        if !(error.cause is AbsentLender) { failures.append(error) }
      }
    }
  }

  private mutating func take(
    _ loaded: LoadedSeries, of series: StudyFile.Series, reference: Mask?, by extractor: CaseExtractor
  ) {
    let hash = loaded.imageHash
    features.imageHashes.append(hash)
    features.lesionVolumes.append(loaded.mask.volume)
    features.regionNotes += loaded.regionNotes
    spacings[series.name] = loaded.image.grid.spacing
    voxels += loaded.mask.count
    contours.insert(hash + loaded.maskHash)
    look(at: loaded, of: series)
    let opened = CaseExtractor.OpenedSeries(
      series: series, loaded: loaded, imageHash: hash, reference: reference, patient: id)
    // A normalisation that is fitted on training images has no values here, and says nothing of one patient.
    if let acquisition = try? extractor.acquisition(of: opened, nil) { features.acquisitions.append(acquisition) }
  }

  private mutating func look(at loaded: LoadedSeries, of series: StudyFile.Series) {
    let inside = RegionRuns(loaded.mask).gathered(loaded.image.voxels)
    if inside.count < Self.fewestVoxels {
      poor.append(
        "series \(series.name): the lesion has \(inside.count) \(inside.count == 1 ? "voxel" : "voxels"), and textures of "
          + "fewer than \(Self.fewestVoxels) say little. Is this the contour that was meant?")
    }
    if inside.count > 1, inside.allSatisfy({ $0 == inside[0] }) {
      poor.append(
        "series \(series.name): the image has the same intensity in the whole lesion, so textures have no values. Look at "
          + "the image.")
    }
  }
}
