import Foundation
import Records
import Results
import Testing
import TestSupport

/// Structure sets and segmentations as a user gives them, with what is done to them said in tables, log and report.
@Suite struct RegionSourceTests {
  private typealias Contour = GeneratedStructureSet.Contour
  private typealias Region = GeneratedStructureSet.Region
  private let scratch: Scratch
  /// 10 x 8 pixels of 1 mm.
  private static let body: [SIMD2<Double>] = [[4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5]]
  private static let small: [SIMD2<Double>] = [[4.5, 4.5], [8.5, 4.5], [8.5, 8.5], [4.5, 8.5]]

  init() throws {
    scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.file("img"), withIntermediateDirectories: true)
    let series = GeneratedSeries()
    for (k, slice) in series.slices.enumerated() { try put(slice, "img/I\(k).dcm") }
    try put(series.enhanced, "one.dcm")
  }

  private func put(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: scratch.file(name)))
  }

  private func drawn(_ slices: [Int], _ corners: [SIMD2<Double>] = body) -> [Contour] {
    slices.map { Contour(corners, z: Double($0) * 3) }
  }

  private func put(_ set: GeneratedStructureSet, _ name: String = "rs.dcm") throws -> String {
    try put(set.bytes, name)
    return scratch.file(name)
  }

  private func extract(_ image: String, _ arguments: String...) throws -> (run: Command, table: CSVTable) {
    let run = try Command(arguments: ["extract", scratch.file(image)] + arguments)
    return (run, try CSVTable(parsing: run.output, file: "extract"))
  }

  private func volume(_ table: CSVTable) -> String? { table["original_shape_VoxelVolume"]?.first }

  @Test func aRepairIsSaidInTheTableAndOnStandardError() throws {
    let set = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn(Array(1...7)) + drawn([4]))]))
    let (run, table) = try extract("img", set)
    #expect(run.status == 0)
    #expect(volume(table) == "1680.0")
    #expect(
      table["diagnostics_Mask_Notes"]?.first == "1 contour repeats another and was read once, on slice 5 (at 12 mm)")
    #expect(run.errors.contains("note: 1 contour repeats another"))
    // The settings are the same: what was repaired is a fact about the file.
    let plain = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn(Array(1...7)))]), "plain.dcm")
    let sound = try extract("img", plain)
    #expect(sound.table["diagnostics_Configuration_Settings"] == table["diagnostics_Configuration_Settings"])
    #expect(sound.table["diagnostics_Mask_Notes"] == [""] && sound.run.errors.isEmpty)
  }

  /// A contour lies in space, so an image that does not say where it lies cannot carry it; a label image on the same
  /// array can.
  @Test(arguments: ["space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,3)", "spacings: 1 1 3"])
  func anImageWithoutAPlaceTakesNoContour(geometry: String) throws {
    func put(_ name: String, _ geometry: String, _ value: (Int) -> Int) throws {
      let head = "NRRD0004\ntype: short\ndimension: 3\nsizes: 24 20 9\n\(geometry)\nendian: little\nencoding: raw\n\n"
      try self.put(
        Array(head.utf8) + (0..<24 * 20 * 9).flatMap { [UInt8(value($0) & 255), UInt8(value($0) >> 8)] }, name)
    }
    let set = try self.put(GeneratedStructureSet([Region("GTV", number: 1, drawn(Array(1...7)))]))
    try put("open.nrrd", geometry) { 100 + $0 % 97 }
    let (run, _) = try extract("open.nrrd", set)
    #expect(run.status != 0 && run.errors.contains("does not say where in space the image lies"))
    try put("mask.nrrd", geometry) { (1000..<2000).contains($0) ? 1 : 0 }
    #expect(try extract("open.nrrd", scratch.file("mask.nrrd")).run.status == 0)
    try put(
      "placed.nrrd", "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,3)\nspace origin: (0,0,0)"
    ) {
      100 + $0 % 97
    }
    #expect(try extract("placed.nrrd", set).run.status == 0)
  }

  /// The whole field of a small image, and a crop that a lesion fills by two thirds.
  @Test func aSmallImageThatIsAllRegionIsAsked() throws {
    let all: [SIMD2<Double>] = [[-0.5, -0.5], [23.5, -0.5], [23.5, 19.5], [-0.5, 19.5]]
    let whole = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn(Array(0...8), all))]))
    let notes = try extract("img", whole).table["diagnostics_Mask_Notes"]?.first
    #expect(notes == "the region fills 100 % of the image; is this the region that was meant?")
    let most: [SIMD2<Double>] = [[-0.5, -0.5], [15.5, -0.5], [15.5, 19.5], [-0.5, 19.5]]
    let crop = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn(Array(0...8), most))]))
    #expect(try extract("img", crop).table["diagnostics_Mask_Notes"] == [""])
  }

  @Test(arguments: ["img", "one.dcm"]) func anImageAloneIsToldThatItsMaskIsMissing(image: String) throws {
    let run = try Command("extract", scratch.file(image))
    #expect(run.status == 65 && run.errors.contains("no mask was given"), "\(run.status) \(run.errors)")
  }

  @Test func slicesBetweenContoursAreRefusedFilledOrLeftByName() throws {
    let set = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn([1, 3, 5, 7]))]))
    let refused = try extract("img", set)
    #expect(refused.run.status == 1)
    #expect(refused.table["Error"]?.first?.contains("slices 3, 5, 7 (at 6, 12, 18 mm)") == true)
    let filled = try extract("img", set, "--between", "fill")
    #expect(filled.run.status == 0 && volume(filled.table) == "1680.0")
    let left = try extract("img", set, "--between", "leave")
    #expect(left.run.status == 0 && volume(left.table) == "960.0")
    let hashes = [filled, left].map { $0.table["diagnostics_Configuration_Settings"]?.first }
    #expect(hashes[0] != hashes[1])
    #expect(try Command("extract", scratch.file("img"), set, "--between", "guess").status == 64)
  }

  /// Every command that takes a mask has the option.
  @Test func theChoiceHoldsForCohortsAndOtherCommands() throws {
    let set = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn([1, 3, 5, 7]))]))
    let cohort = try scratch.write("Image,Mask\nimg,rs.dcm\nimg,rs.dcm\n", to: "cohort.csv")
    let image = scratch.file("img")
    let commands: [[String]] = [
      ["extract", cohort], ["robustness", cohort, "--rotate", "10"],
      ["maps", image, set, "--feature", "firstorder_Mean", "-o", scratch.file("maps")],
      ["normalise", image, "--method", "zscore-roi", "--mask", set, "-o", scratch.file("n.nii.gz")],
      ["normalise", "fit", cohort, "--method", "nyul:region=roi", "-o", scratch.file("landmarks.json")],
    ]
    for command in commands {
      let refused = try Command(arguments: command)
      #expect(refused.status == 1, "\(command[0]): \(refused.errors)")
      #expect((refused.errors + refused.output).contains("slices 3, 5, 7"), "\(command[0]): \(refused.errors)")
      let filled = try Command(arguments: command + ["--between", "fill"])
      #expect(filled.status == 0, "\(command[0]): \(filled.errors)")
    }
  }

  @Test func anUnnamedRegionMakesNoOtherTheOnlyOne() throws {
    let set = try put(
      GeneratedStructureSet([
        Region("", number: 1, drawn(Array(1...7))), Region("Bladder", number: 2, drawn([3, 4, 5], Self.small)),
      ]))
    let (run, table) = try extract("img", set)
    #expect(run.status == 1)
    #expect(table["Error"]?.first?.contains("1 region without a name beside Bladder") == true)
    #expect(try volume(extract("img", set, "--roi", "Bladder").table) == "144.0")
  }

  /// As folder and as a file.
  @Test(arguments: ["img", "one.dcm"]) func theImageIsCheckedHoweverItIsGiven(image: String) throws {
    let region = Region("GTV", number: 1, drawn(Array(1...7)))
    #expect(try volume(extract(image, put(GeneratedStructureSet([region]))).table) == "1680.0")
    var elsewhere = GeneratedStructureSet([region])
    elsewhere.frames = [("2.25.200", "2.25.101", [])]
    let series = try extract(image, put(elsewhere))
    #expect(series.run.status == 1 && series.run.errors.contains("drawn on another series"))
    var other = region
    other.frame = "2.25.201"
    let frame = try extract(image, put(GeneratedStructureSet([other])))
    #expect(frame.run.status == 1 && frame.run.errors.contains("different frames of reference"))
  }

  @Test(arguments: ["img", "one.dcm"]) func theFrameIsThatOfTheRegionAskedFor(image: String) throws {
    let own = Region("GTV", number: 1, drawn(Array(1...7)))
    let foreign = Region("PET", number: 2, frame: "2.25.9", drawn([3, 4, 5], Self.small))
    for regions in [[own, foreign], [foreign, own]] {
      var made = GeneratedStructureSet(regions)
      made.frames = [("2.25.9", "2.25.10", []), ("2.25.200", "2.25.100", [])]
      let set = try put(made)
      #expect(try volume(extract(image, set, "--roi", "GTV").table) == "1680.0")
      #expect(try extract(image, set, "--roi", "PET").run.status == 1)
    }
  }

  /// No series is listed, but the contours name images: those of another series.
  @Test func imagesThatContoursNameAreCompared() throws {
    for (image, status) in [("2.25.100.5", Int32(0)), ("2.25.77.5", 1)] {
      let contours = (1...7).map { Contour(Self.body, z: Double($0) * 3, image: image) }
      var made = GeneratedStructureSet([Region("GTV", number: 1, contours)])
      made.frames = []
      #expect(try extract("img", put(made)).run.status == status)
    }
  }

  @Test func whatCannotBeCheckedIsSaid() throws {
    var made = GeneratedStructureSet([Region("GTV", number: 1, frame: nil, drawn(Array(1...7)))])
    made.frames = []
    let (run, table) = try extract("img", put(made))
    #expect(run.status == 0 && volume(table) == "1680.0")
    #expect(table["diagnostics_Mask_Notes"]?.first?.contains("names no image") == true)
  }

  /// One contour of seven names an image of another series: in the same frame of reference it is said, in another one
  /// nobody knows where it lies.
  @Test(arguments: [("2.25.200", Int32(0)), ("2.25.9", 1)]) func oneContourOfAnotherSeriesIsNamed(
    frame: String, status: Int32
  ) throws {
    let contours = (1...7).map { k in
      Contour(Self.body, z: Double(k) * 3, image: k == 3 ? "2.25.77.4" : "2.25.100.\(k + 1)")
    }
    var made = GeneratedStructureSet([Region("GTV", number: 1, contours)])
    let own = (1...9).map { "2.25.100.\($0)" }
    made.frames = [("2.25.200", "2.25.100", own), (frame, "2.25.77", ["2.25.77.4"])]
    let (run, table) = try extract("img", put(made))
    #expect(run.status == status)
    let said = status == 0 ? table["diagnostics_Mask_Notes"] : table["Error"]
    let words = "1 of 7 contours"
    #expect(said?.first?.contains(words) == true, "\(said ?? [])")
    // An image that the file lists in this series and that is not there is no other series.
    made.frames = [("2.25.200", "2.25.100", own + ["2.25.77.4"])]
    let missing = try extract("img", put(made)).table["diagnostics_Mask_Notes"]?.first
    #expect(missing?.contains(words) == false && missing?.contains("lists 10 images") == true)
  }

  @Test func aRegionWithoutAFrameBesideOneWithIsSaid() throws {
    let regions = [
      Region("GTV", number: 1, frame: nil, drawn(Array(1...7))), Region("Node", number: 2, drawn([2, 3], Self.small)),
    ]
    let set = try put(GeneratedStructureSet(regions))
    let notes = try ["GTV", "Node"].map { try extract("img", set, "--roi", $0).table["diagnostics_Mask_Notes"]?.first }
    #expect(notes[0]?.contains("has no frame of reference, though others of its file have one") == true)
    #expect(notes[1] == "")
  }

  /// A study with one patient of each kind: the finding names them, the file says what was chosen, the features keep
  /// apart.
  @Test func aStudyNamesWhatWasReadIntoContours() throws {
    var rows = "id,y\n"
    for patient in 0..<8 {
      let gap = patient == 3 ? [1, 2, 4, 5, 6, 7] : Array(1...7)
      let twice = patient == 5 ? drawn([4]) : []
      _ = try put(GeneratedStructureSet([Region("GTV", number: 1, drawn(gap) + twice)]), "p\(patient).dcm")
      rows += "p\(patient),\(patient % 2)\n"
    }
    _ = try scratch.write(rows, to: "clinical.csv")
    let text = """
      apus: 1
      name: Contours
      cohort: {table: clinical.csv, id: id}
      outcome: {column: y, event: 1}
      series:
        T1: {image: img, mask: "{id}.dcm", roi: GTV}
      features: {recipe: jeong2024}
      split: {leave-one-out: true}
      """
    let study = try scratch.write(text, to: "study.yaml")
    _ = try Command("study", "run", study, "-o", scratch.file("run"))
    #expect(try scratch.read("run/exclusions.csv").contains("slice 4 (at 9 mm)"))
    let filled = try scratch.write(text.replacing("roi: GTV", with: "roi: GTV, between: fill"), to: "filled.yaml")
    _ = try Command("study", "run", filled, "-o", scratch.file("filled"))
    #expect(try !scratch.read("filled/exclusions.csv").contains("p3"))
    let results = try JSONDecoder().decode(
      StudyResults.self, from: Data(contentsOf: URL(filePath: scratch.file("filled/results.json"))))
    let titles = results.findings.map(\.title)
    #expect(titles.contains("Contours of 1 of 8 patients: doubled contours read once."), "\(titles)")
    #expect(titles.contains("Contours of 1 of 8 patients: slices without contour interpolated."), "\(titles)")
  }
}
