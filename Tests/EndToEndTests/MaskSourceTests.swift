import Foundation
import ImageFiles
import Results
import Testing
import TestSupport
import Volumes

/// Masks that were not made on the grid of their image.
@Suite struct MaskSourceTests {
  private func results(_ scratch: Scratch) throws -> StudyResults {
    let data = try Data(contentsOf: URL(filePath: scratch.file("run/results.json")))
    return try JSONDecoder().decode(StudyResults.self, from: data)
  }

  /// The prostate mask of this case has i and j reversed against its T2 series: the same place, another grid.
  private func prostateStudy(_ scratch: Scratch, resample: Bool) throws -> String {
    _ = try scratch.write("patient,y\nA,0\nB,1\n", to: "clinical.csv")
    let folder = try ReferenceData.file("mr_cases/prostate_us_biopsy_001").path
    return try scratch.write(
      """
      apus: 1
      name: Reversed mask
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: y, event: 1}
      series:
        T2: {image: "\(folder)/T2", mask: "\(folder)/seg.nii.gz", resample-mask: \(resample)}
      features: {recipe: jeong2024}
      split: {leave-one-out: true}
      """, to: "study.yaml")
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: MaskSourceTests, no reference data"))
  func aMaskOnAnotherGridIsRefusedUnlessTheStudyFileMovesIt() throws {
    let scratch = try Scratch()
    let refused = try Command("study", "run", try prostateStudy(scratch, resample: false), "-o", scratch.file("run"))
    #expect(refused.status == 1)
    #expect(refused.errors.contains("different grids"))
    let moved = try Command("study", "run", try prostateStudy(scratch, resample: true), "-o", scratch.file("run"))
    // The images are usable; of two patients no model can be learned, which is what 1 says.
    #expect(moved.status == 1, "\(moved.errors)")
    #expect(moved.errors.contains("Mask grid:") && moved.errors.contains("Image grid:"))
    let found = try results(scratch).findings.map(\.title)
    #expect(found.contains { $0.contains("A, B have an identical image") })
  }

  /// A mask that is moved onto its image is half a volume too where it was drawn on every second slice.
  @Test(arguments: ["", ", between: fill"]) func aMovedMaskOfEverySecondSliceIsSettledAsOthersAre(between: String)
    throws
  {
    let scratch = try Scratch()
    let grid = Grid(size: [12, 12, 9], spacing: [1, 1, 3])
    let wider = Grid(size: [14, 14, 9], spacing: [1, 1, 3], origin: [-1, -1, 0])
    for id in ["A", "B"] {
      let image = (0..<grid.count).map { Double(($0 * 37 + (id == "A" ? 0 : 11)) % 101) }
      let labels = (0..<wider.count).map { at -> Double in
        let (i, j, k) = (at % 14, at / 14 % 14, at / 196)
        return k % 2 == 1 && (4..<10).contains(i) && (4..<10).contains(j) ? 1 : 0
      }
      try writeNIfTI(Volume(grid: grid, voxels: image), to: scratch.file("\(id).nii"))
      try writeNIfTI(Volume(grid: wider, voxels: labels), to: scratch.file("\(id)_mask.nii"))
    }
    _ = try scratch.write("patient,y\nA,0\nB,1\n", to: "clinical.csv")
    let study = try scratch.write(
      """
      apus: 1
      name: Every second slice
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: y, event: 1}
      series:
        T2: {image: "{id}.nii", mask: "{id}_mask.nii", resample-mask: true\(between)}
      features: {recipe: jeong2024}
      split: {leave-one-out: true}
      """, to: "study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("run"))
    #expect(run.errors.contains("has no voxel on slices 3, 5, 7") == between.isEmpty, "\(run.errors)")
    #expect(run.errors.contains("(between: fill)") != between.isEmpty, "\(run.errors)")
  }

  @Test func aContourServesAnotherSeriesOnlyWhenTheStudyFileSaysSo() throws {
    let scratch = try Scratch()
    #expect(try Command("phantom", scratch.file("cohort"), "--patients", "8", "--seed", "3", "--quiet").status == 0)
    let path = scratch.file("cohort/study.yaml")
    let own = try String(contentsOfFile: path, encoding: .utf8)
    let wrong = own.replacing("RTSTRUCT_T2.dcm", with: "RTSTRUCT_CE-T1.dcm")
    try wrong.write(toFile: path, atomically: true, encoding: .utf8)
    let refused = try Command("study", "run", path, "-o", scratch.file("run"))
    #expect(refused.status == 1)
    #expect(refused.errors.contains("drawn on another series"))
    let borrowed = own.replacing("mask: patients/{id}/RTSTRUCT_T2.dcm\n    roi: GTV", with: "mask-of: CE-T1")
    try borrowed.write(toFile: path, atomically: true, encoding: .utf8)
    let run = try Command("study", "run", path, "-o", scratch.file("run"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("mask of CE-T1 resampled onto T2"))
  }
}
