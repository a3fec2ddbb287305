import Extraction
import Foundation
import ImageFiles
import Records
import SavedModels
import StudyFiles
import TestSupport
import Testing
import Volumes

/// Label 1 that was written down is another fact than label 1 that nobody asked for.
@Suite struct GivenLabelTests {
  private func text(_ keys: String) -> String {
    StudyText.base.replacing("mask.nii.gz\"}", with: "mask.nii.gz\"\(keys)}")
  }

  private func label(_ study: StudyFile) -> Int? {
    guard case .file(_, _, let label, _) = study.series[0].mask else { return nil }
    return label
  }

  @Test func aStudyFileKeepsWhetherItGivesALabel() throws {
    for (keys, expected) in [("", nil), (", label: 1", 1), (", label: 2, roi: GTV", 2)] as [(String, Int?)] {
      let study = try StudyText.study(text(keys))
      #expect(label(study) == expected)
      #expect(try StudyText.study(study.resolvedText) == study, "\(keys)")
    }
  }

  /// Saved models know their study by this text, which had label 1 whether it was given or not.
  @Test func theIdentityOfAStudyHasNotChanged() throws {
    let (none, one) = (try StudyText.study(text("")), try StudyText.study(text(", label: 1")))
    #expect(none.identity == one.identity && none.identity.contains("label\": 1"), "\(none.identity)")
    #expect(try StudyText.study(text(", label: 2")).identity != one.identity)
    let tissue = ", normalisation: {method: whitestripe, reference: \"{id}/muscle.nii\""
    let (plain, said) = (
      try StudyText.study(text(tissue + "}")), try StudyText.study(text(tissue + ", reference-label: 1}"))
    )
    #expect(plain.series[0].normalisation?.reference?.label == nil)
    #expect(said.series[0].normalisation?.reference?.label == 1)
    #expect(plain.identity == said.identity && plain.identity.contains("reference-label"))
    for study in [plain, said] { #expect(try StudyText.study(study.resolvedText) == study) }
  }

  @Test(arguments: ["label: 1", "", "binWidth: 25"]) func labelOneOfAParameterFileIsNoChoice(setting: String) throws {
    let settings = try ExtractionSettings(pyRadiomicsText: "setting: {\(setting)}", file: "p.yaml")
    #expect(settings.label == nil && settings.identity == ExtractionSettings.pyradiomicsDefaults.identity)
  }

  @Test func labelsOfSettingsAreGiven() throws {
    #expect(try ExtractionSettings(pyRadiomicsText: "setting: {label: 2}", file: "p.yaml").label == 2)
    let one = ExtractionSettings.pyradiomicsDefaults.with(label: 1)
    #expect(one.label == 1 && one.identity == ExtractionSettings.pyradiomicsDefaults.identity)
    #expect(one.with(label: nil) == .pyradiomicsDefaults)
  }

  private func input(_ label: Int?) -> SeriesInput {
    SeriesInput(
      name: "T1", maskOf: nil, roi: "GTV", givenLabel: label, between: nil, resamplesMask: false,
      spacingTolerance: 0.01, biasField: nil, normaliser: nil, needsReference: false)
  }

  private func json(_ input: SeriesInput) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(input), as: UTF8.self)
  }

  @Test func aSavedModelKeepsWhetherItsStudyGaveALabel() throws {
    for label in [nil, 1, 2] as [Int?] {
      let again = try JSONDecoder().decode(SeriesInput.self, from: Data(json(input(label)).utf8))
      #expect(again == input(label) && again.givenLabel == label)
    }
  }

  /// The text of models whose study gives no label is that of before, and models of before are read.
  @Test func savedModelsOfBeforeAreRead() throws {
    let before =
      #"{"label":1,"name":"T1","needsReference":false,"resamplesMask":false,"roi":"GTV","spacingTolerance":0.01}"#
    #expect(try json(input(nil)) == before)
    #expect(try JSONDecoder().decode(SeriesInput.self, from: Data(before.utf8)).givenLabel == nil)
    let two = before.replacing("\"label\":1", with: "\"label\":2")
    #expect(try json(input(2)) == two)
    #expect(try JSONDecoder().decode(SeriesInput.self, from: Data(two.utf8)).givenLabel == 2)
  }

  private func choice(
    _ mask: String, _ study: Int?, roi: String? = nil, label: String? = nil
  ) throws -> RegionChoice? {
    var files = NewPatient.SeriesFiles()
    (files.image, files.mask, files.roi, files.label) = (mask, mask, roi, label)
    guard case .file(_, let roi, let label, _) = try input(study).series(files).mask else { return nil }
    return RegionChoice(roi: roi, label: label)
  }

  private func temporary(_ bytes: [UInt8]? = nil) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).nii").path
    if let bytes {
      try Data(bytes).write(to: URL(filePath: path))
    } else {
      let grid = Grid(size: [4, 4, 4])
      try writeNIfTI(Volume(grid: grid, voxels: (0..<64).map { Double($0 % 3) }), to: path)
    }
    return path
  }

  @Test func aNewPatientsLabelIsGiven() throws {
    let mask = try temporary()
    defer { try? FileManager.default.removeItem(atPath: mask) }
    let ways: [(own: String?, study: Int?, expected: Int?)] = [
      ("1", nil, 1), ("1.0", 2, 1), (nil, 1, 1), (nil, 2, 2), (nil, nil, nil),
    ]
    for way in ways {
      let found = try choice(mask, way.study, label: way.own)
      #expect(found == RegionChoice(roi: "GTV", label: way.expected), "\(way)")
    }
    // The image has the labels 1 and 2, and no names.
    #expect(try choice(mask, nil, label: "1")?.place(in: mask).label == 1)
    #expect(throws: RegionChoiceError.self) { try choice(mask, nil)?.place(in: mask) }
  }

  /// Another hospital numbers its segments in its own way, and the name says which is meant.
  @Test func theStudysLabelDoesNotContradictANameInAnotherFile() throws {
    var made = GeneratedSegmentation(heights: [6, 9], thickness: 3)
    made.segments = [(1, "Bladder"), (2, "GTV")]
    let mask = try temporary(made.bytes)
    defer { try? FileManager.default.removeItem(atPath: mask) }
    let object = try SegmentationObject(reading: mask)
    for study in [nil, 1, 3] as [Int?] {
      #expect(try choice(mask, study)?.segment(of: object).number == 2)
      #expect(try choice(mask, study, roi: "Bladder")?.segment(of: object).number == 1)
    }
    #expect(throws: RegionChoiceError.self) { try choice(mask, nil, label: "1")?.segment(of: object) }
  }

  private func refused(_ column: String, _ cells: [String], among series: [SeriesInput]) -> Bool {
    let table = CSVTable(columns: ["id", column], rows: cells.map { ["A", $0] })
    do throws(TableError) {
      let columns = PatientRegionColumns(table: table, taken: ["id", "region label"])
      try columns.check(series, file: "t.csv") { part, input in
        table.position(of: "\(input.name)_\(part)")
      }
      return false
    } catch { return true }
  }

  @Test func otherSpellingsInATableOfPatientsAreRefused() {
    for column in ["T1_lable", "T1_Label", "t1_label", "T1_mask_label", "Label_Value"] {
      #expect(refused(column, ["1", "2"], among: [input(nil)]), "\(column)")
      // The label of the study, an outcome, or nothing.
      for cells in [["2", "2"], ["0", "1"], ["", ""], ["yes", "no"]] {
        #expect(!refused(column, cells, among: [input(2)]), "\(column) \(cells)")
      }
    }
    #expect(refused("T1_ROI", ["Node"], among: [input(nil)]) && !refused("T1_ROI", ["GTV"], among: [input(nil)]))
    for column in ["T1_label", "region label", "T2_lable", "label_smoothing", "T1_region"] {
      #expect(!refused(column, ["1", "2"], among: [input(nil)]), "\(column)")
    }
  }
}
