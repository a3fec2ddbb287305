import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// Objects that Apus makes of a series: what they hold comes back, and what DICOM cannot hold is never written.
struct DerivedObjectTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private let object = DerivedObject(
    patientID: "환자 7", studyUID: "2.25.1", seriesUID: "2.25.2", instanceUID: "2.25.3", number: 9_001,
    description: "Region", date: "20260102", time: "030405", software: "Apus")

  private func write(_ mask: Mask, of source: ReferencedSeries) throws -> SegmentationObject {
    let segment = SegmentationWriter.Segment(
      label: "GTV", algorithm: "Contours", tracking: TrackedLesion(name: "Lesion", uid: "2.25.4"))
    try SegmentationWriter(object, of: source, segment: segment).write(mask, to: "\(scratch.path)/seg.dcm")
    return try SegmentationObject(reading: "\(scratch.path)/seg.dcm")
  }

  /// A turned grid of any size, whose voxels do not fill whole bytes, let alone words.
  private func grid(_ random: inout RandomStream) -> Grid {
    let (a, b) = (random.uniform() * 2 * .pi, random.uniform() * .pi - .pi / 2)
    let i = SIMD3(cos(a) * cos(b), sin(a) * cos(b), sin(b))
    let j = SIMD3(-sin(a), cos(a), 0)
    let k = SIMD3(i.y * j.z - i.z * j.y, i.z * j.x - i.x * j.z, i.x * j.y - i.y * j.x)
    let size = [1 + random.index(below: 9), 1 + random.index(below: 7), 2 + random.index(below: 5)]
    return Grid(
      size: .init(size[0], size[1], size[2]),
      spacing: SIMD3(0.3 + random.uniform(), 0.3 + random.uniform(), 1 + 4 * random.uniform()),
      origin: SIMD3(random.uniform() * 1000 - 500, random.uniform() * 1000 - 500, random.uniform() * 2000 - 1000),
      axes: Axes(i: i, j: j, k: k))
  }

  @Test(arguments: 0..<40 as Range<UInt64>) func everyVoxelComesBack(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "segmentations")
    let grid = grid(&random)
    var voxels = (0..<grid.count).map { _ in UInt8(random.uniform() < 0.3 ? 1 : 0) }
    voxels[random.index(below: voxels.count)] = 1
    let slices = (0..<grid.size.z).map { k in
      ReferencedSeries.Slice(
        instance: .init(classUID: "1.2.840.10008.5.1.4.1.1.4", uid: "2.25.\(100 + k)"),
        position: grid.position(of: [0, 0, Double(k)]))
    }
    let source = ReferencedSeries(
      studyUID: "2.25.1", seriesUID: "2.25.9", frameOfReferenceUID: "2.25.8", slices: slices)
    let mask = Mask(grid: grid, voxels: voxels)
    let written = try write(mask, of: source)
    let reading = try written.reading(segment: written.segments[0], on: grid)
    #expect(reading.mask == mask, "seed \(seed)")
    #expect(written.referencedSeries == ["2.25.9"] && written.frameOfReferenceUID == "2.25.8")
  }

  /// `eCT_Supplemental.dcm` is one enhanced file of two frames, of which the second lies first along the normal
  /// (pydicom 3.0.2: z of -159 and -149 mm, and a normal that points down).
  @Test(.enabled(if: ReferenceData.isPresent, "skipped: enhanced CT"))
  func framesOfAnEnhancedFileAreNamedByNumber() throws {
    let series = try #require(DICOMFolder(at: ReferenceData.file("dicom_edge/eCT_Supplemental.dcm").path).series.first)
    let source = try series.reference()
    #expect(source.instances.count == 1 && source.slices.map(\.frame) == [2, 1])
    #expect(source.slices.map(\.position.z) == [-149, -159])
    let grid = try series.grid()
    for (k, slice) in source.slices.enumerated() {
      let apart = slice.position - grid.position(of: [0, 0, Double(k)])
      #expect(abs(apart.x) + abs(apart.y) + abs(apart.z) < 1e-3)
    }
    var voxels = [UInt8](repeating: 0, count: grid.count)
    for n in stride(from: 5, to: voxels.count, by: 131) { voxels[n] = 1 }
    let mask = Mask(grid: grid, voxels: voxels)
    #expect(try write(mask, of: source).mask(segment: "GTV", on: grid) == mask)
  }

  /// The representation DS has at most 16 characters.
  @Test(arguments: 0..<2_000 as Range<UInt64>) func numbersFitIntoSixteenCharacters(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "decimal strings")
    let number = (random.uniform() - 0.5) * pow(10, random.uniform() * 600 - 300)
    let text = DICOMAttribute.shortest(number)
    let back = try #require(Double(text))
    #expect(text.utf8.count <= 16 && abs(back - number) <= 1e-7 * abs(number), "\(number) as \(text)")
    // What was read from such a string comes out equal.
    #expect(Double(DICOMAttribute.shortest(back)) == back)
  }

  /// Long names that begin alike have codes of their own, and no text ends a value early.
  @Test func ownCodesAreShortAndDistinct() {
    let names = (0..<500).map { "firstorder_Percentile\($0)" } + ["original", "ä", "a\\b", "wavelet-LLH", ""]
    let codes = names.map { DICOMCode(named: $0, scheme: "99APUS", "x\\y\n" + $0) }
    #expect(Set(codes.map(\.value)).count == names.count)
    for code in codes {
      #expect(code.value.utf8.count <= 16 && !code.value.contains("\\") && code.value.utf8.allSatisfy { $0 < 0x80 })
      #expect(!code.meaning.contains("\\") && !code.meaning.contains("\n") && code.meaning.unicodeScalars.count <= 64)
    }
    #expect(DICOMCode(named: "wavelet-LLH", scheme: "99APUS", "").value == "wavelet-LLH")
  }
}
