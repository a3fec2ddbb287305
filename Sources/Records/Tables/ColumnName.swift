import Foundation

/// The words in the name of a column, which tell what it probably holds.
package struct ColumnName {
  private let name: String
  private let plain: String
  /// Words in lower case, separated at signs and where a lower-case letter meets a capital.
  package let words: [String]

  package init(_ name: String) {
    self.name = name
    plain = name.precomposedStringWithCanonicalMapping.lowercased()
    var words = [""]
    var previous: Character = " "
    for letter in name {
      if !(letter.isLetter || letter.isNumber) {
        words.append("")
      } else {
        if letter.isUppercase, previous.isLowercase, !words[words.count - 1].lowercased().elementsEqual("yp") {
          words.append("")
        }
        words[words.count - 1].append(letter)
      }
      previous = letter
    }
    self.words = words.filter { !$0.isEmpty }.map { $0.lowercased() }
  }

  func has(_ names: Set<String>) -> Bool { words.contains(where: names.contains) }
  private var joined: String { words.joined(separator: " ") }

  private static let after: Set<String> = [
    "followup", "fu", "survival", "survived", "survivor", "os", "pfs", "dfs", "rfs", "efs", "dss", "lrfs", "dmfs",
    "mfs",
    "recurrence", "recurred", "recurrent", "relapse", "relapsed", "progression", "progressed", "response",
    "responder", "recist", "pcr", "rcb", "trg", "mandard", "death", "dead", "died", "deceased", "adjuvant", "outcome",
    "yptnm", "salvage", "toxicity", "lrc", "dod", "alive", "censor", "censored", "dworak", "downstaging", "nadir",
    "r0", "recur", "mpcr", "remission", "mortality", "orr", "shrinkage", "ctcae", "complications", "hospice",
    "reoperation", "nonresponder", "nonresponders", "readmission", "readmitted", "interim", "suivi", "cens", "bcr",
    "restaging", "tox",
  ]
  /// Words that name something in the image or the body if the name also has a word of ``imaged``.
  private static let ambiguous: Set<String> = [
    "response", "dead", "alive", "os", "dfs", "pfs", "efs", "rfs", "recurrence", "bcr",
  ]
  private static let imaged: Set<String> = [
    "texture", "volume", "map", "tissue", "children", "ms", "type", "ratio", "adc", "glcm", "firstorder", "abl",
    // Filters have responses.
    "sigma", "wavelet", "gabor", "laws", "lbp", "filter", "filtered", "kernel", "gradient", "laplacian", "hessian",
    "contrast", "cell", "cells", "riesz", "impulse", "frequency", "band", "step", "shape", "glrlm", "glszm", "gldm",
    "ngtdm", "haralick", "amplitude", "fmri", "hrf", "bold", "immune",
  ]
  private static let contrast: Set<String> = [
    "t1", "ce", "gd", "contrast", "dce", "dwi", "image", "mri", "series", "menopausal", "void", "traumatic", "prandial",
    "scar", "gadolinium",
  ]
  private static let innocent: Set<String> = [
    "planned", "prescribed", "risk", "predicted", "probability", "expected", "rate", "prior", "previous", "history",
    "family", "intended", "baseline", "protocol", "pretreatment", "pre", "space", "gene", "expr", "expression",
    "hysterectomy",
  ]
  private static let pairs: [Set<String>] = [
    ["local", "control"], ["locoregional", "control"], ["locoregional", "failure"], ["regional", "failure"],
    ["local", "failure"],
    ["treatment", "failure"], ["second", "line"], ["tumour", "regression"],
    ["tumor", "regression"],
    ["time", "surgery"], ["resection", "status"], ["resection", "margin"], ["resection", "margins"],
    ["surgical", "margin"], ["surgical", "margins"], ["surgery", "margin"], ["margin", "positive"],
    ["margin", "status"], ["op", "margin"], ["op", "margins"], ["excision", "margin"], ["excision", "margins"],
    ["margins", "positive"], ["margins", "involved"], ["stable", "disease"], ["distant", "mets"],
    ["distant", "metastasis"], ["miller", "payne"], ["months", "followed"], ["last", "seen"], ["last", "contact"],
    ["last", "visit"],
    ["letzter", "kontakt"], ["final", "diagnosis"],
    ["pathology", "result"], ["second", "surgery"], ["length", "stay"], ["pathological", "stage"],
    ["pathologic", "stage"], ["pathologic", "t"], ["pathologic", "n"], ["pathological", "t"], ["pathological", "n"],
    ["pathological", "response"], ["pathologic", "response"], ["mets", "2y"], ["mets", "5y"],
    ["mid", "treatment"], ["during", "treatment"], ["during", "therapy"], ["during", "rt"], ["during", "chemotherapy"],
    ["during", "radiotherapy"], ["nodes", "positive", "surgery"], ["consolidation", "chemo"],
    ["consolidation", "chemotherapy"], ["maintenance", "therapy"], ["maintenance", "chemo"], ["rt", "completed"],
    ["treatment", "completed"], ["therapy", "completed"], ["chemo", "completed"], ["icu", "stay"],
    ["metastases", "later"], ["metastasis", "later"], ["mets", "later"], ["new", "lesions"], ["new", "lesion"],
    ["ctdna", "clearance"], ["boost", "given"], ["palliative", "care"], ["treatment", "changed"],
    ["therapy", "changed"], ["regimen", "changed"], ["treatment", "switched"], ["therapy", "switched"],
    ["regimen", "switched"],
  ]
  /// Neighbouring words that name a molecule, a part of a gene or the place of a study, and nothing that happened.
  private static let biological: Set<[String]> = [
    ["death", "receptor"], ["death", "receptors"], ["death", "ligand"], ["death", "domain"], ["programmed", "death"],
    ["os", "calcis"], ["os", "sacrum"], ["os", "ilium"], ["os", "coxae"], ["recurrent", "laryngeal"],
    ["recurrent", "nerve"], ["recurrence", "score"], ["response", "element"], ["response", "elements"],
    ["outcome", "site"],
  ]
  /// The words without those of molecules.
  private var wordsOfEvents: [String] {
    words.indices.filter { at in
      let sides = [at - 1, at].filter { $0 >= 0 && $0 + 1 < words.count }
      return !sides.contains { ColumnName.biological.contains([words[$0], words[$0 + 1]]) }
    }.map { words[$0] }
  }
  private static let events: Set<String> = [
    "death", "progression", "recurrence", "relapse", "event", "failure", "last", "metastasis",
  ]

  /// Beginnings of German, French, Spanish and Italian words for survival, recurrence, death, follow-up and response.
  private static let foreignStems = [
    "überleb", "ueberleb", "rezidiv", "nachsorge", "verstorb", "todesdat", "todesurs", "ansprechen", "survie",
    "récidiv",
    "recidiv", "décès", "décéd", "réponse", "supervivencia", "sobrevida", "seguimiento", "recurrencia", "recaída",
    "recaida",
    "zensiert", "muerte", "fallec", "respuesta", "sopravvivenza", "decesso", "risposta",
  ]
  /// The same in Korean, Chinese and Japanese, which do not separate words.
  private static let foreignSigns = [
    "생존", "재발", "사망", "추적", "치료반응", "치료 반응", "生存", "复发", "復發", "再発", "死亡", "随访", "隨訪", "追跡", "奏効",
  ]

  private var isForeignAfterwards: Bool {
    let words = plain.split { !($0.isLetter || $0.isNumber) }
    return words.contains { word in ColumnName.foreignStems.contains { word.hasPrefix($0) } }
      || ColumnName.foreignSigns.contains { plain.contains($0) }
  }

  /// Whether the name is a pathological stage, determined after surgery: `pT`, `pN`, `pTNM`, `pT_stage`.
  private var isPathologicalStage: Bool { name.contains(/(^|[^A-Za-z])p(T|N|TNM|TN)([^a-z]|$|stage|status)/) }

  /// Whether one word joins an endpoint and what was recorded of it: `OSmonths`, `pfsevent`, `LastContact`.
  private var isJoinedEndpoint: Bool {
    let joined = words.joined()
    guard joined.utf8.count <= 24 else { return false }
    return ColumnName.endpoints.contains { endpoint in
      joined.hasPrefix(endpoint) && ColumnName.recorded.contains(String(joined.dropFirst(endpoint.count)))
    } || ["lastcontact", "lastfollowup", "lastfu", "lastvisit"].contains(joined)
  }
  private static let endpoints = [
    "os", "pfs", "dfs", "rfs", "efs", "dss", "ttp", "ttf", "survival", "recurrence", "relapse", "progression", "death",
  ]
  private static let recorded: Set<String> = ["month", "months", "time", "days", "event", "status", "date"]

  /// Whether the name is that of a class of radiomic features.
  private var isCalculated: Bool { has(["shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"]) }

  /// Whether the name says that the image was filtered by the Laplacian of a Gaussian, which is written `LoG`.
  private var isOfLoG: Bool { name.contains(/(^|[^A-Za-z])LoG([^a-z]|$)/) }

  /// Whether something was measured in a week or month after the start: `vol_week5`, `PSA_month6`; or is a change of
  /// size: `delta_volume`.
  private var isDuringTreatment: Bool {
    if has(["delta", "change"]), has(["volume", "vol", "size", "diameter"]), !isCalculated { return true }
    guard words.count > 1, !has(["gestational", "pregnancy", "birth", "planned"]) else { return false }
    return words.contains { $0.wholeMatch(of: /(week|wk|month)[1-9][0-9]*/) != nil }
  }

  /// Whether the name is that of something known only after treatment or together with the outcome.
  package var isOfAfterwards: Bool {
    if words == ["status"] || joined.contains("vital status") { return true }
    if words == ["months"] || words == ["time"] || words == ["event"] || words == ["resp"] { return true }
    if isJoinedEndpoint || isDuringTreatment || isOfCourse { return true }
    if isForeignAfterwards || has(["status"]) && has(["last", "final", "survival", "vital", "disease"]) { return true }
    // Alone, these have a second meaning; see ``mayBeOfAfterwards``.
    if has(["ttp", "ttr", "ttf"]), has(["months", "days", "event", "time"]) { return true }
    // Pathological complete response: "pCR" is separated before its capitals.
    if zip(words, words.dropFirst()).contains(where: { $0 == "p" && $1 == "cr" }) { return true }
    if words.contains(where: { ["ypt", "ypn", "ypstage"].contains(where: $0.hasPrefix) }) || words.starts(with: ["yp"])
      || isPathologicalStage
    {
      return true
    }
    if has(["dose", "cycles", "fractions"]), has(["delivered", "given", "received", "actual", "completed"]) {
      return true
    }
    guard !has(ColumnName.innocent), !joined.contains("neo adjuvant") else { return false }
    if !isCalculated, isOfLateCourse { return true }
    if joined.contains("follow up") || ColumnName.pairs.contains(where: { $0.isSubset(of: words) }) { return true }
    // "CR_PR" names two responses. "post" marks a sample taken afterwards, unless it refers to contrast medium.
    if words.count > 1, words.allSatisfy({ ["cr", "pr", "pd"].contains($0) }) { return true }
    if !isCalculated, isOfPost { return true }
    if words.contains(where: { $0.wholeMatch(of: /(os|pfs|dfs|rfs|efs|dss)\d+/) != nil }) { return true }
    if has(["postop", "postoperative", "posttreatment", "posttherapy"]) { return true }
    if joined.contains("post treatment") || joined.contains("post op") || joined.contains("post therapy") {
      return true
    }
    if has(["time", "days", "months"]), has(ColumnName.events), !has(["period", "menses", "menstrual", "birth"]) {
      return true
    }
    let isOfImage = isOfLoG || has(ColumnName.imaged) || has(["log"])
    let telling = isOfImage ? wordsOfEvents.filter { !ColumnName.ambiguous.contains($0) } : wordsOfEvents
    // 5-FU is a drug, and a PCR of a virus no response.
    let isOther = zip(words, words.dropFirst()).contains { $0 == "5" && $1 == "fu" } || has(ColumnName.assayed)
    return telling.contains { ColumnName.after.contains($0) && !(isOther && ["fu", "pcr"].contains($0)) }
  }
  private static let assayed: Set<String> = [
    "ebv", "hpv", "hbv", "hcv", "hiv", "dna", "rna", "virus", "viral", "covid",
  ]

  private var isOfPost: Bool {
    words.count > 1 && !has(ColumnName.contrast) && (words.last == "post" || words.first == "post" || has(["after"]))
  }

  /// Whether the name has two common meanings, and in one of them is known only afterwards: `TTP` is a time to
  /// progression or, in perfusion imaging, the time to peak, `CR` a complete response, a contrast ratio or creatinine.
  /// Whoever named the column knows, so this is a question and no statement.
  package var mayBeOfAfterwards: Bool {
    if isOfAfterwards { return false }
    if words.count == 1, has(["ttp", "ttr", "ttf", "cr", "pr", "pd"]) { return true }
    if isCalculated, isOfPost || isOfLaterTime { return true }
    if isOfLaterTime, !has(ColumnName.innocent) { return true }
    if mayBeOfCourse || mayBeOfLateCourse { return true }
    if [["residual", "volume"], ["path", "size"], ["hospital", "days"]].contains(words) { return true }
    if words == ["resected"] || words == ["compliance"] { return true }
    // A logarithm of a response, or the response of a Laplacian filter.
    return has(["log"]) && !isOfLoG && !has(ColumnName.imaged) && !has(ColumnName.innocent) && has(ColumnName.ambiguous)
  }

  /// Whether something was measured some months or weeks, or a number of visits, from another time: `suv_3months`,
  /// `adc_fu1`. A loss of weight in six months is known before treatment.
  private var isOfLaterTime: Bool {
    guard words.count > 1, !has(["last", "past", "loss", "since", "birth", "gestational", "old"]) else { return false }
    return words.contains { $0.wholeMatch(of: /[0-9]+(months?|mo|weeks?|wks?)|fu[0-9]+/) != nil }
  }

  /// Whether the whole name is that of the outcome or of a model's output.
  package var isOfResult: Bool {
    let outcomes: Set<String> = ["label", "labels", "target", "class", "gt", "outcome", "outcome2", "outcomes"]
    let outputs: Set<String> = [
      "radscore", "nomogram", "logit", "predicted", "prediction", "probability", "prob", "proba", "signature", "pred",
    ]
    if has(["endpoint", "endpunkt", "zielvariable", "zielgröße", "zielgroesse"]),
      !has(["distance", "angle", "position"])
    {
      return true
    }
    if isDiagnosisItself { return true }
    if words.count == 1 { return has(outcomes) || has(outputs) || isOutput }
    if words == ["y", "pred"] || words == ["y", "true"] || words == ["ground", "truth"] { return true }
    return isOutput
  }

  /// `rad_score`, `signature_score`, `model_output` and similar names.
  private var isOutput: Bool {
    [
      "rad score", "radiomics score", "radiomics signature", "signature score", "risk score", "model output",
      "model score", "y pred", "pred prob", "pred score", "linear predictor", "lp", "logit score", "nomogram points",
      "nomogram score",
      "event flag", "group label", "outcome flag",
    ]
    .contains(joined) || has(["radscore"])
  }

  /// Whether the name is that of a site or a machine.
  package var isSite: Bool {
    // A "device" or "coil" may also be an implant.
    if words.count == 1, has(["device", "coil", "camera", "country"]) { return true }
    return has([
      "site", "centre", "center", "hospital", "institution", "institute", "scanner", "manufacturer", "vendor", "batch",
      "machine", "tesla", "fieldstrength", "clinic", "zentrum", "klinik", "standort", "hôpital", "hopital", "병원", "기관",
      "gerät", "geraet", "hersteller", "krankenhaus", "ospedale", "kvp", "station", "stationname", "inst", "hosp",
      "hospno", "hospcode", "centrecode", "centercode", "sitecode", "siteid", "src", "facility", "campus", "cohort",
      "dataset", "collection", "modelname", "aetitle", "magnet", "ctr", "cntr", "mfr", "softwareversion",
    ]) && !has(ColumnName.anatomical)
  }
  private static let anatomical: Set<String> = [
    "tumor", "tumour", "lesion", "primary", "anatomical", "node", "nodes", "nodal", "lymph", "injection", "biopsy",
    "metastatic", "mass", "gravity",
  ]

  /// Whether the name is one that clinicians know as a property of patient, disease or treatment, so that an
  /// association with the outcome is no surprise.
  package var isClinical: Bool { has(ColumnName.clinical) }
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
