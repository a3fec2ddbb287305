import Foundation
import ImageFiles
import Records
import TestSupport
import Testing
import Volumes

/// Label 1 that a user gives, by every way of giving it, and columns that look as if they gave one.
@Suite struct GivenLabelCommandTests {
  private let scratch: Scratch
  private let parameters: String
  private static let grid = Grid(size: [24, 20, 10])

  init() throws {
    scratch = try Scratch()
    parameters = try scratch.write("featureClass: {shape: [VoxelVolume]}\n", to: "p.yaml")
    try write("image.nii") { Double(($0.x * 37 + $0.y * 11 + $0.z * 53) % 101) }
    try write("two.nii") { $0.x < 8 ? 1 : (12..<18).contains($0.x) && $0.y < 9 ? 2 : 0 }
    try write("shells.nii") { index in
      let (x, y, z) = (Double(index.x) - 11.5, Double(index.y) - 9.5, Double(index.z) - 4.5)
      return Double(max(0, 9 - max(0, Int((x * x + y * y + z * z).squareRoot() - 1))))
    }
  }

  private func write(_ name: String, _ value: (SIMD3<Int>) -> Double) throws {
    let voxels = (0..<Self.grid.count).map { value(SIMD3($0 % 24, $0 / 24 % 20, $0 / 480)) }
    try writeNIfTI(Volume(grid: Self.grid, voxels: voxels), to: scratch.file(name))
  }

  private func extract(_ mask: String, _ options: [String]) throws -> Command {
    try Command("extract", scratch.file("image.nii"), [scratch.file(mask), "-p", parameters] + options)
  }

  private func cohort(_ text: String) throws -> Command {
    try Command("extract", try scratch.write(text, to: "cohort.csv"), ["-p", parameters])
  }

  private func volumes(_ run: Command) throws -> [String] {
    try CSVTable(parsing: run.output, file: "extract")["original_shape_VoxelVolume"] ?? []
  }

  @Test func aNameBesideLabelOneIsARemark() throws {
    #expect(try extract("two.nii", ["--roi", "GTV"]).status == 1)
    for (label, volume) in [("1", "1600.0"), ("2", "540.0")] {
      let run = try extract("two.nii", ["--roi", "GTV", "--label", label])
      #expect(try run.status == 0 && volumes(run) == [volume], "\(run.errors)")
    }
    // The examples of PyRadiomics have label 1 in every parameter file.
    let usual = try scratch.write("featureClass: {shape: [VoxelVolume]}\nsetting: {label: 1}\n", to: "one.yaml")
    let run = try Command(
      "extract", scratch.file("image.nii"), [scratch.file("two.nii"), "-p", usual, "--roi", "GTV"])
    #expect(run.status == 1 && run.errors.contains("no names of regions"), "\(run.errors)")
  }

  /// The outermost of eight shells is label 1; nobody can tell it from a map of votes, but who asks for it knows.
  @Test func theShellOfLabelOneIsReadWhereItIsAskedFor() throws {
    let refused = try extract("shells.nii", [])
    #expect(refused.status == 1 && refused.errors.contains("looks like an image of intensities"), "\(refused.errors)")
    let read = try extract("shells.nii", ["--label", "1"])
    #expect(read.status == 0 && read.errors.contains("note: label 1 is a skin of one voxel"), "\(read.errors)")
    let rows = (1...9).map { "image.nii,shells.nii,\($0)\n" }
    let all = try cohort("Image,Mask,Label\n" + rows.joined())
    #expect(try all.status == 0 && volumes(all).first == volumes(read).first, "\(all.errors)")
    // Tables of PyRadiomics have label 1 in every row, whatever the masks are.
    let everywhere = try cohort("Image,Mask,Label\n" + rows[0] + rows[0])
    #expect(everywhere.status == 1 && everywhere.errors.contains("looks like an image"), "\(everywhere.errors)")
  }

  @Test(arguments: ["", ", label: 1", ", label: 2"]) func aStudyFileGivesALabel(label: String) throws {
    _ = try scratch.write("patient,y\nA,0\nB,1\n", to: "clinical.csv")
    let study = try scratch.write(
      """
      apus: 1
      name: A name and a label
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: y, event: 1}
      series:
        T2: {image: image.nii, mask: two.nii, roi: GTV\(label)}
      features: {parameters: p.yaml}
      split: {leave-one-out: true}
      """, to: "study.yaml")
    let run = try Command("study", "run", study, "-o", scratch.file("run"))
    #expect(run.errors.contains("no names of regions") == label.isEmpty, "\(run.errors)")
    let written = try scratch.read("run/study.yaml")
    #expect(written.contains("label\": 1") == (label == ", label: 1"), "\(written)")
  }

