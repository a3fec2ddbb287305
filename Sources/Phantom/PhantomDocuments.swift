import Foundation
import Records

/// The text files of a cohort: table, study file, truth, settings and a page that says what this is.
struct PhantomDocuments {
  private let cohort: PhantomCohort

  init(_ cohort: PhantomCohort) { self.cohort = cohort }

  /// Names and texts, the settings last: they mark the cohort as whole.
  var all: [(name: String, text: String)] {
    get throws {
      [
        ("README.txt", readme), ("clinical.csv", table), ("study.yaml", studyFile),
        ("ground-truth.json", try json(PhantomGroundTruth(cohort))),
        (PhantomCohort.settingsFile, try json(cohort.settings)),
      ]
    }
  }

  private func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder.stable.encode(value), as: UTF8.self) + "\n"
  }

  private var table: String {
    let columns = [
      "patient", cohort.settings.isExport ? "hospital_number" : nil, "data_origin", "scanner", "age", "pathology",
      "tumour_size_mm", "figo", "hpv",
      "lymph_node_metastasis", "parametrial_invasion", "response", "exclusion",
    ]
    let patients = cohort.population.included + cohort.population.excluded
    return CSVWriter.text(
      columns: columns.compactMap(\.self), rows: patients.enumerated().map { row($1, number: $0 + 1) })
  }

  private func row(_ patient: PhantomPatient, number: Int) -> [String] {
    let (covariates, record) = (patient.covariates, patient.record)
    // As a spreadsheet keeps a number: without the zeros before it.
    let hospitalNumber = cohort.settings.isExport ? [String(PhantomExportFiles.patientID(number).dropFirst(2))] : []
    return [patient.id] + hospitalNumber + [
      "SYNTHETIC", patient.scanner.name, String(record.age), record.pathology,
      String(covariates.tumourSize), record.figo, covariates.recordedHPV, record.hasNodeMetastasis ? "yes" : "no",
      record.hasParametrialInvasion ? "yes" : "no",
      // Who was not treated as the study asks has no response to it.
      patient.exclusion == nil ? (patient.isEvent ? "non-CR" : "CR") : "", patient.exclusion ?? "",
    ]
  }

  private var studyFile: String {
    """
    # SYNTHETIC DATA made by apus phantom (seed \(cohort.settings.seed)): no patient, no measurement.
    apus: 1
    name: Chemoradiotherapy response, synthetic cohort \(cohort.settings.seed)
    synthetic: true
    preset: jeong2024
    cohort:
      table: clinical.csv
      id: patient
    \(cohort.settings.isExport ? "  images: export\n  patient-id: hospital_number\n" : "")\
      exclude:
        - column: exclusion
    outcome:
      column: response
      event: non-CR
      non-event: CR
      event-name: non-complete response
      non-event-name: complete response
    series:
    \(cohort.settings.isExport ? linkedSeries : namedSeries)
    factors:
      age: {label: Age, type: continuous, unit: years}
      pathology: {label: Pathology, type: categorical}
      tumour_size: {column: tumour_size_mm, label: Tumour size, type: continuous, unit: mm, cut: 50}
      figo:
        label: FIGO stage
        type: categorical
        groups: {IIB-IIIB: [IIB, IIIA, IIIB], IIIC1-IVA: [IIIC1, IIIC2, IVA]}
      hpv: {label: HPV, type: categorical, levels: [negative, positive], unknown: [unknown]}
      lymph_node_metastasis: {label: Lymph node metastasis, type: categorical, levels: ["no", "yes"]}
      parametrial_invasion: {label: Parametrial invasion, type: categorical, levels: ["no", "yes"]}
    models:
      factors: [tumour_size, figo, hpv]
    split:
      train: 0.66
    protocol: sound
    seed: \(cohort.settings.seed & UInt64(Int64.max))

    """
  }

  /// Series by their folders.
  private var namedSeries: String {
    """
      CE-T1:
        image: patients/{id}/CE-T1
        mask: patients/{id}/RTSTRUCT_CE-T1.dcm
        roi: GTV
      T2:
        image: patients/{id}/T2
        mask: patients/{id}/RTSTRUCT_T2.dcm
        roi: GTV
    """
  }

  /// Series by what their headers say.
  private var linkedSeries: String {
    """
      CE-T1:
        modality: MR
        description: ["*CE-T1*", "*T1*+C*", "*T1*GD*"]
        roi: [GTV, "GTV*", Tumor]
        structure-set: {approved: true}
      T2:
        modality: MR
        description: "*T2*"
        orientation: axial
        choose: most-slices
        roi: [GTV, "GTV*", Tumor]
    """
  }

  private var places: String {
    cohort.settings.isExport
      ? """
      export/                             series and structure sets (DICOM) as a hospital exports them: names are UIDs,
                                          some patients have a folder and others share one; a localiser, an aborted T2
                                          and a draft of the contours lie beside what is wanted; every eighth patient
                                          has no T2
      clinical.xlsx                       the table as a hospital keeps it: a title, Korean headers, dates, spellings,
                                          empty cells and rows
      """
      : """
      patients/ID/CE-T1, patients/ID/T2   axial MR series (DICOM), one frame of reference per patient
      patients/ID/RTSTRUCT_*.dcm          the lesion, ROI GTV, drawn on that series
      """
  }

  private var readme: String {
    """
    SYNTHETIC DATA. No patient, no measurement, no clinical meaning.

    A cohort of \(cohort.settings.patients) invented patients with locally advanced cervical cancer, drawn by
    `apus phantom` (recipe \(cohort.settings.recipe), seed \(cohort.settings.seed)). The same settings give the same files.

    \(places)
    clinical.csv                        one row per patient; rows with an exclusion have no images
    study.yaml                          a study file: apus study run study.yaml -o RESULTS
    ground-truth.json                   the planted model, every patient's true probability of non-complete
                                        response, and the AUC that an ideal observer reaches
    phantom.json                        the settings that decide every byte

    Whether a patient responds is drawn from a logistic model of lesion texture, necrosis, size, FIGO stage and HPV
    status. A study of these images can at best find that model again. It says nothing about cervical cancer.

    """
  }
}

extension PhantomCovariates {
  /// HPV as the table has it.
  var recordedHPV: String { isHPVRecorded ? (isHPVNegative ? "negative" : "positive") : "unknown" }
}
