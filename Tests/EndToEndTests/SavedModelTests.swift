import Foundation
import ImageFiles
import Testing
import TestSupport
import Volumes

/// The saved model of every row says of a new patient what the study said, by the built command.
@Suite struct SavedModelParityTests {
  @Test func handcraftedClinicalAndVolumeModelsRepeatTheStudyToTheLastBit() throws {
    let run = try SavedModelRun { $0.replacing("protocol: sound", with: "protocol: both") }
    for id in ["clinical", "hcr_mr", "hcr_mr_cf", "volume"].flatMap({ [$0, "as_published_\($0)"] }) {
      try run.expectParity(id)
    }
  }

  /// Landmarks fitted on training images, a contour borrowed from the other series, and leave-one-out's model on
  /// everybody.
  @Test func fittedNormalisationAndABorrowedContourAreInTheModel() throws {
    let run = try SavedModelRun(patients: 18) { text in
      text.replacing(
        "    image: patients/{id}/T2\n    mask: patients/{id}/RTSTRUCT_T2.dcm\n    roi: GTV\n",
        with: "    image: patients/{id}/T2\n    mask-of: CE-T1\n    normalisation: {method: nyul}\n")
    }
    #expect(try String(contentsOfFile: run.study, encoding: .utf8).contains("mask-of: CE-T1"))
    let written = try run.written("hcr_mr_cf")
    let cases = try run.cases(Set(written.keys))
    let text = try String(contentsOfFile: cases, encoding: .utf8).replacing(/,[^,]*RTSTRUCT_T2.dcm/, with: ",")
    try text.write(toFile: cases, atomically: true, encoding: .utf8)
    let output = run.scratch.file("out.json")
    let made = try Command(
      "predict", run.model("hcr_mr_cf"), ["--cases", cases, "--json", output] + SavedModelRun.acceptAll)
    #expect(made.status == 0, "\(made.errors)\(made.output)")
    for (patient, found) in try run.predictions(output) {
      #expect(found.score.map { "\($0)" } == written[patient]?.score, "\(patient)")
    }
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: parity of deep models needs weights/"))
  func deepModelsRepeatTheStudyToTheLastBit() throws {
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let run = try SavedModelRun { text in
      text.replacing("protocol: sound", with: "protocol: both") + """

        arms: [hcr, dlr]
        deep:
          {network: efficientnet-lite0, weights: "\(weights)", inflation: centre, series: [T2], ensemble: 2,
           further: {slices: {inflation: none, beyond: svm}}}
        """
    }
    for id in [
      "dlr_mr", "dlr_mr_cf", "dlr_svm", "fusion", "dlr_slices_mr", "dlr_slices_mr_cf", "dlr_slices_svm",
      "as_published_dlr_mr", "as_published_dlr_mr_cf", "as_published_dlr_slices_mr",
    ] {
      try run.expectParity(id, options: ["--weights", weights])
    }
    // Without its weights, or with others, the model does not run.
    let cases = try run.cases(Set(try run.written("dlr_mr").keys))
    #expect(try Command("predict", run.model("dlr_mr"), ["--cases", cases, "--weights", cases]).status == 65)
    let text = try run.scratch.read("run/models/dlr_mr/model.json")
    #expect(text.utf8.count < 100_000, "the numbers of the heads belong into the tensor file")
    // The record of the training names every saved model by its hash and holds what the model does not: patients.
    let record = try Data(contentsOf: URL(filePath: run.scratch.file("run/training.json")))
    #expect(record.count < 2_000_000, "\(record.count) bytes: numbers of heads belong into models/")
    let entries = try JSONDecoder().decode([TrainingEntry].self, from: record)
    let heads = try #require(entries.first { $0.id == "dlr_mr" })
    let sums = try run.scratch.read("run/models/dlr_mr/SHA256SUMS")
    #expect(heads.model?.folder == "models/dlr_mr" && sums.contains(heads.model?.sha256 ?? "none"))
    let stopped = try #require(heads.record?.stoppedBy)
    #expect(stopped.count == 2 && stopped.allSatisfy { !$0.isEmpty }, "one list for each head of the ensemble")
    let tested = Set(try run.written("dlr_mr").keys)
    #expect(tested.isDisjoint(with: stopped.joined()))
    let forest = try #require(entries.first { $0.id == "hcr_mr" })
    #expect(Set(forest.record?.subjects ?? []).isDisjoint(with: tested) && forest.record?.subjects?.isEmpty == false)
  }

  /// The files of a model are the same bytes for any number of threads, and name no patient.
  @Test func modelsAreDeterministicAndNameNobody() throws {
    let run = try SavedModelRun(patients: 16)
    let again = try Command("study", "run", run.study, "-o", run.scratch.file("again"), "--quiet", "-j", "1")
    #expect(again.status == 0)
    for id in ["clinical", "hcr_mr", "hcr_mr_cf", "volume"] {
      for file in ["model.json", "model.safetensors", "SHA256SUMS"] {
        let (one, other) = ("run/models/\(id)/\(file)", "again/models/\(id)/\(file)")
        #expect(
          FileManager.default.contents(atPath: run.scratch.file(one))
            == FileManager.default.contents(atPath: run.scratch.file(other)), "\(one)")
      }
      let text = try run.scratch.read("run/models/\(id)/model.json")
      for row in try run.clinical { #expect(!text.contains("\"\(row.id)\"")) }
    }
  }
}

/// An entry of `training.json`, as far as the tests look at it.
private struct TrainingEntry: Decodable {
  struct Saved: Decodable {
    let folder: String
    let sha256: String
  }
  struct Record: Decodable {
    let stoppedBy: [[String]]?
    let subjects: [String]?
  }
  let id: String
  let model: Saved?
  let record: Record?
}

/// What a saved model refuses, and how far outside it says that a patient is.
@Suite struct SavedModelRefusalTests {
  /// One run for all tests of the suite; its folder is there until the tests end.
  private static let shared = SavedModelRun.shared()
  private var run: SavedModelRun { get throws { try Self.shared.get() } }