  /// The key of a study file has one spelling.
  @Test(arguments: ["lable", "Label", "label_value", "rois", "segment"]) func otherKeysAreRefused(key: String) throws {
    let study = try scratch.write(
      """
      apus: 1
      name: Another key
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: y, event: 1}
      series:
        T2: {image: image.nii, mask: two.nii, \(key): 2}
      features: {recipe: jeong2024}
      """, to: "study.yaml")
    let run = try Command("study", "show", study)
    #expect(run.status == 65 && run.errors.contains(key), "\(run.errors)")
  }

  @Test(arguments: ["lable", "Labels", "label_value", "LabelValue", "Segment", "SegmentNumber", "Roi_Name", "rois"])
  func aColumnThatWouldChooseIsRefused(column: String) throws {
    let run = try cohort("Image,Mask,\(column)\nimage.nii,two.nii,2\nimage.nii,two.nii,1\n")
    #expect(run.status == 65 && run.errors.contains("the column \"\(column)\" would be ignored; did you mean"))
  }

  /// Outcomes, sites and parts of an organ stand in columns of such names too.
  @Test(arguments: [
    ("label", "0", "1"), ("label", "benign", "malignant"), ("Region", "north", "south"), ("Segment", "7", "8"),
    ("Region", "7", "NA"),
  ])
  func aRemarkIsANote(column: String, first: String, second: String) throws {
    let run = try cohort("Image,Mask,\(column)\nimage.nii,two.nii,\(first)\nimage.nii,two.nii,\(second)\n")
    #expect(try run.status == 0 && volumes(run) == ["1600.0", "1600.0"], "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.errors.contains("the column \"\(column)\" was not used"))
  }

  @Test(arguments: ["1,1", "1,2"]) func aNameBesideTheColumnLabelIsANote(labels: String) throws {
    let (one, other) = (labels.first ?? "1", labels.last ?? "1")
    for column in ["roi", "ROI_name"] {
      let run = try cohort(
        "Image,Mask,Label,\(column)\nimage.nii,two.nii,\(one),GTV\nimage.nii,two.nii,\(other),tumour\n")
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1 && run.errors.contains("\"\(column)\" was not used"))
    }
    let quiet = try cohort("Image,Mask,Label,Region,label\nimage.nii,two.nii,\(one),north,\(one)\n")
    #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
  }

  /// Where the masks have names, a column of names in another spelling would choose among them.
  @Test func namesThatTheMasksHaveAreNoRemark() throws {
    let values = (0..<4_800).map { $0 % 24 < 8 ? "1" : $0 % 24 < 16 ? "2" : "0" }.joined(separator: " ")
    let header =
      "NRRD0004\ntype: uchar\ndimension: 3\nspace: left-posterior-superior\nsizes: 24 20 10\n"
      + "space directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: text\n"
      + "Segment0_Name:=GTV\nSegment0_LabelValue:=1\nSegment01_Name:=Node\nSegment01_LabelValue:=2\n\n"
    _ = try scratch.write(header + values + "\n", to: "named.seg.nrrd")
    for column in ["Region", "SegmentName", "roi", "label"] {
      let refused = try cohort("Image,Mask,\(column)\nimage.nii,named.seg.nrrd,Node\n")
      #expect(refused.status == 65 && refused.errors.contains("did you mean \"ROI\""), "\(column): \(refused.errors)")
      let usual = try cohort("Image,Mask,Label,\(column)\nimage.nii,named.seg.nrrd,1,Node\n")
      #expect(usual.status == 65 && usual.errors.contains("did you mean \"ROI\""), "\(column): \(usual.errors)")
    }
    // The number says the same as the name.
    let agreeing = try cohort(
      "Image,Mask,Label,SegmentName\nimage.nii,named.seg.nrrd,2,Node\nimage.nii,named.seg.nrrd,1,GTV\n")
    #expect(try agreeing.status == 0 && agreeing.errors.isEmpty && volumes(agreeing) == ["1600.0", "1600.0"])
    let read = try cohort("Image,Mask,ROI\nimage.nii,named.seg.nrrd,Node\n")
    #expect(read.status == 0 && read.output.contains("named.seg.nrrd,2,"), "\(read.errors)")
  }

  @Test func otherCommandsNameTheColumnToo() throws {
    let table = try scratch.write("Image,Mask,lable\nimage.nii,two.nii,2\n", to: "cohort.csv")
    let peer = try scratch.write("Image,Mask,original_shape_VoxelVolume\na,b,1\n", to: "peer.csv")
    for arguments in [
      ["robustness", table, "--rotate", "5", "-o", scratch.file("out")], ["explain", table, "--against", peer],
      ["normalise", "fit", table, "--method", "nyul:region=roi", "-o", scratch.file("fit.json")],
    ] {
      let run = try Command(arguments: arguments)
      #expect(run.status != 0 && run.errors.contains("\"lable\" would be ignored"), "\(arguments): \(run.errors)")
    }
  }
}
