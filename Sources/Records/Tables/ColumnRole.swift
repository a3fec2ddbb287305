// What a column holds by its name, apart from the outcome and what is known only after it: sites, patients, clinical
// properties, dates.
extension ColumnName {
  /// Whether the name is that of a site or a machine.
  package var isSite: Bool {
    // A "device" or "coil" may also be an implant.
    if words.count == 1, has(["device", "coil", "camera", "country"]) { return true }
    if isSerialNumber { return true }
    return has([
      "site", "centre", "center", "hospital", "institution", "institute", "scanner", "manufacturer", "vendor", "batch",
      "machine", "tesla", "fieldstrength", "clinic", "zentrum", "klinik", "standort", "hôpital", "hopital", "병원", "기관",
      "gerät", "geraet", "hersteller", "krankenhaus", "ospedale", "kvp", "station", "stationname", "inst", "hosp",
      "hospno", "hospcode", "centrecode", "centercode", "sitecode", "siteid", "src", "facility", "campus", "cohort",
      "dataset", "collection", "modelname", "aetitle", "magnet", "ctr", "cntr", "mfr", "softwareversion",
    ]) && !has(ColumnName.anatomical)
  }
  /// `DeviceSerialNumber`, `serial_no`, `Seriennummer`: of a machine; what patients have has other names.
  private var isSerialNumber: Bool {
    has(["serialnumber", "serialno", "seriennummer", "deviceserialnumber"])
      || zip(words, words.dropFirst()).contains { $0 == "serial" && ["number", "no", "nr", "num", "id"].contains($1) }
  }
  private static let anatomical: Set<String> = [
    "tumor", "tumour", "lesion", "primary", "anatomical", "node", "nodes", "nodal", "lymph", "injection", "biopsy",
    "metastatic", "mass", "gravity",
  ]

  /// Whether the name is one that clinicians know as a property of patient, disease or treatment, so that an
  /// association with the outcome is no surprise.
  package var isClinical: Bool { has(ColumnName.clinical) && !isSerialNumber }
  private static let clinical: Set<String> = [
    "stage", "staging", "figo", "tnm", "ct", "cn", "cm", "grade", "grading", "sex", "gender", "age", "race",
    "ethnicity",
    "hpv", "ebv", "p16", "histology", "histological", "subtype", "type", "ecog", "kps", "karnofsky", "performance",
    "smoking", "smoker", "alcohol", "menopause", "menopausal", "receptor", "er", "pr", "her2", "ki67", "gleason",
    "isup",
    "pirads", "birads", "lirads", "tirads", "rads", "child", "pugh", "meld", "bclc", "asa", "mutation", "mutated",
    "mutant", "idh", "egfr", "kras", "braf", "alk", "mgmt", "brca", "msi", "invasion", "infiltration", "node", "nodes",
    "nodal", "lymph", "margin", "size", "diameter", "tumour", "tumor", "lesion", "location", "localisation",
    "localization", "side", "laterality", "lobe", "symptom", "symptoms", "pain", "bleeding", "hypertension", "diabetes",
    "comorbidity", "charlson", "family", "history", "treatment", "therapy", "chemo", "chemotherapy", "radiotherapy",
    "surgery", "marker", "ca125", "psa", "cea", "afp", "bmi", "differentiation", "necrosis", "enhancement", "oedema",
    "edema", "haemorrhage", "hemorrhage", "cyst", "cystic", "hepatitis", "cirrhosis", "fibrosis", "risk", "category",
    "score", "burden", "metastasis", "metastases", "multifocal", "focality", "number", "t", "n", "m", "status",
    "stadium",
  ]

  private static let people: Set<String> = [
    "patient", "patients", "subject", "case", "participant", "person", "proband", "pat", "pseudonym", "mrn", "pid",
    "ptid",
    "patid", "patientid", "subjectid", "caseid", "patientnr", "patientno", "patientennummer", "patienten", "fallnummer",
    "individual", "animal", "mouse", "환자번호", "환자", "등록번호",
  ]
  /// Words that name a person only together with one of ``numbers``, because they may name something else.
  private static let registers: Set<String> = ["pt", "study", "hospital", "record", "chart", "registration", "medical"]
  private static let numbers: Set<String> = [
    "id", "no", "nr", "num", "number", "nummer", "code", "key", "name", "uid", "identifier", "hash", "label",
  ]

  /// Whether the name identifies a patient, such as `Patient_ID`, `PatientName`, `subject no.`, `participant`.
  package var isPatient: Bool {
    let rest = words.filter { !ColumnName.numbers.contains($0) }
    if rest.isEmpty || !rest.allSatisfy({ ColumnName.people.contains($0) || ColumnName.registers.contains($0) }) {
      return false
    }
    return rest.contains(where: ColumnName.people.contains) || rest.count < words.count
  }