  private func predict(_ id: String, _ options: [String]) throws -> Command {
    try Command("predict", run.model(id), options)
  }

  @Test func anUnknownLevelIsRefusedWithTheKnownOnesAndAcceptedByName() throws {
    let options = ["--case", "new", "--factor", "figo=IVB", "--factor", "tumour_size=40", "--factor", "hpv=negative"]
    let refused = try predict("clinical", options)
    #expect(refused.status == 1)
    #expect(refused.output.contains("refused") && refused.output.contains("\"IIB-IIIB\", \"IIIC1-IVA\""))
    #expect(!refused.output.contains("probability of non-complete response 0"))
    let accepted = try predict("clinical", options + ["--accept", "factor"])
    #expect(accepted.status == 0)
    #expect(accepted.output.contains("OUTSIDE THE TRAINING RANGE") && accepted.output.contains("counts as unknown"))
    // A raw value of the table and the name of its group mean the same.
    let raw = try predict("clinical", ["--case", "n", "--factor", "figo=IIIA", "--factor", "tumour_size=40"])
    let group = try predict("clinical", ["--case", "n", "--factor", "figo=IIB-IIIB", "--factor", "tumour_size=40"])
    #expect(raw.status == 0 && raw.output == group.output)
    #expect(raw.output.contains("HPV is unknown"))
  }

  @Test func aFactorOfAnotherTypeOrNameIsAnError() throws {
    let type = try predict("clinical", ["--case", "new", "--factor", "tumour_size=large"])
    #expect(type.status == 1 && type.output.contains("Expected a number"))
    let name = try predict("clinical", ["--case", "new", "--factor", "hvp=negative"])
    #expect(name.status == 65 && name.errors.contains("hvp: is not a factor of this model"))
    let far = try predict("clinical", ["--case", "new", "--factor", "tumour_size=4000"])
    #expect(far.status == 1 && far.output.contains("4000") && far.output.contains("times the width"))
  }

  @Test func aMissingSeriesAndAnEmptyMaskAndAnotherGridAreNamed() throws {
    let run = try run
    let row = try #require(try run.clinical.first)
    let folder = run.scratch.file("cohort/patients/\(row.id)")
    let half = try predict("volume", ["--case", row.id, "--image", "CE-T1=\(folder)/CE-T1"])
    #expect(half.status == 1 && half.output.contains("no mask was given"))
    let none = try predict("hcr_mr", ["--case", row.id])
    #expect(none.status == 1 && none.output.contains("no image was given"))
    let stranger = try predict(
      "volume", ["--case", row.id, "--image", "\(folder)/nowhere", "--mask", "\(folder)/RTSTRUCT_CE-T1.dcm"])
    #expect(stranger.status == 1 && stranger.output.contains("no such file"))
    let other = try predict(
      "volume", ["--case", row.id, "--image", "CE-T1=\(folder)/CE-T1", "--image", "T2=\(folder)/T2"])
    #expect(
      other.status == 65 && other.errors.contains("needs only the series CE-T1. Leave out T2."), "\(other.errors)")
    let image = try readVolume("\(folder)/CE-T1")
    let empty = Volume(grid: image.grid, voxels: image.voxels.map { _ in 0 })
    try writeNIfTI(empty, to: run.scratch.file("empty.nii"))
    let nothing = try predict(
      "volume", ["--case", "n", "--image", "\(folder)/CE-T1", "--mask", run.scratch.file("empty.nii")])
    #expect(nothing.status == 1 && nothing.output.contains("failed"))
    let small = image.cropped(to: VoxelBox(lower: [0, 0, 0], upper: [16, 16, 4]))
    try writeNIfTI(Volume(grid: small.grid, voxels: small.voxels.map { _ in 1 }), to: run.scratch.file("small.nii"))
    let grid = try predict(
      "volume", ["--case", "n", "--image", "\(folder)/CE-T1", "--mask", run.scratch.file("small.nii")])
    #expect(grid.status == 1 && grid.output.contains("grid"))
  }

