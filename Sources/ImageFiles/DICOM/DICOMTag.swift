/// A DICOM attribute by group and element. Only these are ever read: none identifies a patient.
struct DICOMTag: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  /// An attribute of a maker, whose place the file decides.
  init(group: UInt16, element: UInt16) { self.init(group, element) }

  private init(_ group: UInt16, _ element: UInt16) { rawValue = UInt32(group) << 16 | UInt32(element) }

  // What and where from.
  static let transferSyntax = DICOMTag(0x0002, 0x0010)
  static let directoryRecords = DICOMTag(0x0004, 0x1220)
  static let specificCharacterSet = DICOMTag(0x0008, 0x0005)
  static let imageType = DICOMTag(0x0008, 0x0008)
  static let objectClass = DICOMTag(0x0008, 0x0016)
  static let instanceUID = DICOMTag(0x0008, 0x0018)
  static let modality = DICOMTag(0x0008, 0x0060)
  static let manufacturer = DICOMTag(0x0008, 0x0070)
  static let seriesDescription = DICOMTag(0x0008, 0x103E)
  static let seriesNumber = DICOMTag(0x0020, 0x0011)
  static let acquisitionNumber = DICOMTag(0x0020, 0x0012)
  static let acquisitionTime = DICOMTag(0x0008, 0x0032)
  static let acquisitionDateTime = DICOMTag(0x0008, 0x002A)
  static let frameAcquisitionNumber = DICOMTag(0x0020, 0x9156)
  static let manufacturerModel = DICOMTag(0x0008, 0x1090)
  static let referencedSeries = DICOMTag(0x0008, 0x1115)
  static let referencedInstance = DICOMTag(0x0008, 0x1155)
  static let referencedInstances = DICOMTag(0x0008, 0x114A)
  static let sourceImages = DICOMTag(0x0008, 0x2112)
  static let derivationImages = DICOMTag(0x0008, 0x9124)
  static let fieldStrength = DICOMTag(0x0018, 0x0087)
  static let protocolName = DICOMTag(0x0018, 0x1030)
  static let seriesUID = DICOMTag(0x0020, 0x000E)
  static let frameOfReferenceUID = DICOMTag(0x0020, 0x0052)

  // Geometry.
  static let sliceThickness = DICOMTag(0x0018, 0x0050)
  static let spacingBetweenSlices = DICOMTag(0x0018, 0x0088)
  static let imagePosition = DICOMTag(0x0020, 0x0032)
  static let imageOrientation = DICOMTag(0x0020, 0x0037)
  static let pixelSpacing = DICOMTag(0x0028, 0x0030)

  // How many images there should be.
  static let concatenationUID = DICOMTag(0x0020, 0x9161)
  static let concatenationTotal = DICOMTag(0x0020, 0x9163)
  static let numberOfSlices = DICOMTag(0x0054, 0x0081)

  // Pixels.
  static let samplesPerPixel = DICOMTag(0x0028, 0x0002)
  static let photometricInterpretation = DICOMTag(0x0028, 0x0004)
  static let numberOfFrames = DICOMTag(0x0028, 0x0008)
  static let rows = DICOMTag(0x0028, 0x0010)
  static let columns = DICOMTag(0x0028, 0x0011)
  static let bitsAllocated = DICOMTag(0x0028, 0x0100)
  static let bitsStored = DICOMTag(0x0028, 0x0101)
  static let highBit = DICOMTag(0x0028, 0x0102)
  static let pixelRepresentation = DICOMTag(0x0028, 0x0103)
  static let lossyCompression = DICOMTag(0x0028, 0x2110)
  static let lossyRatio = DICOMTag(0x0028, 0x2112)
  static let pixelPadding = DICOMTag(0x0028, 0x0120)
  static let pixelPaddingLimit = DICOMTag(0x0028, 0x0121)
  static let flipAngle = DICOMTag(0x0018, 0x1314)
  static let sequenceName = DICOMTag(0x0018, 0x0024)
  static let echoNumbers = DICOMTag(0x0018, 0x0086)
  static let rescaleIntercept = DICOMTag(0x0028, 0x1052)
  static let rescaleSlope = DICOMTag(0x0028, 0x1053)
  static let rescaleType = DICOMTag(0x0028, 0x1054)
  static let units = DICOMTag(0x0054, 0x1001)
  static let modalityTable = DICOMTag(0x0028, 0x3000)

  // Functional groups of enhanced objects.
  static let sharedGroups = DICOMTag(0x5200, 0x9229)
  static let perFrameGroups = DICOMTag(0x5200, 0x9230)
  static let planePosition = DICOMTag(0x0020, 0x9113)
  static let planeOrientation = DICOMTag(0x0020, 0x9116)
  static let pixelMeasures = DICOMTag(0x0028, 0x9110)
  static let pixelValueTransformation = DICOMTag(0x0028, 0x9145)

  static let frameContent = DICOMTag(0x0020, 0x9111)
  static let magneticEcho = DICOMTag(0x0018, 0x9114)
  static let magneticTiming = DICOMTag(0x0018, 0x9112)
  static let magneticModifier = DICOMTag(0x0018, 0x9115)
  static let magneticDiffusion = DICOMTag(0x0018, 0x9117)
  static let cardiacSynchronization = DICOMTag(0x0018, 0x9118)
  static let magneticFrameType = DICOMTag(0x0018, 0x9226)
  static let tomographicFrameType = DICOMTag(0x0018, 0x9329)

  // What tells two images of one place apart.
  static let echoTime = DICOMTag(0x0018, 0x0081)
  static let repetitionTime = DICOMTag(0x0018, 0x0080)
  static let scanningSequence = DICOMTag(0x0018, 0x0020)
  static let contrastAgent = DICOMTag(0x0018, 0x0010)
  static let contrastUsage = DICOMTag(0x0018, 0x9341)
  static let contrastAdministered = DICOMTag(0x0018, 0x9342)
  static let stackID = DICOMTag(0x0020, 0x9056)
  static let patientPosition = DICOMTag(0x0018, 0x5100)
  static let scanOptions = DICOMTag(0x0018, 0x0022)
  static let triggerTime = DICOMTag(0x0018, 0x1060)
  static let nominalTriggerDelay = DICOMTag(0x0020, 0x9153)
  static let cardiacCyclePosition = DICOMTag(0x0018, 0x9236)
  static let inversionTime = DICOMTag(0x0018, 0x0082)
  static let inversionTimes = DICOMTag(0x0018, 0x9079)
  static let tubeVoltage = DICOMTag(0x0018, 0x0060)
  static let convolutionKernel = DICOMTag(0x0018, 0x1210)
  static let complexImageComponent = DICOMTag(0x0008, 0x9208)
  static let effectiveEchoTime = DICOMTag(0x0018, 0x9082)
  static let diffusionBValue = DICOMTag(0x0018, 0x9087)
  static let diffusionDirectionality = DICOMTag(0x0018, 0x9075)
  static let temporalPosition = DICOMTag(0x0020, 0x0100)
  static let temporalPositionIndex = DICOMTag(0x0020, 0x9128)
  static let frameType = DICOMTag(0x0008, 0x9007)
  static let floatPixels = DICOMTag(0x7FE0, 0x0008)
  static let doubleFloatPixels = DICOMTag(0x7FE0, 0x0009)

  // Structure sets.
  static let referencedFrames = DICOMTag(0x3006, 0x0010)
  static let referencedStudies = DICOMTag(0x3006, 0x0012)
  static let referencedRTSeries = DICOMTag(0x3006, 0x0014)
  static let structureSetROIs = DICOMTag(0x3006, 0x0020)
  static let roiNumber = DICOMTag(0x3006, 0x0022)
  static let roiFrameOfReferenceUID = DICOMTag(0x3006, 0x0024)
  static let roiName = DICOMTag(0x3006, 0x0026)
  static let roiContours = DICOMTag(0x3006, 0x0039)
  static let contours = DICOMTag(0x3006, 0x0040)
  static let contourImages = DICOMTag(0x3006, 0x0016)
  static let contourType = DICOMTag(0x3006, 0x0042)
  static let contourOffset = DICOMTag(0x3006, 0x0045)
  static let contourPointCount = DICOMTag(0x3006, 0x0046)
  static let contourData = DICOMTag(0x3006, 0x0050)
  static let contourROINumber = DICOMTag(0x3006, 0x0084)

  // Segmentations.
  static let segmentationType = DICOMTag(0x0062, 0x0001)
  static let segments = DICOMTag(0x0062, 0x0002)
  static let segmentNumber = DICOMTag(0x0062, 0x0004)
  static let segmentLabel = DICOMTag(0x0062, 0x0005)
  static let segmentIdentification = DICOMTag(0x0062, 0x000A)
  static let maximumFractionalValue = DICOMTag(0x0062, 0x000E)
  static let referencedSegment = DICOMTag(0x0062, 0x000B)
}
