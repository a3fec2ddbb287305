import Cohorts
import Execution
import Extraction
import Foundation
import Results
import Study
import StudyFiles
import StudySupport
import Testing
import Volumes

/// Cohorts whose images are stored along different axes of the patient.
struct AxisFindingTests {
  /// Rows of DICOM, and the reversed rows of dcm2niix.
  private static let stored = Axes.identity
  private static let flipped = Axes(i: [1, 0, 0], j: [0, -1, 0], k: [0, 0, 1])
  private static let sagittal = Axes(i: [0, 1, 0], j: [0, 0, -1], k: [-1, 0, 0])

  private static let wavelets = ExtractionSettings.jeong2024
  private static let original = ExtractionSettings.pyradiomicsDefaults

  private func cohort(_ study: StudyFile, _ axes: [Axes]) throws -> AnalysisCohort {
    let features = try axes.map { axes in
      let grid = Grid(size: [2, 2, 2], axes: axes)
      let loaded = LoadedSeries(
        image: Volume(grid: grid, voxels: (0..<8).map(Double.init)),
        mask: Mask(grid: grid, voxels: [UInt8](repeating: 1, count: 8)), frameOfReference: nil, notes: [])
      return CaseFeatures(
        values: [.defined(1)],
        acquisitions: [try SeriesAcquisition(loaded, series: "T1", Self.original, reference: nil)])
    }
    return AnalysisCohort(study: study, patients: Patient.made(axes.count), columns: ["f"], features: features)
  }

  private func findings(
    _ axes: [Axes], _ settings: ExtractionSettings? = wavelets, more: String = ""
  ) throws -> [StudyFinding] {
    let study = try StudyFile.ofImages(more)
    return AxisFindings(study: study, settings: settings, cohort: try cohort(study, axes)).all
  }

  @Test func patientsWithOtherAxesAreNamed() throws {
    let axes = (0..<12).map { [3: Self.flipped, 7: Self.flipped, 9: Self.sagittal][$0] ?? Self.stored }
    let found = try findings(axes)
    guard case .differentAxes("T1", let groups, let concerned)? = found.first, found.count == 1 else {
      Issue.record("\(found)")
      return
    }
    #expect(groups.map(\.directions) == ["left, back, head", "left, front, head", "back, feet, right"])
    #expect(groups.map(\.patients.count) == [9, 2, 1])
    #expect(groups[1].patients == ["P03", "P07"] && groups[2].patients == ["P09"])
    #expect(concerned == [.images(["wavelet sub-bands"])])
    let text = found[0].finding
    #expect(text.severity == .caution && text.title.contains("P03, P07, P09") && text.title.contains("3 of 12"))
    for part in ["wavelet sub-bands", "left, front, head", "dcm2niix"] { #expect(text.detail.contains(part)) }
  }

  /// One kind, tilts of up to 45 degrees to either side, and values that do not follow the axes.
  @Test(arguments: 0..<40 as Range<UInt64>) func nothingIsSaidWhereNothingDiffers(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "tilted stacks")
    let first = seed.isMultiple(of: 2) ? Self.stored : Self.sagittal
    let tilted = (0..<8).map { _ in turned(first, by: (random.uniform() - 0.5) * .pi / 2 * 0.97) }
    #expect(try findings(tilted).isEmpty, "seed \(seed)")
    // Around 45 degrees the nearest axis is another one, and the stacks are nearly the same.
    let oblique = (0..<8).map { _ in turned(first, by: .pi / 4 + (random.uniform() - 0.5) * 0.3) }
    #expect(try findings(oblique).isEmpty, "seed \(seed)")
    let mixed = (0..<8).map { $0 == 5 ? Self.flipped : Self.stored }
    #expect(try findings(mixed, Self.original).isEmpty && findings(mixed, nil).isEmpty)
    #expect(try findings(mixed).count == 1)
  }

  /// Turned about the axis of the columns, as a stack is tilted.
  private func turned(_ axes: Axes, by angle: Double) -> Axes {
    let (c, s) = (Foundation.cos(angle), Foundation.sin(angle))
    return Axes(i: axes.i, j: axes.j * c + axes.k * s, k: axes.k * c - axes.j * s)
  }

  @Test func networksFollowTheAxesWhateverTheImages() throws {
    let mixed = (0..<8).map { $0 < 4 ? Self.flipped : Self.stored }
    let found = try findings(mixed, Self.original, more: "arms: [hcr, dlr]\ndeep: {network: resnet50, series: [T1]}")
    guard case .differentAxes("T1", let groups, [.networks])? = found.first else {
      Issue.record("\(found)")
      return
    }
    #expect(groups.map(\.patients.count) == [4, 4])
  }
}
