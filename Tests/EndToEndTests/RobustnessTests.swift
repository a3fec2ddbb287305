import Foundation
import Learning
import Records
import Results
import Testing
import TestSupport

/// `apus robustness` on PyRadiomics' own test images, and the filter of a study on the synthetic cohort.
@Suite struct RobustnessTests {
  private static let cases = ["brain1", "brain2", "breast1"]

  private func cohort(_ scratch: Scratch, extra: String = "") throws -> String {
    let rows = try Self.cases.map { name in
      let image = try ReferenceData.file("pyradiomics/data/\(name)_image.nrrd").path
      let mask = try ReferenceData.file("pyradiomics/data/\(name)_label.nrrd").path
      return "\(name),\(image),\(mask)"
    }
    return try scratch.write("Case,Image,Mask\n" + rows.joined(separator: "\n") + "\n" + extra, to: "cohort.csv")
  }

  private static let columns = [
    "feature", "subjects", "versions", "icc_1_1", "icc_1_1_lower", "icc_1_1_upper", "icc_1_1_F", "icc_1_1_p",
    "icc_1_1_category", "icc_3_1", "icc_3_1_lower", "icc_3_1_upper", "icc_3_1_F", "icc_3_1_p", "icc_3_1_category",
    "undefined",
  ]
  private static let provenance = [
    "diagnostics_Versions_Apus", "diagnostics_Configuration_Profile", "diagnostics_Configuration_Settings",
  ]

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: robustness of PyRadiomics' images, no reference data"))
  func theTableHasARowPerFeatureAndTheFirstVersionIsExtracts() throws {
    let scratch = try Scratch()
    let cohort = try cohort(scratch)
    let run = try Command(
      "robustness", cohort, "--rotate", "-10,10", "--translate", "0.25,0.75", "--noise", "1", "--volume", "-0.1,0.1",
      "--contour", "2", "-o", scratch.file("icc.csv"), "--perturbed", scratch.file("all.csv"))
    #expect(run.status == 0, "\(run.errors)")
    let table = try CSVTable(reading: scratch.file("icc.csv"))
    #expect(table.columns == Self.columns + Self.provenance)
    #expect(table["diagnostics_Configuration_Profile"]?.allSatisfy { $0 == "pyradiomics" } == true)
    #expect(table.rows.count == 107)
    #expect(table.rows.allSatisfy { $0[1] == "3" && $0[2] == "10" })
    let volume = try #require(table.rows.first { $0[0] == "original_shape_VoxelVolume" })
    #expect(volume[8] == "excellent")
    let all = try CSVTable(reading: scratch.file("all.csv"))
    #expect(all.rows.count == 30)
    #expect(Array(all.columns.prefix(4)) == ["Perturbation", "Image", "Mask", "Label"])
    let plain = try Command("extract", cohort)
    let extracted = try CSVTable(parsing: plain.output, file: "extract")
    #expect(all.rows.filter { $0[0] == "original" }.map { Array($0.dropFirst()) } == extracted.rows)
  }

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: robustness of PyRadiomics' images, no reference data"))
  func resultsDoNotDependOnThreadsAndAFailedCaseIsNamed() throws {
    let scratch = try Scratch()
    let cohort = try cohort(scratch, extra: "lost,none.nrrd,none.nrrd\n")
    let one = try Command("robustness", cohort, "--noise", "1", "--contour", "1", "-j", "1")
    let four = try Command("robustness", cohort, "--noise", "1", "--contour", "1", "-j", "4")
    #expect(one.status == 2 && one.output == four.output)
    #expect(one.errors.contains("line 5") && one.errors.contains("none.nrrd"))
    let other = try Command("robustness", cohort, "--noise", "1", "--contour", "1", "--seed", "2")
    #expect(other.output != one.output)
  }

