/// What keeps the regions of a file from being read.
struct RegionFaults {
  /// Regions that can be read as far as the file alone tells.
  var usable = 0
  /// Regions without content, which are named and no more.
  var empty: [ImageFileError] = []
  /// What is broken or contradicts itself.
  var problems: [ImageFileError] = []
  /// What is missing in files of which the rest can be used.
  var notes: [ImageFileError] = []

  /// Takes over what was found in one file. Planning systems and 3D Slicer list regions that nobody drew, so these are
  /// problems only where no other region of the file can be read.
  mutating func add(_ file: RegionFaults) {
    problems += file.problems
    notes += file.notes
    if file.usable > 0 || !file.problems.isEmpty { notes += file.empty } else { problems += file.empty }
  }
}

extension StructureSet {
  /// What keeps its regions from being read, as far as contours tell without an image.
  var faults: RegionFaults {
    var faults = RegionFaults()
    do throws(ImageFileError) {
      let dataset = try Self.dataset(file)
      let names = roiNames.isEmpty && unnamedRegions == 1 ? [""] : roiNames
      for name in Set(names).sorted() {
        do throws(ImageFileError) {
          let contours = try RegionContours(of: name, in: self, dataset).contours
          guard contours.contains(where: \.isClosed) else {
            let types = Set(contours.map(\.type)).sorted()
            faults.empty.append(ImageFileError(file, .noClosedContour(region: "\"\(name)\"", types: types)))
            continue
          }
          faults.usable += 1
        } catch {
          faults.problems.append(error)
        }
      }
    } catch {
      faults.problems.append(error)
    }
    return faults
  }
}

extension SegmentationObject {
  /// What keeps its segments from being read, as far as the file alone tells.
  var faults: RegionFaults {
    var faults = RegionFaults()
    do throws(ImageFileError) {
      try checkType()
      let opened = try DICOMFile(file)
      if let fault = pixelFault(of: opened) { throw fault }
      let shown = Set(try segmentNumbers(opened.dataset))
      for segment in segments { try checkIsAlone(segment.number) }
      if type == "FRACTIONAL" { try checkAllOrNothing(opened) }
      let undescribed = undescribed(shown)
      for segment in segments {
        let isShown = shown.contains(segment.number)
        faults.usable += isShown ? 1 : 0
        if !isShown { faults.empty.append(withoutFrames(segment.label, shown: shown)) }
      }
      if !undescribed.isEmpty, faults.usable > 0 {
        faults.notes.append(ImageFileError(file, .undescribedSegments(undescribed)))
      }
      if segments.isEmpty { faults.problems.append(ImageFileError(file, .undescribedSegments(undescribed))) }
    } catch {
      faults.problems.append(error)
    }
    return faults
  }

  /// Refuses values between nothing and all, which no threshold of the file turns into a region.
  private func checkAllOrNothing(_ opened: DICOMFile) throws(ImageFileError) {
    let format = try PixelFormat(opened.dataset)
    var notes: [ReadingNote] = []
    let pixels = try storedPixels(opened, format: format, notes: &notes)
    let frames = (0..<format.frames).lazy.map { pixels[($0 * format.frameCount)..<(($0 + 1) * format.frameCount)] }
    try checkValues(frames, maximum: try opened.dataset.number(.maximumFractionalValue), notes: &notes)
  }
}
