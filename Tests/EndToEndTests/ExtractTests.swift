import Foundation
import ImageFiles
import Records
import Testing
import Volumes

/// `apus extract` on small images: what the table says of itself, and what is said of input that cannot be used.
@Suite struct ExtractTests {
  private let scratch: Scratch
  private let image: String
  private let mask: String
  private static let grid = Grid(size: [12, 11, 10], spacing: [1, 1, 2])
  private static let provenance = [
    "diagnostics_Versions_Apus", "diagnostics_Configuration_Profile", "diagnostics_Configuration_Settings",
    "diagnostics_Mask_Notes",
  ]

  init() throws {
    scratch = try Scratch()
    (image, mask) = (scratch.file("image.nii.gz"), scratch.file("mask.nii.gz"))
    try Self.write(image) { Double(($0 * 7919) % 256) }
    try Self.write(mask) { (300..<900).contains($0) ? 1 : 0 }
  }

  private static func write(_ path: String, grid: Grid = grid, _ value: (Int) -> Double) throws {
    try writeNIfTI(Volume(grid: grid, voxels: (0..<grid.count).map(value)), to: path)
  }

  private func table(_ arguments: String...) throws -> CSVTable {
    let run = try Command(arguments: ["extract"] + arguments)
    try #require(run.status == 0, "\(run.errors)")
    return try CSVTable(parsing: run.output, file: "extract")
  }

