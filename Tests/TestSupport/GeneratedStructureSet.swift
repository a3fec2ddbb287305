/// A structure set made up for a test; nothing keeps it from being wrong.
public struct GeneratedStructureSet: Sendable {
  /// One contour.
  public struct Contour: Sendable {
    /// ContourGeometricType; `nil` leaves it out.
    public var type: String?
    /// Corners, mm.
    public var points: [SIMD3<Double>]
    /// SOPInstanceUID of the image it was drawn on, where it says so.
    public var image: String?
    /// NumberOfContourPoints; `nil` for those that there are.
    public var announced: Int?
    /// ContourOffsetVector, mm; `nil` leaves it out.
    public var offset: SIMD3<Double>?

    /// A contour of corners (x, y) at a height.
    public init(_ corners: [SIMD2<Double>], z: Double, type: String? = "CLOSED_PLANAR", image: String? = nil) {
      self.type = type
      points = corners.map { SIMD3($0.x, $0.y, z) }
      self.image = image
    }
  }

  /// One region.
  public struct Region: Sendable {
    /// ROIName; `nil` leaves it out, `""` leaves it empty.
    public var name: String?
    /// ROINumber; `nil` leaves it out.
    public var number: Int?
    /// ReferencedFrameOfReferenceUID.
    public var frame: String?
    /// Groups of contours, each an item of ROIContourSequence.
    public var groups: [[Contour]]

    /// A region.
    public init(_ name: String?, number: Int?, frame: String? = "2.25.200", _ contours: [Contour]) {
      (self.name, self.number, self.frame, groups) = (name, number, frame, [contours])
    }
  }

  /// Regions in file order.
  public var regions: [Region]
  /// Frames of reference, each with the series and images that it lists.
  public var frames: [(uid: String, series: String, images: [String])] = [("2.25.200", "2.25.100", [])]

  /// Further elements of the file.
  public var extra: [DICOMElement] = []

  /// A structure set on a ``GeneratedSeries``.
  public init(_ regions: [Region]) { self.regions = regions }

  /// The file.
  public var bytes: [UInt8] {
    DICOMElement.file(
      [
        .text(0x0008_0060, "CS", "RTSTRUCT"), .text(0x0020_000e, "UI", "2.25.300"),
        .sequence(0x3006_0010, frames.map(frame)), .sequence(0x3006_0020, regions.map(entry)),
        .sequence(0x3006_0039, regions.flatMap { region in region.groups.map { group(region, $0) } }),
      ] + extra, objectClass: "1.2.840.10008.5.1.4.1.1.481.3")
  }

  private func frame(_ frame: (uid: String, series: String, images: [String])) -> [DICOMElement] {
    let images = frame.images.map { [DICOMElement.text(0x0008_1155, "UI", $0)] }
    let series: [DICOMElement] = [.text(0x0020_000e, "UI", frame.series), .sequence(0x3006_0016, images)]
    return [
      .text(0x0020_0052, "UI", frame.uid), .sequence(0x3006_0012, [[.sequence(0x3006_0014, [series])]]),
    ]
  }

  private func entry(_ region: Region) -> [DICOMElement] {
    (region.number.map { [.text(0x3006_0022, "IS", "\($0)")] } ?? [])
      + (region.frame.map { [.text(0x3006_0024, "UI", $0)] } ?? [])
      + (region.name.map { [.text(0x3006_0026, "LO", $0)] } ?? [])
  }

  private func group(_ region: Region, _ contours: [Contour]) -> [DICOMElement] {
    let items = contours.map { contour in
      let image = contour.image.map { [DICOMElement.sequence(0x3006_0016, [[.text(0x0008_1155, "UI", $0)]])] } ?? []
      let type = contour.type.map { [DICOMElement.text(0x3006_0042, "CS", $0)] } ?? []
      let offset = contour.offset.map { [DICOMElement.numbers(0x3006_0045, [$0.x, $0.y, $0.z])] } ?? []
      return image + type + offset + [
        .text(0x3006_0046, "IS", "\(contour.announced ?? contour.points.count)"),
        .numbers(0x3006_0050, contour.points.flatMap { [$0.x, $0.y, $0.z] }),
      ]
    }
    return [.sequence(0x3006_0040, items)]
      + (region.number.map { [.text(0x3006_0084, "IS", "\($0)")] } ?? [])
  }
}
