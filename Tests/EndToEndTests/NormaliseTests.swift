import Extraction
import Foundation
import ImageFiles
import Records
import Testing
import Volumes

@Suite struct NormaliseTests {
  private let grid = Grid(size: [16, 14, 12], spacing: [1, 1.5, 2], origin: [5, -3, 9])

  private func write(_ scratch: Scratch, _ name: String, _ change: (Double) -> Double = { $0 }) throws -> String {
    let voxels = (0..<grid.count).map { at -> Double in
      let (i, j, k) = (at % 16, at / 16 % 14, at / (16 * 14))
      let inside = (3..<13).contains(i) && (3..<11).contains(j) && (2..<10).contains(k)
      return change(inside ? 300 + Double(at * 7919 % 97) : Double(at % 5))
    }
    try writeNIfTI(Volume(grid: grid, voxels: voxels), to: scratch.file(name))
    return scratch.file(name)
  }

  private func writeMask(_ scratch: Scratch) throws -> String {
    let voxels = (0..<grid.count).map { at -> Double in
      let (i, j, k) = (at % 16, at / 16 % 14, at / (16 * 14))
      return (5..<10).contains(i) && (4..<9).contains(j) && (3..<8).contains(k) ? 1 : 0
    }
    try writeNIfTI(Volume(grid: grid, voxels: voxels), to: scratch.file("mask.nii.gz"))
    return scratch.file("mask.nii.gz")
  }

