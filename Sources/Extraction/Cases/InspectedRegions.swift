import ImageFiles
import Volumes

/// What is at several paths: each alone, and every region beside the images among them.
/// - Parameters:
///   - spacing: how unevenly the slices of a DICOM series may be spaced.
///   - single: an image and its mask, which are read as for the extraction of features.
package func inspectTogether(
  _ paths: [String], spacing: SpacingRule = .standard, single: ExtractionCase? = nil
) -> [Inspection] {
  var found = paths.map { InspectedPath($0, spacing: spacing) }
  let images = InspectedImages(found)
  for n in found.indices {
    let own = images.comparison(found[n])
    found[n].inspection.add(problems: own.problems, notes: own.notes)
  }
  if let single, let last = found.indices.last {
    let own = single.inspected
    found[last].inspection.add(problems: own.problems, notes: own.notes)
  }
  return found.map(\.inspection)
}

/// Problems and notes of one path.
private struct Comparison {
  var problems: [Inspection.Problem] = []
  var notes: [Inspection.Problem] = []
}

/// The images among what was inspected, beside which regions are read.
private struct InspectedImages {
  private struct Series {
    let identity: ImageIdentity
    let layout: SeriesLayout
    let thickness: Double?
  }

  private let series: [Series]
  private let volumes: [Inspection.ImageFile]

  init(_ found: [InspectedPath]) {
    series = found.flatMap(\.placed).map { summary, layout in
      let identity = ImageIdentity(
        path: summary.commonFolder, frameOfReference: summary.frameOfReferenceUID, seriesUID: summary.seriesUID,
        instanceUIDs: summary.instanceUIDs)
      return Series(identity: identity, layout: layout, thickness: summary.sliceThickness)
    }
    volumes = found.flatMap(\.inspection.images).filter { !$0.isLabelImage }
  }

  func comparison(_ path: InspectedPath) -> Comparison {
    var result = Comparison()
    for set in path.dicom?.structureSets ?? [] {
      let names = set.roiNames.isEmpty && set.unnamedRegions == 1 ? [""] : set.roiNames
      for name in Set(names).sorted() {
        // What keeps a region from being read without an image has been listed.
        guard let origin = try? set.origin(of: name) else { continue }
        compare(origin, set.file, &result) { image throws(ImageFileError) in
          _ = try set.reading(roi: name, on: image.layout.grid, slices: image.layout.slices)
        }
      }
    }
    for object in path.dicom?.segmentations ?? [] {
      for segment in object.segments {
        compare(object.origin, object.file, &result) { image throws(ImageFileError) in
          let layout = image.layout
          _ = try object.reading(
            segment: segment, on: layout.grid, imageThickness: image.thickness, slices: layout.slices)
        }
      }
    }
    for file in path.inspection.images { result.notes += notes(on: file) }
    return result
  }

  /// Reads a region on each image that it may have been drawn on: one has to fit.
  private func compare(
    _ origin: RegionOrigin, _ file: String, _ result: inout Comparison,
    read: (Series) throws(ImageFileError) -> Void
  ) {
    let contradictions = series.map { origin.contradiction(with: $0.identity, file: file) }
    let own = zip(series, contradictions).filter { $0.1 == nil }.map(\.0)
    guard !own.isEmpty else {
      guard let error = contradictions.compactMap(\.self).first else { return }
      let problem = Inspection.Problem(file: file, kind: error.kind, description: error.description)
      // Beside one image there is no doubt which is meant; of several, that of this region may be elsewhere.
      if series.count == 1 { result.problems.append(problem) } else { result.notes.append(problem) }
      return
    }
    var errors: [ImageFileError] = []
    for image in own {
      do throws(ImageFileError) {
        try read(image)
        return
      } catch {
        errors.append(error)
      }
    }
    guard let error = errors.first, !error.isOfEmptyRegion else { return }
    result.problems.append(Inspection.Problem(error))
  }

  /// A label image on another grid than the only image beside it, and a file with the name of a mask that holds
  /// intensities.
  private func notes(on file: Inspection.ImageFile) -> [Inspection.Problem] {
    let grids = series.map { ($0.identity.path, $0.layout.grid) } + volumes.map { ($0.file, $0.grid) }
    do throws(ImageFileError) {
      if file.isLabelImage, grids.count == 1 {
        try checkAgreement(image: grids[0].1, imageFile: grids[0].0, mask: file.grid, maskFile: file.file)
      }
      if !file.isLabelImage, file.isNamedAsMask { _ = try readMask(file.file) }
    } catch {
      if case .labelNotFound = error.kind { return [] }
      return [Inspection.Problem(error)]
    }
    return []
  }
}

extension Inspection.ImageFile {
  /// Whether it holds labels, as far as its values tell.
  fileprivate var isLabelImage: Bool { !labels.isEmpty || !segments.isEmpty }

  /// Whether a word of its name says so.
  fileprivate var isNamedAsMask: Bool {
    let name = file.split(separator: "/").last?.lowercased() ?? ""
    let words = name.split { !$0.isLetter }
    return ["mask", "masks", "seg", "segmentation", "label", "labels", "roi"].contains { word in
      words.contains { $0 == word }
    }
  }
}

extension ImageFileError {
  /// Regions without content are notes or problems of their file, whatever the image.
  fileprivate var isOfEmptyRegion: Bool {
    switch kind {
    case .noClosedContour, .segmentWithoutFrames, .emptyMask: true
    default: false
    }
  }
}

extension RegionError {
  /// A stable name, as those of errors about files.
  fileprivate var kind: String {
    switch self {
    case .needsROI, .severalOfName: "region-not-chosen"
    case .drawnElsewhere: "drawn-elsewhere"
    case .differentFrames, .contoursInOtherFrame: "different-frames"
    case .imageWithoutPlace: "image-without-place"
    case .alignedImage: "aligned-image"
    }
  }
}

extension ExtractionCase {
  /// What the extraction says of the image and its mask, for each region where none is chosen.
  fileprivate var inspected: Comparison {
    do {
      let settings = try ExtractionSettings.pyradiomicsDefaults.with(label: label(.pyradiomicsDefaults))
      let loaded = try load(settings)
      return Comparison(notes: loaded.notes.map { Inspection.Problem($0, file: mask) })
    } catch {
      let failure = failure(error)
      var kind = "unreadable"
      switch failure.cause {
      case .region(.needsROI(_, let known, 0)) where roi == nil:
        return known.map { named($0).inspected }.reduce(Comparison(), +)
      case .region(let error): kind = error.kind
      case .file(let error): kind = error.kind.name
      default: break
      }
      return Comparison(problems: [Inspection.Problem(file: mask, kind: kind, description: failure.description)])
    }
  }

  private func named(_ roi: String) -> ExtractionCase {
    ExtractionCase(image: image, mask: mask, label: label, roi: roi, between: between, spacing: spacing, folder: folder)
  }
}

private func + (first: Comparison, second: Comparison) -> Comparison {
  Comparison(problems: first.problems + second.problems, notes: first.notes + second.notes)
}
