import Execution
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Two stacks of one series, the second half a slice beside the first, and sound series whose slices differ.
struct AlternatingSliceTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Slices of 3 mm, so far apart, with elements of their own.
  private func read(
    spacing: Double, declared: Double? = nil, _ elements: @escaping @Sendable (Int) -> [DICOMElement]
  ) throws -> NotedVolume {
    var series = GeneratedSeries()
    (series.spacing, series.thickness, series.count, series.sliceExtra) = (spacing, 3, 18, elements)
    if let declared { series.extra = [.numbers(0x0018_0088, [declared])] }
    let folder = "\(spacing) \(declared ?? 0)"
    for (k, slice) in series.slices.enumerated() { try scratch.write(slice, to: "\(folder)/\(k).dcm") }
    return try readNotedVolume(scratch.url.appending(path: folder).path)
  }

  private static let kinds: [(String, @Sendable (Int) -> [DICOMElement])] = [
    ("RepetitionTime (0018,0080)", { [.numbers(0x0018_0080, [$0 % 2 == 0 ? 500 : 3_000])] }),
    // Measured anew in each slice.
    ("RepetitionTime (0018,0080)", { [.numbers(0x0018_0080, [$0 % 2 == 0 ? 500 + Double($0) : 3_000 - Double($0)])] }),
    ("ScanOptions (0018,0022)", { [.text(0x0018_0022, "CS", $0 % 2 == 0 ? "FS" : "NFS")] }),
    ("ScanOptions (0018,0022)", { $0 % 2 == 0 ? [.text(0x0018_0022, "CS", "FS")] : [] }),
    (
      "ImageType (0008,0008)",
      { [.text(0x0008_0008, "CS", $0 % 2 == 0 ? "ORIGINAL\\PRIMARY" : "DERIVED\\SECONDARY")] }
    ),
    ("NominalCardiacTriggerDelayTime (0020,9153)", { [.numbers(0x0020_9153, [$0 % 2 == 0 ? 5 : 250], vr: "DS")] }),
    ("ScanningSequence (0018,0020)", { [.text(0x0018_0020, "CS", $0 % 2 == 0 ? "SE" : "GR")] }),
    ("ContrastBolusAgent (0018,0010)", { $0 % 2 == 0 ? [.text(0x0018_0010, "LO", "Gadovist")] : [] }),
    ("TriggerTime (0018,1060)", { [.numbers(0x0018_1060, [[5, 250, 500][$0 % 3]])] }),
    ("RepetitionTime (0018,0080)", { [.numbers(0x0018_0080, [$0 % 2 == 0 ? 500 : 600])] }),
    ("SeriesDescription (0008,103E)", { [.text(0x0008_103e, "LO", $0 % 2 == 0 ? "T1" : "T1 post")] }),
    ("AcquisitionNumber (0020,0012)", { [.text(0x0020_0012, "IS", $0 % 2 == 0 ? "1" : "2")] }),
    // One of the two begins and ends with more slices.
    ("SeriesNumber (0020,0011)", { [.text(0x0020_0011, "IS", (2..<16).contains($0) && $0 % 2 == 0 ? "4" : "3")] }),
  ]

  @Test(arguments: kinds.indices) func twoStacksInOneAreRefused(kind: Int) throws {
    let (attribute, elements) = Self.kinds[kind]
    for declared in [nil, 3] as [Double?] {
      let error = #expect(throws: ImageFileError.self) { try read(spacing: 1.5, declared: declared, elements) }
      #expect(error?.kind.name == "mixed-images" && error?.description.contains(attribute) == true)
    }
  }

  /// Two or three slices in each beat have delays that come round again; SpacingBetweenSlices says that nothing lies
  /// between them.
  @Test(arguments: kinds.indices) func slicesAtTheirDeclaredDistanceAreReadWithANote(kind: Int) throws {
    let (attribute, elements) = Self.kinds[kind]
    for (spacing, declared) in [(3.0, nil), (3.3, nil), (1.5, 1.5)] as [(Double, Double?)] {
      let found = try read(spacing: spacing, declared: declared, elements)
      #expect(found.notes.count == 1 && found.notes[0].description.contains(attribute))
      #expect(found.notes[0].kind == "slices that alternate")
    }
  }

  /// Two series that were merged, the lower slices of one and the upper slices of the other.
  @Test(arguments: [
    (0x0018_0020 as UInt32, "CS", "SE", "GR"), (0x0018_0010, "LO", "Gadovist", ""),
    (0x0008_103e, "LO", "T1 pre", "T1 post"), (0x0018_5100, "CS", "HFS", "FFS"), (0x0018_0080, "DS", "600", "4000"),
    (0x0018_0087, "DS", "1.5", "3"), (0x0020_9056, "SH", "1", "2"),
    (0x0008_0008, "CS", "ORIGINAL\\PRIMARY\\M", "DERIVED\\SECONDARY\\M"),
  ])
  func slicesOfTwoSeriesAreAskedAbout(tag: UInt32, vr: String, first: String, second: String) throws {
    for edge in [1, 9] {
      let found = try read(spacing: 3) { [.text(tag, vr, $0 < edge ? first : second)] }
      #expect(found.notes.map(\.kind) == ["slices that differ as those of two series do"], "\(found.notes)")
    }
    #expect(try read(spacing: 3) { _ in [.text(tag, vr, first)] }.notes.isEmpty)
  }

  /// Repetition times that follow the breath, and field strengths that were measured.
  @Test func measuredValuesAreOfOneSeries() throws {
    #expect(try read(spacing: 3) { [.numbers(0x0018_0080, [3_000 + 40 * Double($0)])] }.notes.isEmpty)
    #expect(try read(spacing: 3) { [.numbers(0x0018_0087, [$0 < 9 ? 1.494 : 1.5])] }.notes.isEmpty)
  }

  /// A stack is the standard's own unit of a volume.
  @Test func alternatingStacksAreRefused() throws {
    let error = #expect(throws: ImageFileError.self) {
      try read(spacing: 1.5, declared: 1.5) { [.text(0x0020_9056, "SH", $0 % 2 == 0 ? "1" : "2")] }
    }
    #expect(error?.kind.name == "mixed-images")
  }

  private static func time(_ text: String) -> DICOMElement { .text(0x0008_0032, "TM", text) }

  /// Two packages of a scanner: odd slices first, then even ones, or one half after the other; a number and a time for
  /// each slice; descriptions of two packages.
  @Test func packagesOfOneAcquisitionAreReadWithoutANote() throws {
    let packages: [(Double, @Sendable (Int) -> [DICOMElement])] = [
      (3, { [Self.time($0 % 2 == 0 ? "101500" : "101900")] }), (3, { [Self.time($0 < 9 ? "101500" : "101900")] }),
      (1.5, { [Self.time("1015\(10 + $0)"), .text(0x0020_0012, "IS", "\($0 + 1)")] }),
      (3, { [.text(0x0020_0012, "IS", $0 < 9 ? "1" : "2")] }),
    ]
    for (spacing, elements) in packages { #expect(try read(spacing: spacing, elements).notes.isEmpty) }
    // Slices of 3 mm that overlap by half do not come from one acquisition with two times.
    let found = try read(spacing: 1.5) { [Self.time($0 % 2 == 0 ? "101500" : "101900")] }
    #expect(found.notes.map(\.kind) == ["slices that alternate"])
    // Two acquisitions planned to fill each other's gaps: SpacingBetweenSlices is twice the distance, the thickness is
    // not.
    let filled = try read(spacing: 3, declared: 6) { [.text(0x0020_0012, "IS", $0 % 2 == 0 ? "1" : "2")] }
    #expect(filled.notes.contains { $0.kind == "slices that alternate" })
  }

  /// Breath, heart, missed beats, delays that grow from slice to slice, blocks: no alternation, whether slices overlap
  /// or not.
  @Test(arguments: 0..<30 as Range<UInt64>) func triggeredSeriesAreReadWithoutANote(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "triggers")
    let jitter = (0..<18).map { _ in 800 + 300 * random.uniform() }
    // A missed beat here and there: the first two slices have none.
    let missed = (0..<18).map { $0 > 1 && random.uniform() < 0.3 ? 2 * jitter[$0] : jitter[$0] }
    for (times, delays) in [(jitter, jitter.map { $0 / 10 }), (missed, (0..<18).map { Double($0) * 40 })] {
      for spacing in [1.5, 3] {
        let found = try read(spacing: spacing) { k in
          [
            .numbers(0x0018_0080, [times[k]]), .numbers(0x0018_1060, [delays[k]]),
            .text(0x0018_0022, "CS", k < 9 ? "FS" : "FS\\SP"),
          ]
        }
        #expect(found.notes.isEmpty, "seed \(seed)")
      }
    }
  }

  /// Frames of an enhanced file have them in groups of their own.
  @Test func phasesOfAnEnhancedFileAreToldApart() throws {
    for (attribute, group) in [
      (
        "NominalCardiacTriggerDelayTime",
        { @Sendable (k: Int) in [DICOMElement.numbers(0x0020_9153, [k % 2 == 0 ? 5 : 250], vr: "DS")] }
      ),
      (
        "CardiacCyclePosition",
        { @Sendable (k: Int) in [DICOMElement.text(0x0018_9236, "CS", k % 2 == 0 ? "END_SYSTOLE" : "END_DIASTOLE")] }
      ),
      (
        "ContrastBolusAgentAdministered",
        { @Sendable (k: Int) in [DICOMElement.text(0x0018_9342, "CS", k % 2 == 0 ? "YES" : "NO")] }
      ),
    ] {
      var series = GeneratedSeries()
      (series.spacing, series.thickness, series.count) = (1.5, 3, 18)
      series.frameGroups = { [.sequence(attribute.hasPrefix("Contrast") ? 0x0018_9341 : 0x0018_9118, [group($0)])] }
      let error = #expect(throws: ImageFileError.self) {
        try readVolume(scratch.write(series.enhanced, to: "mixed.dcm"))
      }
      #expect(error?.kind.name == "mixed-images" && error?.description.contains(attribute) == true)
      series.spacing = 3
      let found = try readNotedVolume(scratch.write(series.enhanced, to: "gated.dcm"))
      #expect(found.notes.map(\.kind) == ["slices that alternate"])
    }
  }
}