  @Test func anImageIsNormalisedAndKeepsItsPlace() throws {
    let scratch = try Scratch()
    let image = try write(scratch, "image.nii.gz")
    let run = try Command(
      "normalise", image, "--mask", writeMask(scratch), "--method", "zscore-roi:scale=100", "--float64", "-o",
      scratch.file("out.nii.gz"))
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("zscore-roi:scale=100.0,outliers=none"))
    let (before, after) = (try readVolume(image), try readVolume(scratch.file("out.nii.gz")))
    #expect(after.grid.agrees(with: before.grid))
    let inside = IntensityRegion(volume: after, mask: try readMask(scratch.file("mask.nii.gz"))).insideIntensities
    let mean = inside.reduce(0, +) / Double(inside.count)
    let variance = inside.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(inside.count - 1)
    #expect(abs(mean) < 1e-9 && abs(variance.squareRoot() - 100) < 1e-9)
  }

  @Test func landmarksAreFittedSavedAndApplied() throws {
    let scratch = try Scratch()
    for (name, factor) in [("a.nii.gz", 1.0), ("b.nii.gz", 2.5), ("c.nii.gz", 0.4)] {
      _ = try write(scratch, name) { $0 * factor }
    }
    let table = try scratch.write("Image\na.nii.gz\nb.nii.gz\nnone.nii.gz\n", to: "cohort.csv")
    let fit = try Command("normalise", "fit", table, "-o", scratch.file("landmarks.json"))
    #expect(fit.status == 2)
    #expect(fit.errors.contains("line 4") && fit.errors.contains("none.nii.gz"))
    for name in ["a", "c"] {
      let run = try Command(
        "normalise", scratch.file("\(name).nii.gz"), "--landmarks", scratch.file("landmarks.json"), "-o",
        scratch.file("\(name)-out.nii"))
      #expect(run.status == 0, "\(run.errors)")
    }
    // One image at two scanners' scales: landmarks make them one.
    let (a, c) = (try readVolume(scratch.file("a-out.nii")), try readVolume(scratch.file("c-out.nii")))
    for (first, second) in zip(a.voxels, c.voxels) { #expect(abs(first - second) < 1e-2) }
    let changed = try scratch.read("landmarks.json").replacing("\"images\" : 2", with: "\"images\" : 3")
    let broken = try scratch.write(changed, to: "changed.json")
    let refused = try Command("normalise", scratch.file("a.nii.gz"), "--landmarks", broken, "-o", scratch.file("x.nii"))
    #expect(refused.status == 65 && refused.errors.contains("hash"))
  }

  @Test func extractionNormalisesFirst() throws {
    let scratch = try Scratch()
    let (image, mask) = (try write(scratch, "image.nii.gz"), try writeMask(scratch))
    let parameters = try scratch.write("setting: {binWidth: 5}\nfeatureClass: {firstorder: [Mean]}\n", to: "p.yaml")
    let direct = try Command("extract", image, mask, "-p", parameters, "--normalise", "zscore-body:scale=100")
    #expect(direct.status == 0, "\(direct.errors)")
    _ = try Command("normalise", image, "--method", "zscore-body:scale=100", "--float64", "-o", scratch.file("n.nii"))
    let indirect = try Command("extract", scratch.file("n.nii"), mask, "-p", parameters)
    let values = try [direct, indirect].map {
      try CSVTable(parsing: $0.output, file: "extract")["original_firstorder_Mean"]
    }
    #expect(values[0] != nil && values[0] == values[1])
  }

  @Test func twoNormalisationsAndFitsOnOneImageAreRefused() throws {
    let scratch = try Scratch()
    let (image, mask) = (try write(scratch, "image.nii.gz"), try writeMask(scratch))
    let parameters = try scratch.write("setting: {normalize: true}\n", to: "p.yaml")
    let both = try Command("extract", image, mask, "-p", parameters, "--normalise", "zscore-body")
    #expect(both.status == 65 && both.errors.contains("normalize: true") && both.errors.contains("--normalise"))
    let fitted = try Command("extract", image, mask, "--normalise", "nyul")
    #expect(fitted.status == 65 && fitted.errors.contains("apus normalise fit"))
    #expect(try Command("normalise", image, "-o", scratch.file("x.nii")).status == 64)
    #expect(try Command("normalise", image, "--method", "zscore-body", "-o", image).status == 65)
    let typo = try Command("normalise", image, "--method", "zscore-bdy", "-o", scratch.file("x.nii"))
    #expect(typo.status == 65 && typo.errors.contains("zscore-body"))
  }

  @Test func withoutN4TheRunStopsBeforeAnyWork() throws {
    let scratch = try Scratch()
    let (image, mask) = (try write(scratch, "image.nii.gz"), try writeMask(scratch))
    let extract = try Command(searchPath: scratch.path, ["extract", image, mask, "--bias-field", "n4"])
    #expect(extract.status == 69 && extract.errors.contains("N4BiasFieldCorrection") && extract.errors.contains("ants"))
    #expect(extract.output.isEmpty)
    let study = try study(scratch)
    let run = try Command(searchPath: scratch.path, ["study", "run", study, "-o", scratch.file("run")])
    #expect(run.status == 69 && run.errors.contains("N4BiasFieldCorrection"))
    #expect(!FileManager.default.fileExists(atPath: scratch.file("run")))
  }

  private func study(_ scratch: Scratch) throws -> String {
    _ = try scratch.write("patient,y\n", to: "clinical.csv")
    return try scratch.write(
      """
      apus: 1
      name: N4
      cohort: {table: clinical.csv, id: patient}
      outcome: {column: y, event: 1}
      series: {T1: {image: "{id}.nii.gz", mask: mask.nii.gz, bias-field: n4}}
      features: {recipe: jeong2024}
      split: {train: 0.5}
      """, to: "study.yaml")
  }

  /// A program of the same name that copies its input to its output, each intensity doubled by the header's slope.
  private func standIn(_ scratch: Scratch, ending: String = "exit 0") throws -> String {
    let folder = scratch.file("bin")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let program = """
      #!/bin/sh
      PATH=/usr/bin:/bin
      echo "stand-in $@"
      while [ $# -gt 0 ]; do
        case $1 in -i) input=$2 ;; -x) mask=$2 ;; -o) output=$2 ;; esac
        shift 2
      done
      [ -s "$mask" ] || exit 3
      # Bytes 112 to 115 of the header are the slope: 2 as float32, little endian.
      { head -c 112 "$input"; printf '\\000\\000\\000\\100'; tail -c +117 "$input"; } > "$output"
      \(ending)
      """
    let path = try scratch.write(program + "\n", to: "bin/N4BiasFieldCorrection")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return folder
  }

  @Test func theProgramsImageIsTheOneThatIsUsed() throws {
    let scratch = try Scratch()
    let image = try write(scratch, "image.nii.gz")
    let run = try Command(
      searchPath: standIn(scratch), ["normalise", image, "--bias-field", "n4", "-o", scratch.file("out.nii")])
    #expect(run.status == 0, "\(run.errors)")
    let (before, after) = (try readVolume(image), try readVolume(scratch.file("out.nii")))
    #expect(zip(before.voxels, after.voxels).allSatisfy { 2 * $0 == $1 })
  }

  @Test func aProgramThatFailsIsNamedWithItsWords() throws {
    let scratch = try Scratch()
    let image = try write(scratch, "image.nii.gz")
    let folder = try standIn(scratch, ending: "echo out of memory >&2; exit 4")
    let run = try Command(
      searchPath: folder, ["normalise", image, "--bias-field", "n4", "-o", scratch.file("out.nii")])
    #expect(run.status == 1)
    #expect(run.errors.contains("exit code 4") && run.errors.contains("out of memory"))
    #expect(!FileManager.default.fileExists(atPath: scratch.file("out.nii")))
  }

  @Test func aProgramThatHangsIsStoppedAndAKeptResultIsUsedAgain() throws {
    let scratch = try Scratch()
    let image = try readVolume(write(scratch, "image.nii.gz"))
    let slow = try BiasFieldCorrection(searchPath: standIn(scratch, ending: "exec sleep 30"), atMost: 0.5)
    #expect(throws: BiasFieldError.timedOut(seconds: 0.5)) { try slow.corrected(image) }
    let folder = try standIn(scratch, ending: "echo run >> \(scratch.file("count.txt"))")
    let correction = try BiasFieldCorrection(cache: scratch.path, searchPath: folder)
    let first = try correction.corrected(image)
    #expect(try correction.corrected(image).voxels == first.voxels)
    #expect(try scratch.read("count.txt") == "run\n")
  }
}