  /// Whether the name is that of a scale whose lowest number is 1 by convention: grades of differentiation, stages,
  /// sexes.
  package var countsFromOne: Bool {
    has([
      "grade", "grading", "gradus", "differentiation", "differenzierung", "sex", "gender", "geschlecht", "sexe",
      "gleason",
      "isup", "stage", "figo", "stadium", "stade", "ajcc", "tirads", "pirads", "lirads", "asa", "side", "laterality",
    ]) && !has(["toxicity", "ctcae", "oedema", "edema", "reflux", "pain", "hydronephrosis", "adverse"])
  }

  /// Whether the name is that of a group made by the study's design: pairs, blocks, strata, folds.
  package var isOfDesign: Bool {
    has([
      "pair", "pairs", "block", "match", "matched", "set", "stratum", "strata", "family", "batch", "fold", "arm",
      "week",
      "visit", "year", "month", "day", "date", "center", "centre", "age",
    ])
  }

  /// Whether the name is that of a calculated feature: words of radiomics, or voxels and volumes.
  package var isOfFeature: Bool {
    has([
      "shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm", "voxel", "voxels", "pixel", "pixels", "volume",
      "energy", "area",
    ])
  }

  /// Whether the name is that of a number that identifies a patient or a date.
  package var isNumbering: Bool {
    has(["mrn", "accession", "date", "pid", "nr"])
      || ["id", "number", "no"].contains { $0 == words.last }
        && has(["patient", "case", "record", "study", "subject", "hospital", "chart", "registration"])
      || words == ["id"]
  }

  /// Whether the name may be that of a number of records, so that whole numbers which differ in every patient are
  /// asked about: `N° dossier`, `Aufnahmenr`, `chartno`, `NHS_number`.
  package var mayBeNumbering: Bool {
    let last = words.last ?? ""
    return ["id", "no", "nr", "num", "number", "nummer", "numero", "número", "numéro", "code", "codice", "código"]
      .contains(last)
      || has([
        "dossier", "aktenzeichen", "record", "records", "nhc", "hn", "ipp", "nhs", "expediente", "cartella", "barcode",
        "numero", "número", "numéro", "codice", "código", "matricule", "aufnahmenummer", "fallnummer", "krankenakte",
      ])
      || ["nr", "nummer", "no", "num"].contains { last.count >= 5 && last.hasSuffix($0) && !last.hasSuffix("mono") }
  }

  /// Whether the name is that of a time from the beginning of a study or its first patient: `days_since_start`.
  package var isTimeOfRecruitment: Bool {
    has(["days", "weeks", "months", "day", "week", "month", "tage", "wochen", "monate", "jours", "mois"])
      && has(["since", "from", "after", "seit", "depuis"])
      && has([
        "start", "begin", "beginning", "first", "opening", "recruitment", "enrolment", "enrollment", "studienbeginn",
      ])
  }

  /// Whether the name is that of a time of birth.
  package var isOfBirth: Bool { has(["birth", "born", "birthyear", "yob", "geburt", "geburtsjahr", "naissance"]) }

  /// Whether the name says that it holds a date.
  package var isOfDay: Bool { has(["date", "datum"]) || words.contains(where: ColumnName.isJoinedDate) }

  /// Whether one word joins an occasion and its date: `examdate`, `MRIDATE`; not `candidate`.
  private static func isJoinedDate(_ word: String) -> Bool {
    word.hasSuffix("date") && occasions.contains(String(word.dropLast(4)))
  }
  private static let occasions: Set<String> = [
    "exam", "scan", "mri", "mr", "ct", "pet", "visit", "study", "birth", "op", "surgery", "admission", "start", "end",
    "acq", "acquisition", "diag", "diagnosis", "biopsy", "image", "imaging", "treatment", "rt", "enrolment",
    "enrollment",
    "consent", "inclusion", "registration", "series", "event", "entry",
  ]

  /// Whether programs give this name to a column of row numbers.
  package static func isRowIndex(_ name: String) -> Bool {
    let plain = name.lowercased()
    return plain.hasPrefix("unnamed: ") || plain.hasPrefix("unnamed:") || plain.isEmpty
      || [
        "index", "x", "x1", "rownames", "row.names", "rowname", "row", "rowid", "row_id", "row_number", "rownumber",
        "level_0", "v1",
        "...1", "no", "no.", "nr", "nr.", "#", "연번", "번호", "lfd. nr.", "lfdnr",
      ].contains(
        plain)
      || plain.hasPrefix("...") && Int(plain.dropFirst(3)) != nil
  }
}
