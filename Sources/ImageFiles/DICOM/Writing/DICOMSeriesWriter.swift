import Volumes

/// What one MR series is: identity, place in the study and acquisition.
package struct MRSeriesDescription: Hashable, Sendable {
  /// Unique identifier of the series.
  package var uid: String
  /// Number in the study, from 1.
  package var number: Int
  /// SeriesDescription.
  package var description: String
  /// Repetition time in ms.
  package var repetitionTime: Double
  /// Echo time in ms.
  package var echoTime: Double
  /// Field strength in tesla.
  package var fieldStrength: Double
  /// Contrast agent, if one was given.
  package var contrastAgent: String?
  /// Stored integer to intensity, `slope * stored + intercept`; `nil` writes no rescale attributes, as many MR
  /// scanners.
  package var rescale: Rescale?
  /// Time of the series, `HHMMSS`.
  package var time = "120000"

  /// A linear map from stored integers to intensities.
  package struct Rescale: Hashable, Sendable {
    /// Intensity per stored unit.
    package let slope: Double
    /// Intensity of a stored zero.
    package let intercept: Double
    /// The map `slope * stored + intercept`.
    package init(slope: Double, intercept: Double) {
      self.slope = slope
      self.intercept = intercept
    }
  }

  /// A series whose every field the caller states.
  package init(
    uid: String, number: Int, description: String, repetitionTime: Double, echoTime: Double, fieldStrength: Double,
    contrastAgent: String? = nil, rescale: Rescale? = nil
  ) {
    self.uid = uid
    self.number = number
    self.description = description
    self.repetitionTime = repetitionTime
    self.echoTime = echoTime
    self.fieldStrength = fieldStrength
    self.contrastAgent = contrastAgent
    self.rescale = rescale
  }
}

/// Writes slices of an axial fast spin echo MR series: MR Image Storage, 16 bits unsigned, explicit little endian.
///
/// One slice per file, so a caller can write a volume without a second copy of it, and name and order files as it
/// likes.
package struct DICOMSeriesWriter: Sendable {
  /// SOP class of MR Image Storage (DICOM PS3.4, B.5).
  package static let sopClassUID = "1.2.840.10008.5.1.4.1.1.4"

  private let header: DICOMHeader
  private let series: MRSeriesDescription
  private let grid: Grid
  private let shared: [DICOMAttribute]

  /// A writer for the slices of one series on `grid`.
  package init(header: DICOMHeader, series: MRSeriesDescription, grid: Grid) {
    self.header = header
    self.series = series
    self.grid = grid
    shared =
      header.attributes + Self.attributes(of: series, comments: header.comments, date: header.date)
      + Self.acquisition(of: series) + Self.plane(of: grid)
  }

  /// Writes slice `k`.
  /// - Parameters:
  ///   - instance: InstanceNumber and identifier of the slice; the number need not follow the position.
  ///   - pixels: stored integers, x-fastest, `grid.size.x * grid.size.y`.
  package func write(
    slice k: Int, instance: (number: Int, uid: String), pixels: [UInt16], to file: String
  ) throws(DICOMWritingError) {
    precondition(pixels.count == grid.size.x * grid.size.y, "one stored integer per voxel of the slice")
    let origin = grid.position(of: [0, 0, Double(k)])
    try DICOMFileWriter.write(
      shared + [
        .init(.sopInstanceUID, instance.uid), .init(.instanceNumber, String(instance.number)),
        .init(.imagePositionPatient, DICOMAttribute.decimals([origin.x, origin.y, origin.z], decimals: 8)),
        .init(.sliceLocation, DICOMAttribute.decimal(origin.dot(grid.axes.k), decimals: 4)),
      ], pixels: pixels, to: file)
  }

  private static func attributes(of series: MRSeriesDescription, comments: String, date: String) -> [DICOMAttribute] {
    [
      .init(.sopClassUID, sopClassUID), .init(.imageType, "ORIGINAL\\PRIMARY\\OTHER"), .init(.modality, "MR"),
      .init(.seriesInstanceUID, series.uid), .init(.seriesNumber, String(series.number)),
      .init(.seriesDescription, series.description), .init(.imageComments, comments), .init(.seriesDate, date),
      .init(.seriesTime, series.time), .init(.contentDate, date), .init(.contentTime, "120000"),
      .init(.patientPosition, "HFS"),
    ]
  }

  private static func acquisition(of series: MRSeriesDescription) -> [DICOMAttribute] {
    var result: [DICOMAttribute] = [
      .init(.scanningSequence, "SE"), .init(.sequenceVariant, "SK"), .init(.scanOptions, ""),
      .init(.mrAcquisitionType, "2D"), .init(.repetitionTime, DICOMAttribute.decimal(series.repetitionTime)),
      .init(.echoTime, DICOMAttribute.decimal(series.echoTime)), .init(.echoTrainLength, "16"),
      .init(.magneticFieldStrength, DICOMAttribute.decimal(series.fieldStrength)),
    ]
    if let agent = series.contrastAgent { result.append(.init(.contrastBolusAgent, agent)) }
    if let rescale = series.rescale {
      result += [
        .init(.rescaleIntercept, DICOMAttribute.decimal(rescale.intercept)),
        .init(.rescaleSlope, DICOMAttribute.decimal(rescale.slope)), .init(.rescaleType, "US"),
      ]
    }
    return result
  }

  private static func plane(of grid: Grid) -> [DICOMAttribute] {
    let (i, j) = (grid.axes.i, grid.axes.j)
    return [
      .init(.imageOrientationPatient, DICOMAttribute.decimals([i.x, i.y, i.z, j.x, j.y, j.z], decimals: 12)),
      // Row spacing comes first: the distance between rows, along j.
      .init(.pixelSpacing, DICOMAttribute.decimals([grid.spacing.y, grid.spacing.x])),
      .init(.sliceThickness, DICOMAttribute.decimal(grid.spacing.z)),
      .init(.spacingBetweenSlices, DICOMAttribute.decimal(grid.spacing.z)), .init(.rows, String(grid.size.y)),
      .init(.columns, String(grid.size.x)), .init(.samplesPerPixel, "1"),
      .init(.photometricInterpretation, "MONOCHROME2"), .init(.bitsAllocated, "16"), .init(.bitsStored, "16"),
      .init(.highBit, "15"), .init(.pixelRepresentation, "0"),
    ]
  }
}
