import Volumes

/// Where one frame lies in the patient, and how its stored values become intensities.
struct FrameGeometry {
  let file: String
  /// Centre of the first pixel, LPS mm.
  let position: SIMD3<Double>
  /// The unit of the last digit of each coordinate, as the file has it written; 0 where that is not known.
  let positionUnits: SIMD3<Double>
  /// Decimals with which the direction cosines are written, the most of the six.
  let directionDecimals: Int
  /// Direction in which the column index grows: i.
  let rowDirection: SIMD3<Double>
  /// Direction in which the row index grows: j.
  let columnDirection: SIMD3<Double>
  /// Distance between columns (x) and between rows (y). DICOM's PixelSpacing has them the other way round.
  let pixelSpacing: SIMD2<Double>
  /// Distance to the next slice that the header declares, for a single slice.
  let nominalSpacing: Double?
  /// SpacingBetweenSlices, mm, where it is usable.
  let declaredDistance: Double?
  /// SliceThickness, mm, where it is usable.
  let declaredThickness: Double?
  /// Intensities are `slope * stored + intercept`; what the header says, and for MONOCHROME1 with the inversion.
  let slope: Double
  let intercept: Double
  /// Whether the header itself changes the stored values.
  let isRescaled: Bool
  /// Whether the header has a slope, and an intercept.
  let saysSlope, saysIntercept: Bool
  /// Intensities that are padding.
  let padding: ClosedRange<Double>?
  /// What slope and private scale slope of a Philips image make together; `nil` where it has none.
  let philipsScale: Double?
  /// What tells images of one place apart: echo, diffusion weighting, time, kind of image; by the attribute's name.
  let kinds: [FrameKind]
  /// What may differ between slices, and tells two stacks apart where it alternates.
  let alternating: [DICOMTag: FrameKind.Value]

  /// Direction in which slices are stacked.
  var normal: SIMD3<Double> { rowDirection.cross(columnDirection) }

  /// Position along a direction.
  func distance(along direction: SIMD3<Double>) -> Double { position.dot(direction) }

  /// - Parameters:
  ///   - sources: items to look in, nearest first: per-frame groups, shared groups, the data set.
  ///   - padding: stored values of the file that are none.
  ///   - inversion: the sum of a stored value and its inverse, where lowest values are meant to be white.
  init(
    sources: FrameSources, padding: StoredPadding? = nil, inversion: Double? = nil
  ) throws(ImageFileError) {
    file = sources.file
    guard let position = try sources.first({ item throws(ImageFileError) in try item.vector(.imagePosition) }) else {
      throw ImageFileError(file, .invalidGrid(detail: "there is no ImagePositionPatient"))
    }
    self.position = position
    let digits = decimals(of: try sources.first { $0.text(.imagePosition) } ?? "")
    positionUnits = digits.count == 3 ? SIMD3(unit(digits[0]), unit(digits[1]), unit(digits[2])) : .zero
    let cosines = decimals(of: try sources.first { $0.text(.imageOrientation) } ?? "")
    directionDecimals = cosines.compactMap(\.self).max() ?? 0
    (rowDirection, columnDirection) = try Self.directions(sources, decimals: directionDecimals)
    pixelSpacing = try Self.spacing(sources)
    let usable = { (value: Double?) in value.map(abs).flatMap { $0 > 0 && $0.isFinite ? $0 : nil } }
    declaredDistance = usable(try sources.number(.spacingBetweenSlices))
    declaredThickness = usable(try sources.number(.sliceThickness))
    nominalSpacing = declaredDistance ?? declaredThickness
    // DCMTK's own accessor turns an absent slope into 0; here absence is nil, and means no rescale.
    let (givenSlope, givenIntercept) = (try sources.number(.rescaleSlope), try sources.number(.rescaleIntercept))
    let (said, shift) = (givenSlope ?? 1, givenIntercept ?? 0)
    isRescaled = said != 1 || shift != 0
    (slope, intercept) = inversion.map { (-said, said * $0 + shift) } ?? (said, shift)
    (saysSlope, saysIntercept) = (givenSlope != nil, givenIntercept != nil)
    self.padding = padding?.rescaled(slope: slope, intercept: intercept)
    // The name of the block is enough where Manufacturer was taken out; a slope of another maker is no reason.
    let isPhilips = try sources.first { $0.text(.manufacturer) }.map { $0.lowercased().contains("philips") } ?? true
    philipsScale =
      isPhilips ? try sources.first { $0.number(PrivateAttribute.philipsScaleSlope) }.map { $0 * said } : nil
    kinds = try FrameKind.all(sources)
    alternating = try AlternatingKinds.values(sources)
    guard slope.isFinite, intercept.isFinite, abs(slope) >= StoredVolume.leastSlope else {
      throw ImageFileError(file, .damaged(detail: "the rescale slope is \(slope) and the intercept \(intercept)"))
    }
  }