  /// MIRP 2.7.0 (`extract_features` of brain1, `image_modality="mr"`, `new_spacing=[2, 2, 2]`, `spline_order=3`,
  /// `roi_spline_order=1`, `anti_aliasing=False`, `perturbation_translation_fraction=[0.25]`), run on 26 November 2026;
  /// turns by `scipy.ndimage.map_coordinates` (order 3, mode nearest), as MIRP turns about the image. Voxels are those
  /// of the mask.
  private static let moved: [String: (mean: Double, voxels: Double)] = [
    "original": (814.1354, 2076), "translate:0.25": (817.5146, 2039), "rotate:10": (814.3038708716731, 2067),
    "rotate:-10": (813.1556319229419, 2070),
  ]

  @Test(.enabled(if: ReferenceData.isPresent, "skipped: moved images, no reference data"))
  func movedImagesAreThoseOfMIRPAndInterpolatedOnceInBothProfiles() throws {
    let scratch = try Scratch()
    let cohort = try cohort(scratch)
    let ibsi = """
      profile: ibsi
      resampling: {spacing: 2, interpolator: spline}
      families: [morphology, statistics]
      """
    let pyradiomics = """
      setting: {resampledPixelSpacing: [2, 2, 2]}
      featureClass: {firstorder: [Mean], shape: [VoxelVolume]}
      """
    let sides = [
      (ibsi, "stat_mean", "morph_vol_approx"), (pyradiomics, "original_firstorder_Mean", "original_shape_VoxelVolume"),
    ]
    for (text, mean, volume) in sides {
      let parameters = try scratch.write(text, to: "p.yaml")
      let run = try Command(
        "robustness", cohort, "-p", parameters, "--translate", "0.25", "--rotate", "10,-10", "-o",
        scratch.file("icc.csv"),
        "--perturbed", scratch.file("all.csv"))
      #expect(run.status == 0, "\(run.errors)")
      let table = try CSVTable(reading: scratch.file("all.csv"))
      let found = try #require(table[mean]).map { Double($0) }
      let volumes = try #require(table[volume]).map { Double($0) }
      for row in 0..<4 {
        let wanted = try #require(Self.moved[table.rows[row][0]])
        // PyRadiomics' own grid of the unperturbed image is another, and it truncates the integers of brain1.
        if text == pyradiomics, row == 0 { continue }
        let tolerance = text == ibsi ? 1e-5 : 1e-3
        #expect(abs(try #require(found[row]) - wanted.mean) < tolerance * wanted.mean, "\(table.rows[row][0]): \(mean)")
        #expect(volumes[row] == wanted.voxels * 8, "\(table.rows[row][0])")
      }
    }
  }

  @Test func whatCannotBeMeantIsUsage() throws {
    for arguments in [["--rotate", "ten"], ["--noise", "-1"], [], ["--volume", "-1"], ["--translate", "1"]] {
      #expect(try Command("robustness", "x.csv", arguments).status == 64, "\(arguments)")
    }
  }

