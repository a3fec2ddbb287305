import Execution
import Exports
import Foundation
import ImageFiles
import StudyFiles
import Testing

/// The keys by which a study file finds its series in an export.
@Suite struct LinkedStudyFileTests {
  private func study(cohort: String = "images: export", series: String) throws -> StudyFile {
    try StudyFile(
      parsing: """
        apus: 1
        name: Linked
        cohort: {table: clinical.csv, id: patient, \(cohort)}
        outcome: {column: response, event: non-CR}
        series:
        \(series)
        features: {recipe: jeong2024}
        split: {train: 0.66}
        """, file: "study.yaml", folder: "/made")
  }

  @Test func aSeriesWithoutAPathIsFoundByRules() throws {
    let read = try study(
      cohort: "images: [one, two], patient-id: mrn",
      series: """
          T2:
            modality: MR
            description: ["*T2*", "*t2w*"]
            image-type: ORIGINAL
            echo-time: [60, 150]
            repetition-time: [2000, inf]
            orientation: axial
            slices: [10, 80]
            choose: latest
            roi: [GTV, "GTV*"]
            structure-set: {label: "*final*", approved: true, choose: latest}
          T1: {mask-of: T2}
          DWI: {mask: sets, roi: GTV}
          CT: {image: "{id}/ct", mask: "{id}/rt.dcm"}
        """)
    #expect(read.cohort.images == ["one", "two"] && read.cohort.patientID == "mrn")
    #expect(
      read.series[0].image
        == .rules(
          SeriesRules(
            modality: "MR", description: ["*T2*", "*t2w*"], imageType: ["ORIGINAL"], echoTime: 60...150,
            repetitionTime: 2000...Double.infinity, orientation: .axial, slices: 10...80, choose: .latest)))
    #expect(read.series[0].mask == .drawn(rois: ["GTV", "GTV*"], folder: nil))
    #expect(
      read.series[0].structureSet == StructureSetRules(label: ["*final*"], isApproved: true, choose: .latest))
    #expect(read.series[1].image == .rules(SeriesRules()) && read.series[1].mask == .series("T2"))
    #expect(read.series[2].mask == .drawn(rois: ["GTV"], folder: "sets"))
    #expect(read.series[3].image == .pattern("{id}/ct", modality: nil, description: nil))
    #expect(read.namedColumns.contains { $0.key == "cohort.patient-id" && $0.column == "mrn" })
  }

  @Test(arguments: [
    ("mask: \"{id}.dcm\", image: \"{id}\"", true), ("modality: MR", true), ("mask: sets", true),
    ("modality: MR, roi: GTV", false), ("mask: \"{id}.nii\", image: \"{id}\", label: 2", false),
  ])
  func aColumnNamesRegionsWhereNothingElseDoes(keys: String, isSound: Bool) throws {
    let series = "  T2: {\(keys), roi-column: lesion}\n"
    guard isSound else {
      let text = message { try study(series: series) }
      return #expect(text.contains("roi-column") && text.contains("one or the other"), "\(text)")
    }
    let read = try study(series: series)
    #expect(read.series[0].roiColumn == "lesion")
    #expect(read.namedColumns.contains { $0.key == "series.T2.roi-column" && $0.column == "lesion" })
    #expect(try StudyFile(parsing: read.resolvedText, file: "again.yaml", folder: "/made").series == read.series)
    #expect(
      message { try study(series: "  T1: {roi: a}\n  T2: {mask-of: T1, roi-column: lesion}") }.contains("mask-of"))
  }

  @Test func withoutAnExportASeriesNeedsAPath() throws {
    let text = message { try study(cohort: "group: x", series: "  T2: {roi: GTV}") }
    #expect(text.contains("\"series.T2.image\" is missing"))
  }

  @Test(arguments: [
    ("T2: {echo-time: 90}", "two numbers"), ("T2: {echo-time: [150, 60]}", "two numbers"),
    ("T2: {slices: [0, 5]}", "two numbers"), ("T2: {slices: [5, many]}", "two numbers"),
    ("T2: {orientation: transversal}", "Known: axial, coronal, sagittal"),
    ("T2: {choose: newest}", "latest, earliest, most-slices, contoured"),
    ("T2: {structure-set: {choose: contoured}}", "latest, earliest"),
    ("T2: {structure-set: {aproved: true}}", "approved"), ("T2: {label: 2}", "expected roi"),
    ("T2: {resample-mask: true}", "resample-mask"), ("T2: {descripton: x}", "description"),
    ("T2: {image: \"{id}/a\", mask: \"{id}/b\", choose: latest}", "choose"),
    ("T2: {image: \"{id}/a\", mask: \"{id}/b\", roi: [a, b]}", "one name or pattern"),
  ])
  func aRuleThatCannotBeIsNamed(series: String, words: String) {
    #expect(message { try study(series: "  " + series) }.contains(words), "\(series)")
  }

  @Test func aColumnOfPatientIDsNeedsAnExport() {
    #expect(message { try study(cohort: "patient-id: mrn", series: "  T2: {image: a, mask: b}") }.contains("images"))
  }

  private func message(_ body: () throws -> StudyFile) -> String {
    do {
      _ = try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  /// What a run stores is the study that it ran, whatever the rules are.
  @Test(arguments: 0..<60 as Range<UInt64>)
  func theResolvedTextReadsBackAsTheSameStudy(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "linked study")
    func maybe(_ text: String) -> String? { Bool.random(using: &stream) ? text : nil }
    func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &stream) }
    let orientation = SliceOrientation.allCases.randomElement(using: &stream)?.rawValue ?? ""
    let choice = SeriesRules.Choice.allCases.randomElement(using: &stream)?.rawValue ?? ""
    let keys = [
      maybe("modality: MR"), maybe("description: \"*T2: 'x' #1*\""), maybe("description: [\"a*\", \"null\", \"1.0\"]"),
      maybe("image-type: [ORIGINAL, \"yes\"]"), maybe("echo-time: [\(number(0...50)).5, \(number(60...200))]"),
      maybe("repetition-time: [\(number(0...500)), inf]"), maybe("orientation: \(orientation)"),
      maybe("slices: [\(number(1...20)), \(number(20...90))]"), maybe("slices: [\(number(1...20)), inf]"),
      maybe("choose: \(choice)"), maybe("roi: [GTV, \"no\"]"), maybe("mask: \"a/b\""),
      maybe("structure-set: {label: \"~\", approved: true}"), maybe("structure-set: {choose: earliest}"),
    ]
    var seen = Set<Substring>()
    let once = keys.compactMap(\.self).filter { seen.insert($0.prefix { $0 != ":" }).inserted }
    let made = try study(series: "  T2: {\(once.joined(separator: ", "))}\n  T1: {mask-of: T2, modality: MR}")
    let again = try StudyFile(parsing: made.resolvedText, file: "study.yaml", folder: "/elsewhere")
    #expect(again == made, "seed \(seed): \(once)")
    #expect(again.identity == made.identity, "seed \(seed)")
  }
}
