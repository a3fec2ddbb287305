import Foundation
import ImageFiles
import Records
import Testing
import Volumes

/// The profile `ibsi` of the command on small images: columns, reasons, errors, exit codes.
@Suite struct IBSIProfileTests {
  private static let provenance = [
    "diagnostics_Versions_Apus", "diagnostics_Configuration_Profile", "diagnostics_Configuration_Settings",
    "diagnostics_Mask_Notes",
  ]

  private let scratch: Scratch
  private let grid = Grid(size: [12, 10, 8], spacing: [1, 1, 2], origin: [-5, 7, 3])

  init() throws { scratch = try Scratch() }

  private func image(_ name: String, _ value: (Int) -> Double) throws -> String {
    try writeNIfTI(Volume(grid: grid, voxels: (0..<grid.count).map(value)), to: scratch.file(name))
    return scratch.file(name)
  }

  private func mask(_ name: String, _ isInside: (SIMD3<Int>) -> Bool) throws -> String {
    try image(name) { position in
      let place = SIMD3(position % 12, position / 12 % 10, position / 120)
      return isInside(place) ? 1 : 0
    }
  }

  private static let parameters = """
    profile: ibsi
    aggregations: all
    filters: [{laws: {kernels: L5E5E5}}, {name: smooth, mean: {support: 3}}]
    response-maps: {families: all}
    """

  /// Fixed columns whatever the input: one voxel, one row, one slice, a frame at the border, equal intensities.
  @Test func everyRegionHasTheSameColumnsAndAReasonForEachGap() throws {
    let noise = try image("noise.nii.gz") { Double(($0 * 7919) % 97) }
    let flat = try image("flat.nii.gz") { _ in 3 }
    let masks = [
      try mask("voxel.nii", { $0 == [5, 5, 4] }), try mask("row.nii", { $0.y == 3 && $0.z == 2 }),
      try mask("slice.nii", { $0.z == 7 }),
      try mask("parts.nii", { $0.x < 2 || $0.x > 9 }), try mask("all.nii", { _ in true }),
    ]
    let cases = masks.map { "\(noise),\($0)" } + ["\(flat),\(masks[4])", "\(noise),\(scratch.file("none.nii"))"]
    let cohort = try scratch.write("Image,Mask\n" + cases.joined(separator: "\n") + "\n", to: "cohort.csv")
    let parameters = try scratch.write(Self.parameters, to: "ibsi.yaml")
    let run = try Command("extract", cohort, "-p", parameters, "-o", scratch.file("out.csv"))
    #expect(run.status == 2, "\(run.errors)")
    let table = try CSVTable(reading: scratch.file("out.csv"))
    let listed = try Command("features", "list", "-p", parameters)
    let columns = listed.output.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    #expect(table.columns == ["Image", "Mask", "Label"] + Self.provenance + columns + ["Undefined", "Error"])
    let undefined = try #require(table.position(of: "Undefined"))
    for row in table.rows.dropLast() {
      let gaps = zip(columns, row.dropFirst(3 + Self.provenance.count)).filter { $0.1.isEmpty }.map { $0.0 }
      let named = row[undefined].split(separator: ";").map { String($0.prefix { $0 != ":" }) }
      #expect(gaps == named, "\(row[1])")
      #expect(row.last == "")
    }
    #expect(table.rows.last?.last?.contains("none.nii") == true)
  }

  @Test func intensitiesThatAreNotFiniteAreAnErrorOfTheCase() throws {
    let broken = try image("broken.nii") { $0 == 500 ? .nan : $0 == 501 ? .infinity : Double($0 % 7) }
    let everywhere = try mask("all.nii") { _ in true }
    let run = try Command("extract", broken, everywhere, "--profile", "ibsi", "-o", scratch.file("out.csv"))
    #expect(run.status == 1)
    #expect(try scratch.read("out.csv").contains("2 intensities are infinite or not a number"))
  }

  @Test func theProfileOfTheFileHoldsWithoutAnOption() throws {
    let noise = try image("noise.nii.gz") { Double(($0 * 7919) % 97) }
    let all = try mask("all.nii") { _ in true }
    let plain = try scratch.write("profile: ibsi\n", to: "plain.yaml")
    let byFile = try Command("extract", noise, all, "-p", plain)
    let byOption = try Command("extract", noise, all, "--profile", "ibsi")
    #expect(byFile.status == 0)
    #expect(byFile.output == byOption.output)
    #expect(byFile.errors.contains("grey levels: 32 bins"))
    let other = try Command("extract", noise, all, "-p", plain, "--profile", "pyradiomics")
    #expect(other.status == 65)
    #expect(other.errors.contains("plain.yaml:1"))
  }

  @Test(arguments: [
    (
      "profile: ibsi\nresamplin: {spacing: 1}\n",
      ":2: unknown key \"resamplin\" in the file (did you mean \"resampling\"?)"
    ),
    ("profile: ibsi\nresampling:\n  spacin: 1\n", ":3: unknown key \"spacin\""),
    ("profile: ibsi\nresampling: {interpolator: linear}\n", "\"resampling.spacing\" is missing"),
    ("profile: ibsi\nfamilies: [glcm, glrml]\n", "glrml"),
    ("profile: ibsi\nfilters:\n  - {mean: {support: 4}}\n", "filters[1].mean.support"),
    ("profile: ibsi\nfilters:\n  - {mean: {support: 3}, log: {sigma: 1}}\n", ":3: \"filters[1]\" is 2 filters"),
    ("profile: ibsi\nfilters:\n  - {mean: {support: 3}}\n  - {mean: {support: 3, boundary: zero}}\n", "twice"),
    ("profile: ibsi\nfilters:\n  - {name: ../x, mean: {support: 3}}\n", "filters[1].name"),
    ("profile: ibsi\ndiscretisation: {bin-size: 5, bin-number: 3}\n", "one kind of bins"),
    ("profile: ibsi\nresegmentation: {range: [5, 1]}\n", "the lower first"),
    ("profile: isbi\n", "profile"),
  ])
  func aFileThatCannotBeUsedIsRefusedByLineAndKey(text: String, expected: String) throws {
    let path = try scratch.write(text, to: "bad.yaml")
    let run = try Command("extract", "image.nii", "mask.nii", "-p", path)
    #expect(run.status == 65)
    #expect(run.errors.contains("bad.yaml"))
    #expect(run.errors.contains(expected), "\(run.errors)")
  }

  @Test func theListOfFeaturesHasACodeForEach() throws {
    let run = try Command("features", "list", "--profile", "ibsi")
    #expect(run.status == 0)
    let path = try scratch.write(run.output, to: "list.csv")
    let table = try CSVTable(reading: path)
    #expect(table.columns == ["Column", "Name", "Family", "Aggregation", "IBSI", "Unit"])
    #expect(table.rows.count == 482)
    #expect(table.rows.allSatisfy { $0[4].count == 4 })
    let other = try Command("features", "list")
    #expect(other.output.split(separator: "\n").count == 108)
    #expect(other.output.contains("original_glcm_Contrast,Contrast,glcm,\"3D, averaged\",ACUI,"))
  }
}