  private static func directions(
    _ sources: FrameSources, decimals: Int
  ) throws(ImageFileError) -> (SIMD3<Double>, SIMD3<Double>) {
    guard
      let values = try sources.first({ item throws(ImageFileError) in try item.numbers(.imageOrientation, count: 6) })
    else {
      throw ImageFileError(sources.file, .invalidGrid(detail: "there is no ImageOrientationPatient"))
    }
    let (row, column) = (SIMD3(values[0], values[1], values[2]), SIMD3(values[3], values[4], values[5]))
    let lengths = [row.length, column.length]
    // The rounding of each cosine, by half a unit at most, turns the two against each other.
    let parts = values.reduce(0) { $0 + abs($1) }
    let rounding = decimals >= 2 ? unit(decimals) / 2 * parts : 0
    guard lengths.allSatisfy({ abs($0 - 1) < 1e-2 }), abs(row.dot(column)) <= min(max(5e-4, rounding), 1e-2) else {
      throw ImageFileError(
        sources.file, .invalidGrid(detail: "ImageOrientationPatient is not two unit vectors at right angles"))
    }
    return (row / row.length, column / column.length)
  }

  private static func spacing(_ sources: FrameSources) throws(ImageFileError) -> SIMD2<Double> {
    guard let values = try sources.first({ item throws(ImageFileError) in try item.numbers(.pixelSpacing, count: 2) }),
      values.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw ImageFileError(sources.file, .invalidGrid(detail: "there is no usable PixelSpacing")) }
    return SIMD2(values[1], values[0])
  }
}

/// Decimals of each number of a text; `nil` for one that is not written as a plain decimal number.
private func decimals(of text: String) -> [Int?] {
  text.split(separator: "\\").map { number in
    guard number.allSatisfy({ "+-.0123456789 ".contains($0) }) else { return nil }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 1 ? parts[1].count(where: \.isNumber) : 0
  }
}

/// The unit of the last of so many decimals: 0.01 for 2; 0 where their number is not known.
private func unit(_ decimals: Int?) -> Double {
  decimals.map { (0..<$0).reduce(1.0) { unit, _ in unit / 10 } } ?? 0
}

/// The places where the attributes of a frame may stand.
struct FrameSources {
  let file: String
  private let items: [DICOMItem]

  /// The first answer, nearest place first.
  func first<Value>(_ answer: (DICOMItem) throws(ImageFileError) -> Value?) throws(ImageFileError) -> Value? {
    for item in items {
      if let value = try answer(item) { return value }
    }
    return nil
  }

  /// The number of an attribute, nearest place first.
  func number(_ tag: DICOMTag) throws(ImageFileError) -> Double? {
    try first { item throws(ImageFileError) in try item.number(tag) }
  }

  /// The frames of a data set. A classic file has one; enhanced ones keep theirs in functional groups.
  static func frames(of dataset: DICOMItem) -> [FrameSources] {
    let file = dataset.file.path
    let shared = dataset.items(.sharedGroups).flatMap(\.geometryGroups)
    let perFrame = dataset.items(.perFrameGroups)
    guard !perFrame.isEmpty else { return [FrameSources(file: file, items: shared + [dataset])] }
    return perFrame.map { FrameSources(file: file, items: $0.geometryGroups + shared + [dataset]) }
  }
}

extension DICOMItem {
  /// The groups of a functional group item that say where a frame is and what its values mean.
  fileprivate var geometryGroups: [DICOMItem] {
    [
      DICOMTag.planePosition, .planeOrientation, .pixelMeasures, .pixelValueTransformation, .frameContent,
      .magneticEcho, .magneticTiming, .magneticModifier, .magneticDiffusion, .magneticFrameType, .tomographicFrameType,
      .cardiacSynchronization, .contrastUsage,
    ].flatMap { items($0).prefix(1) }
  }
}