  @Test func everyRowSaysWhatMadeIt() throws {
    let plain = try table(image, mask)
    #expect(
      Array(plain.columns.prefix(8)) == ["Image", "Mask", "Label"] + Self.provenance + ["original_shape_Elongation"])
    #expect(Array(plain.rows[0][3...4]) == [Software.version, "pyradiomics"])
    let hash = plain.rows[0][5]
    #expect(hash.hasPrefix("sha256:") && hash.count == 71)
    // The same settings by another way have the same hash; others and another profile do not.
    let spelled = try scratch.write("setting: {binWidth: 25, label: 1}\n", to: "same.yaml")
    #expect(try table(image, mask, "-p", spelled).rows[0][5] == hash)
    let finer = try scratch.write("setting: {binWidth: 24}\n", to: "finer.yaml")
    #expect(try table(image, mask, "-p", finer).rows[0][5] != hash)
    let ibsi = try table(image, mask, "--profile", "ibsi")
    #expect(ibsi.rows[0][4] == "ibsi" && ibsi.rows[0][5] != hash)
  }

  /// Its own table, like PyRadiomics', has columns that are no features.
  @Test func explainFindsNothingInItsOwnTable() throws {
    let own = scratch.file("own.csv")
    #expect(try Command("extract", image, mask, "-o", own).status == 0)
    let run = try Command("explain", image, mask, "--against", own)
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.output.contains("diagnostics") && !run.output.contains("Label"))
  }

  @Test func aStudyTakesNoColumnOfItsOwnTableThatIsNoFeature() throws {
    let extracted = scratch.file("extracted.csv")
    let cases = (0..<12).map { "P\($0),\(image),\(mask),\($0 % 2 + 1)" }
    try Self.write(mask) { (300..<900).contains($0) ? Double($0 / 600 + 1) : 0 }
    let cohort = try scratch.write("id,Image,Mask,Label\n" + cases.joined(separator: "\n") + "\n", to: "cohort.csv")
    #expect(try Command("extract", cohort, "-o", extracted).status == 0)
    let clinical = (0..<12).map { "P\($0),\($0 / 2 % 2)" }.joined(separator: "\n")
    _ = try scratch.write("id,y\n\(clinical)\n", to: "clinical.csv")
    let study = try scratch.write(
      """
      apus: 1
      name: Own table
      cohort: {table: clinical.csv, id: id}
      outcome: {column: y, event: 1}
      models: {selected-features: 2}
      features: {table: extracted.csv, id: id}
      split: {leave-one-out: true}
      """, to: "study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let features = try CSVTable(reading: scratch.file("run/features.csv"))
    #expect(Array(features.columns[3...5]) == Self.provenance.dropLast() && features.rows[0][4] == "table")
    let columns = features.columns.dropFirst(6).dropLast()
    #expect(columns.count == 107 && columns.allSatisfy { $0.hasPrefix("original_") })
  }

  /// A whole number as programs write it that know missing ones.
  @Test func labelsMayHaveAPoint() throws {
    let cohort = try scratch.write(
      "Image,Mask,Label\nimage.nii.gz,mask.nii.gz,1.0\nimage.nii.gz,mask.nii.gz,one\n", to: "cohort.csv")
    let run = try Command("extract", cohort, "-o", scratch.file("out.csv"))
    #expect(run.status == 2 && run.errors.contains("line 3: the label \"one\" is not a whole number above 0"))
    let rows = try CSVTable(reading: scratch.file("out.csv")).rows
    #expect(rows[0].last == "" && rows[1].last?.isEmpty == false)
  }

  /// Blank lines, rows of separators alone and line breaks within quotes are lines of an editor too.
  @Test func aCaseIsNamedByItsLineOfTheFile() throws {
    let text =
      "Image,Mask,Label,Comment\n\nimage.nii.gz,mask.nii.gz,1,\"two\nlines\"\n\n,,,\nimage.nii.gz,mask.nii.gz,one,\n"
    let cohort = try scratch.write(text, to: "cohort.csv")
    let run = try Command("extract", cohort, "-o", scratch.file("out.csv"))
    #expect(run.status == 2 && run.errors.contains("line 7: the label \"one\""), "\(run.errors)")
  }

  /// Looked at before the work, or an hour of it would end in a refusal.
  @Test func aTargetThatCannotBeWrittenIsRefusedFirst() throws {
    let nowhere = try Command("extract", scratch.file("none.nii"), mask, "-o", scratch.file("no/out.csv"))
    #expect(nowhere.status == 65 && nowhere.errors.contains("there is no folder \(scratch.path)/no"))
    #expect(!nowhere.errors.contains("none.nii"))
    let folder = try Command("extract", image, mask, "-o", scratch.path)
    #expect(folder.status == 65 && folder.errors.contains("it is a folder"))
    let file = try Command("maps", image, mask, "--feature", "firstorder_Mean", "-o", image)
    #expect(file.status == 1 && file.errors.contains("it is a file. Name a folder"))
  }

  @Test func anImageWithoutAMaskIsNoCohort() throws {
    let run = try Command("extract", image)
    #expect(
      run.status == 65
        && run.errors.contains("not a table of cases, and no mask was given. Give the mask after the image"))
  }

  /// File, cause and next step, whatever is wrong; standard error has them, and so has the row.
  @Test func everyFailureNamesItsFileCauseAndNextStep() throws {
    let narrow = Grid(size: [11, 11, 10], spacing: [1, 1, 2])
    try Self.write(scratch.file("narrow.nii"), grid: narrow) { $0 > 300 && $0 < 900 ? 1 : 0 }
    try Self.write(scratch.file("empty.nii")) { _ in 0 }
    try Self.write(scratch.file("voxel.nii")) { $0 == 500 ? 1 : 0 }
    try Self.write(scratch.file("nan.nii")) { $0 == 500 ? .nan : Double($0 % 50) }
    let text = try scratch.write(String(repeating: "no image\n", count: 80), to: "text.nii.gz")
    let whole = try Data(contentsOf: URL(filePath: image))
    try whole.prefix(whole.count / 2).write(to: URL(filePath: scratch.file("cut.nii.gz")))
    let cases: [(String, String, [String])] = [
      ("none.nii", mask, ["none.nii", "no such file", "Check the path"]),
      (text, mask, ["text.nii.gz", "neither NIfTI, NRRD nor DICOM", "Give a .nii"]),
      (scratch.file("cut.nii.gz"), mask, ["cut.nii.gz", "truncated", "Copy or export it again"]),
      (image, scratch.file("narrow.nii"), ["narrow.nii", "different grids", "correctMask"]),
      (image, scratch.file("empty.nii"), ["empty.nii", "no voxel", "Give the file that holds the segmentation"]),
      (image, scratch.file("voxel.nii"), ["image.nii.gz", "voxel.nii", "a single voxel", "check the contour"]),
      (
        scratch.file("nan.nii"), mask, ["nan.nii", "1 intensity is infinite or not a number", "export the image again"]
      ),
    ]
    let rows = cases.map { "\($0.0),\($0.1)" } + ["\(image),\(mask)"]
    let cohort = try scratch.write("Image,Mask\n" + rows.joined(separator: "\n") + "\n", to: "cohort.csv")
    let run = try Command("extract", cohort, "-o", scratch.file("out.csv"), "-j", "3")
    #expect(run.status == 2)
    let table = try CSVTable(reading: scratch.file("out.csv"))
    for (row, (_, _, words)) in zip(table.rows, cases) {
      let error = try #require(row.last)
      for word in words { #expect(error.contains(word), "\(error)") }
      #expect(run.errors.contains(error))
    }
    #expect(table.rows.last?.last == "" && table.rows.count == cases.count + 1)
  }
}