  /// The same patient with slices and pixels twice as far apart, as NIfTI: refused with the distance, and where the
  /// scanner is not known that is said.
  @Test func anotherSpacingIsRefusedWithTheDistance() throws {
    let run = try run
    let tested = try #require(try run.written("volume").keys.min())
    let folder = run.scratch.file("cohort/patients/\(tested)")
    let image = try readVolume("\(folder)/CE-T1")
    let set = try StructureSet(reading: "\(folder)/RTSTRUCT_CE-T1.dcm")
    let mask = try set.mask(roi: "GTV", on: image.grid)
    let grid = Grid(
      size: image.grid.size, spacing: 3 * image.grid.spacing, origin: image.grid.origin, axes: image.grid.axes)
    try writeNIfTI(Volume(grid: grid, voxels: image.voxels), to: run.scratch.file("wide.nii"))
    try writeNIfTI(Volume(grid: grid, voxels: mask.voxels.map { Double($0) }), to: run.scratch.file("wide-mask.nii"))
    let options = [
      "--case", "wide", "--image", run.scratch.file("wide.nii"), "--mask", run.scratch.file("wide-mask.nii"),
    ]
    let refused = try predict("volume", options)
    #expect(refused.status == 1)
    #expect(refused.output.contains("spacing of CE-T1 along slices"))
    #expect(refused.output.contains("% above") || refused.output.contains("%) above"))
    #expect(refused.output.contains("scanner of CE-T1 is unknown"))
    let half = try predict("volume", options + ["--accept", "spacing"])
    #expect(half.status == 1 && half.output.contains("volume: lesion volume"))
    let accepted = try predict(
      "volume", options + ["--accept", "spacing", "--accept", "volume", "--accept", "intensity"])
    #expect(accepted.status == 0 && accepted.output.contains("OUTSIDE THE TRAINING RANGE"))
  }

  @Test func aPatientOfTheTrainingIsKnownAgain() throws {
    let run = try run
    let tested = Set(try run.written("volume").keys)
    let trained = try #require(try run.clinical.map(\.id).first { !tested.contains($0) })
    let cases = try run.cases([trained], name: "trained.csv")
    let refused = try predict("volume", ["--cases", cases])
    #expect(refused.status == 1 && refused.output.contains("training-patient"))
    let accepted = try predict("volume", ["--cases", cases, "--accept", "training-patient"])
    #expect(accepted.status == 0)
  }

  @Test func oneOfManyRefusedDoesNotSinkTheRest() throws {
    let path = try run.scratch.write(
      "subject,tumour_size,figo,hpv\nA,45,IIB,negative\nB,45,XX,negative\n=C,,IIIC1,\n", to: "many.csv")
    let csv = try run.scratch.file("many-out.csv")
    let made = try predict("clinical", ["--cases", path, "--csv", csv])
    #expect(made.status == 2)
    let lines = try run.scratch.read("many-out.csv").split(separator: "\n")
    #expect(lines.count == 4 && lines[1].hasPrefix("A,predicted,") && lines[2].hasPrefix("B,refused,,,,"))
    // An id that a spreadsheet would run as a formula is guarded.
    #expect(lines[3].hasPrefix("'=C,predicted,"))
    #expect(try predict("clinical", ["--cases", path, "--csv", path]).status == 65)
  }

  /// A table without the column of a factor is refused with its name; a column of empty cells says that nothing is
  /// known.
  @Test func aMissingColumnOfAFactorIsNoUnknownFactor() throws {
    let misspelt = try run.scratch.write("id,tumor_size,figo,hpv\nA,45,IIB,negative\n", to: "misspelt.csv")
    let refused = try predict("clinical", ["--cases", misspelt])
    #expect(refused.status == 65 && refused.errors.contains("has no column \"tumour_size\""), "\(refused.errors)")
    let empty = try run.scratch.write("id,tumour_size,figo,hpv\nA,,IIB,\n", to: "empty-cells.csv")
    let made = try predict("clinical", ["--cases", empty])
    #expect(made.status == 0 && made.output.contains("Tumour size is unknown"))
  }

  @Test func usageErrorsExitWith64AndTheOtherKindOfInputWith65() throws {
    #expect(try predict("clinical", []).status == 64)
    #expect(try predict("clinical", ["--case", "a", "--cases", "b.csv"]).status == 64)
    #expect(try predict("clinical", ["--case", "a", "--csv", "o", "--html", "o"]).status == 64)
    #expect(try predict("clinical", ["--case", "a", "--accept", "everything"]).status == 64)
    let table = try run.scratch.write("id,f1\nA,1\n", to: "table.csv")
    let wrong = try predict("hcr_mr", ["--features", table])
    #expect(wrong.status == 65 && wrong.errors.contains("was not trained on a feature table"))
  }
}