  private func study(_ scratch: Scratch, patients: Int, split: String?) throws -> String {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "\(patients)", "--matrix", "64", "--quiet")
    #expect(made.status == 0, "\(made.errors)")
    let path = scratch.file("cohort/study.yaml")
    _ = try scratch.write("imageType: {Original: {}}\n", to: "cohort/params.yaml")
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacing(
      "preset: jeong2024\n",
      with: "features: {parameters: params.yaml, robustness: {perturbations: "
        + "{rotate: 10, translate: 0.5, noise: 1, volume: -0.1}, at-least: 0.75}}\n")
    if let split { text = text.replacing(/split:\n  train: .*/, with: split) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func fits(_ scratch: Scratch) throws -> FitLog {
    try JSONDecoder().decode(FitLog.self, from: Data(contentsOf: URL(filePath: scratch.file("run/fits.json"))))
  }

  /// Test patients have no perturbed images at all: the cache holds them of training patients only, and no fit saw
  /// them.
  @Test func testPatientsTakeNoPartInTheFilter() throws {
    let scratch = try Scratch()
    let study = try study(scratch, patients: 14, split: nil)
    let run = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(run.status == 0, "\(run.errors)")
    let data = try Data(contentsOf: URL(filePath: scratch.file("run/results.json")))
    let results = try JSONDecoder().decode(StudyResults.self, from: data)
    let tested = Set(try #require(results.models.first).predictions.map(\.subject))
    let log = try fits(scratch)
    let robustness = log.entries.filter { $0.kind == .robustness }
    #expect(Set(robustness.map(\.purpose)) == ["HCR (MR) / split", "HCR (MR+CF) / split"])
    #expect(robustness.allSatisfy { Set(log.subjects(of: $0)).count == 14 - tested.count })
    #expect(log.entries(seeing: tested).isEmpty)
    // Two series a patient; five versions of each training patient's, of which one is the image as it is.
    let cached = try FileManager.default.contentsOfDirectory(atPath: scratch.file("run/cache"))
      .count { $0.contains(".schema-") }
    #expect(cached == 2 * 14 + 2 * 5 * (14 - tested.count))
    let table = try CSVTable(reading: scratch.file("run/robustness.csv"))
    #expect(table.columns == Self.columns + ["kept", "kept_in_sets", "sets"] + Self.provenance)
    #expect(table.rows.count == 214)
    let kept = Set(table.rows.filter { $0[16] == "1" }.map { $0[0] })
    #expect(kept.count > 20 && kept.count < 214)
    let model = try #require(results.models.first { $0.id == "hcr_mr" })
    #expect(!model.selectedColumns.isEmpty && model.selectedColumns.allSatisfy(kept.contains))
    let note = try #require(results.methods.first { $0.title == "Robustness of features" })
    #expect(note.text.contains("\(kept.count) of 214"))
    #expect(try scratch.read("run/report.html").contains("Robustness of features"))
    let shown = try Command("study", "show", study)
    #expect(shown.output.contains("at-least"))
  }

  /// The features that are judged are the study's own: their series is normalised before it is perturbed.
  @Test func perturbedImagesAreNormalisedAsTheStudysAre() throws {
    let scratch = try Scratch()
    let study = try study(scratch, patients: 12, split: nil)
    let plain = try String(contentsOfFile: study, encoding: .utf8)
    var tables: [String: CSVTable] = [:]
    for method in ["none", "zscore-image", "nyul"] {
      let text =
        method == "none"
        ? plain
        : plain.replacing(
          "image: patients/{id}/T2\n", with: "image: patients/{id}/T2\n    normalisation: {method: \(method)}\n")
      try text.write(toFile: study, atomically: true, encoding: .utf8)
      let run = try Command("study", "run", study, "-o", scratch.file(method), "--quiet")
      #expect(run.status == 0, "\(run.errors)")
      tables[method] = try CSVTable(reading: scratch.file("\(method)/robustness.csv"))
    }
    func agreement(_ method: String, _ feature: String) -> String? {
      tables[method]?.rows.first { $0[0] == feature }?[3]
    }
    for method in ["zscore-image", "nyul"] {
      for feature in ["T2_original_shape_VoxelVolume", "CE-T1_original_firstorder_Mean"] {
        #expect(agreement(method, feature) == agreement("none", feature) && agreement(method, feature) != nil)
      }
      #expect(agreement(method, "T2_original_firstorder_Mean") != agreement("none", "T2_original_firstorder_Mean"))
    }
  }

  @Test func inLeaveOneOutEachTrainingSetDecidesForItself() throws {
    let scratch = try Scratch()
    let study = try study(scratch, patients: 10, split: "split: {leave-one-out: true}")
    #expect(try Command("study", "run", study, "-o", scratch.file("run"), "--quiet").status == 0)
    let log = try fits(scratch)
    let own = log.entries.filter { entry in
      entry.kind == .robustness && entry.purpose.owner == .row("HCR (MR)", in: .sound)
        && entry.purpose.trainingSet != .allPatients
    }
    #expect(own.count == 10)
    for entry in own {
      guard case .without(let left)? = entry.purpose.trainingSet else {
        Issue.record("\(entry.purpose)")
        continue
      }
      #expect(!log.subjects(of: entry).contains(left) && log.subjects(of: entry).count == 9)
    }
    let table = try CSVTable(reading: scratch.file("run/robustness.csv"))
    #expect(table.rows.allSatisfy { $0[18] == "10" })
  }
}
