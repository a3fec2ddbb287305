import Foundation
import Records
import Testing
import TestSupport

/// Which region is read where a name, a label or both are given, by what the table says its volume is.
@Suite struct RegionChoiceTests {
  private let scratch: Scratch
  private let parameters: String

  init() throws {
    scratch = try Scratch()
    parameters = try scratch.write(
      "featureClass: {shape: [VoxelVolume]}\nsetting: {minimumROIDimensions: 1}\n", to: "p.yaml")
    _ = try nrrd("image.nrrd", type: "short") { i, j, k in (i * 7 + j * 13 + k * 29) % 101 }
    // Label 1 has 192 voxels of 1 mm³, label 2 has 30.
    _ = try nrrd("plain.nrrd", label)
  }

  private func label(_ i: Int, _ j: Int, _ k: Int) -> Int { i < 4 ? 1 : i == 6 && j < 5 ? 2 : 0 }

  /// 8 x 8 x 6 numbers as text.
  private func nrrd(
    _ name: String, type: String = "uchar", pairs: [String] = [], _ value: (Int, Int, Int) -> Int
  ) throws -> String {
    let values = (0..<384).map { "\(value($0 % 8, $0 / 8 % 8, $0 / 64))" }.joined(separator: " ")
    let lines =
      ["NRRD0004", "type: \(type)", "dimension: 3", "sizes: 8 8 6", "spacings: 1 1 1", "encoding: text"] + pairs
    return try scratch.write(lines.joined(separator: "\n") + "\n\n" + values + "\n", to: name)
  }

  private func segments(_ pairs: [String]) throws -> String { try nrrd("named.seg.nrrd", pairs: pairs, label) }

  private static let named = [
    "Segment0_Name:=GTV", "Segment0_LabelValue:=1", "Segment0_Layer:=0", "Segment1_Name:=PTV boost",
    "Segment1_LabelValue:=2", "Segment1_Layer:=0",
  ]

  /// Volume and label of a region, or its error.
  private func found(_ mask: String, _ options: String..., image: String = "image.nrrd") throws -> String {
    let arguments = ["extract", scratch.file(image), mask.hasPrefix("/") ? mask : scratch.file(mask), "-p", parameters]
    let run = try Command(arguments: arguments + options)
    let table = try CSVTable(parsing: run.output, file: "extract")
    let (volume, label) = (table["original_shape_VoxelVolume"]?.first ?? "", table["Label"]?.first ?? "")
    return run.status == 0 ? "\(volume) of \(label)" : table["Error"]?.first ?? run.errors
  }

