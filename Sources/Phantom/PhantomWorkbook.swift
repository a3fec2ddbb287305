import Execution
import Records

/// The clinical table as a hospital keeps it, in a workbook: a title above the table, Korean headers, days, stages and
/// marks in several spellings, empty cells and an empty row.
struct PhantomWorkbook {
  /// Its file.
  static let name = "clinical.xlsx"

  private let cohort: PhantomCohort

  init(_ cohort: PhantomCohort) { self.cohort = cohort }

  /// The bytes of the file.
  var bytes: [UInt8] { WrittenWorkbook(sheet: "환자", rows: rows).bytes }

  private typealias Cell = WrittenWorkbook.Cell

  /// Research number, hospital number, age, day of the scan, histology, size, stage, HPV, nodes, parametrium, months of
  /// follow-up, response, exclusion, remark.
  private static let header = [
    "연구번호", "등록번호", "나이", "MRI 검사일", "조직형", "종양 크기 (mm)", "FIGO 병기", "HPV", "림프절 전이", "자궁방 침윤",
    "추적 기간 (개월)", "치료 반응", "제외 사유", "비고",
  ]

  private var rows: [[Cell]] {
    let patients = cohort.population.included + cohort.population.excluded
    var rows = patients.enumerated().map { row($1, number: $0 + 1) }
    rows.insert([], at: rows.count / 2)
    let title: [[Cell]] = [[.text("SYNTHETIC DATA: 연구 대상 환자")], []]
    return title + [Self.header.map(Cell.text)] + rows
  }

  private func row(_ patient: PhantomPatient, number: Int) -> [Cell] {
    var stream = RandomStream(seed: cohort.settings.seed, name: "\(patient.id)/workbook")
    let record = patient.record
    let spelling = Int(stream.next() % 3)
    let stage = [record.figo, record.figo.lowercased(), "Stage \(record.figo)"][spelling]
    let months = stream.next() % 60
    return [
      .text(patient.id), .number(String(PhantomExportFiles.patientID(number).dropFirst(2))),
      // One cell in twelve was not filled in.
      stream.next().isMultiple(of: 12) ? .empty : .number("\(record.age)"),
      .day(43_831 + Int(stream.next() % 1200)), .text(record.pathology),
      .number("\(patient.covariates.tumourSize)"), .text(stage), hpv(patient, spelling),
      .text(mark(record.hasNodeMetastasis, spelling)), .text(mark(record.hasParametrialInvasion, 0)),
      patient.exclusion == nil ? .number("\(months)") : .empty,
      patient.exclusion == nil ? .text(patient.isEvent ? "non-CR" : "CR") : .empty,
      patient.exclusion.map(Cell.text) ?? .empty, number.isMultiple(of: 9) ? .text("재확인") : .empty,
    ]
  }

  private func hpv(_ patient: PhantomPatient, _ spelling: Int) -> Cell {
    let covariates = patient.covariates
    guard covariates.isHPVRecorded else { return [.empty, .text("unknown"), .empty][spelling] }
    return .text((covariates.isHPVNegative ? ["-", "neg", "negative"] : ["+", "Pos", "positive"])[spelling])
  }

  private func mark(_ isPresent: Bool, _ spelling: Int) -> String {
    (isPresent ? ["Y", "y", "Yes"] : ["N", "n", "No"])[spelling]
  }
}