  @Test func aLabelImageWithoutNamesIsNotAskedForOne() throws {
    #expect(try found("plain.nrrd") == "192.0 of 1")
    #expect(try found("plain.nrrd", "--label", "2") == "30.0 of 2")
    let refused = try found("plain.nrrd", "--roi", "PTV")
    #expect(
      refused.contains("\"PTV\" was asked for") && refused.contains("1 (192 voxels), 2 (30 voxels)"), "\(refused)")
    // The label says which is meant, and the name is a remark.
    #expect(try found("plain.nrrd", "--roi", "PTV", "--label", "2") == "30.0 of 2")
    let maps = try Command(
      "maps", scratch.file("image.nrrd"), [scratch.file("plain.nrrd"), "--roi", "PTV", "-o", scratch.file("maps")])
    #expect(maps.status != 0 && maps.errors.contains("no names of regions"), "\(maps.errors)")
    let peer = try scratch.write("Image,Mask,original_shape_VoxelVolume\na,b,1\n", to: "peer.csv")
    let explained = try Command(
      "explain", scratch.file("image.nrrd"), [scratch.file("plain.nrrd"), "--roi", "PTV", "--against", peer])
    #expect((explained.errors + explained.output).contains("no names of regions"), "\(explained.output)")
  }

  @Test func namesOf3DSlicerAreFollowed() throws {
    let mask = try segments(Self.named)
    #expect(try found(mask, "--roi", "GTV") == "192.0 of 1")
    #expect(try found(mask, "--roi", "PTV boost") == "30.0 of 2")
    #expect(try found(mask, "--roi", "ptv*") == "30.0 of 2")
    #expect(try found(mask, "--roi", "PTV boost", "--label", "2") == "30.0 of 2")
    #expect(try found(mask, "--label", "2") == "30.0 of 2")
    #expect(try found(mask, "--roi", "CTV").contains("there is no region \"CTV\"; there are: \"GTV\", \"PTV boost\""))
    #expect(try found(mask, "--roi", "GTV", "--label", "2").contains("that region has the label 1"))
    let twice = try segments(Self.named.map { $0.replacing("PTV boost", with: "GTV") })
    #expect(try found(twice, "--roi", "GTV").contains("holds 2 segments of the name \"GTV\""))
    let broken = try segments(["Segment0_Name:=GTV", "Segment0_LabelValue:=one"])
    #expect(try found(broken, "--roi", "GTV").contains("Segment0_LabelValue of its header is \"one\""))
  }

  /// Segments that overlap lie in layers; those of Slicer 4.10 each in one of its own, without a word of it.
  @Test(arguments: [true, false]) func layersAreFollowed(areWritten: Bool) throws {
    let values = (0..<384).map { n in "1 \(label(n % 8, n / 8 % 8, n / 64) == 2 ? 1 : 0)" }.joined(separator: " ")
    let written = ["Segment0_LabelValue:=1", "Segment0_Layer:=0", "Segment1_LabelValue:=1", "Segment1_Layer:=1"]
    let lines =
      [
        "NRRD0004", "type: uchar", "dimension: 4", "sizes: 2 8 8 6", "kinds: list domain domain domain",
        "spacings: nan 1 1 1", "encoding: text", "Segment0_Name:=body", "Segment1_Name:=node",
      ] + (areWritten ? written : [])
    let mask = try scratch.write(lines.joined(separator: "\n") + "\n\n" + values + "\n", to: "layers.seg.nrrd")
    #expect(try found(mask, "--roi", "node") == "30.0 of 1")
    #expect(try found(mask, "--roi", "body") == "384.0 of 1")
  }

  @Test func aCohortSaysWhichLabelWasRead() throws {
    _ = try segments(Self.named)
    let cohort = try scratch.write(
      """
      Image,Mask,ROI,Label
      image.nrrd,named.seg.nrrd,PTV boost,
      image.nrrd,plain.nrrd,PTV,
      image.nrrd,plain.nrrd,PTV,2
      image.nrrd,plain.nrrd,GTV,1.0

      """, to: "cohort.csv")
    for jobs in ["1", "4"] {
      let run = try Command("extract", cohort, ["-p", parameters, "-j", jobs])
      #expect(run.status == 2, "\(run.errors)")
      let table = try CSVTable(parsing: run.output, file: "extract")
      #expect(table["original_shape_VoxelVolume"] == ["30.0", "", "30.0", "192.0"])
      #expect(table["Label"] == ["2", "1", "2", "1.0"])
    }
  }

  @Test(arguments: ["label", "LABEL", "Mask_Label", "roi", "Roi", "ROI_Name"])
  func aColumnThatWouldBeIgnoredIsRefused(column: String) throws {
    let cohort = try scratch.write("Image,Mask,\(column)\nimage.nrrd,plain.nrrd,2\n", to: "cohort.csv")
    let run = try Command("extract", cohort)
    #expect(run.status == 65 && run.errors.contains("the column \"\(column)\" would be ignored; did you mean"))
    // Beside the column that is read it is another.
    let both = try scratch.write(
      "Image,Mask,Label,ROI,\(column)\nimage.nrrd,plain.nrrd,2,,x\n", to: "cohort.csv")
    #expect(try Command("extract", both, ["-p", parameters]).status == 0)
  }

  /// A crash of the reader would take all cases with it.
  @Test func oneHostileFileIsOneRow() throws {
    let header = "NRRD0001\ntype: short\ndimension: 3\nsizes: 4 4 4\nspacings: 1 1 1\nencoding: ascii\n"
    _ = try scratch.write(
      header + "\n" + String(repeating: "1", count: 1_100) + " " + String(repeating: "1 ", count: 63), to: "a.nrrd")
    _ = try scratch.write(header + (1...1_100).map(String.init).joined(separator: " "), to: "b.nrrd")
    let cohort = try scratch.write(
      "Image,Mask\nimage.nrrd,plain.nrrd\na.nrrd,a.nrrd\nb.nrrd,plain.nrrd\nimage.nrrd,plain.nrrd\n", to: "cohort.csv")
    let run = try Command("extract", cohort, ["-p", parameters])
    #expect(run.status == 2, "\(run.errors)")
    let volumes = try CSVTable(parsing: run.output, file: "extract")["original_shape_VoxelVolume"]
    #expect(volumes == ["192.0", "", "", "192.0"])
  }
}
