import Execution
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
    ["last", "visit"], ["disease", "free"], ["recurrence", "free"], ["relapse", "free"], ["progression", "free"],
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
  private var isPathologicalStage: Bool { ColumnName.pathologicalStage.isIn(name) }
  private static let pathologicalStage = Pattern(/(^|[^A-Za-z])p(T|N|TNM|TN)([^a-z]|$|stage|status)/)

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
  private var isOfLoG: Bool { ColumnName.log.isIn(name) }
  private static let log = Pattern(/(^|[^A-Za-z])LoG([^a-z]|$)/)

  /// Whether something was measured in a week or month after the start: `vol_week5`, `PSA_month6`; or is a change of
  /// size: `delta_volume`.
  private var isDuringTreatment: Bool {
    if has(["delta", "change"]), has(["volume", "vol", "size", "diameter"]), !isCalculated { return true }
    guard words.count > 1, !has(["gestational", "pregnancy", "birth", "planned"]) else { return false }
    return words.contains { ColumnName.numberedWeek.isWhole($0) }
  }
  private static let numberedWeek = Pattern(/(week|wk|month)[1-9][0-9]*/)

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
    if words.contains(where: { ColumnName.numberedEndpoint.isWhole($0) }) { return true }
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
    return words.contains { ColumnName.laterTime.isWhole($0) }
  }
  private static let laterTime = Pattern(/[0-9]+(months?|mo|weeks?|wks?)|fu[0-9]+/)
  private static let numberedEndpoint = Pattern(/(os|pfs|dfs|rfs|efs|dss)\d+/)

  /// Whether the whole name is that of the outcome or of a model's output.
  package var isOfResult: Bool {
    let outcomes: Set<String> = ["label", "labels", "target", "class", "gt", "outcome", "outcome2", "outcomes"]
    if has(["endpoint", "endpunkt", "zielvariable", "zielgröße", "zielgroesse"]),
      !has(["distance", "angle", "position"])
    {
      return true
    }
    if isDiagnosisItself || isOfModelOutput { return true }
    if words.count == 1 { return has(outcomes) }
    return words == ["y", "true"] || words == ["ground", "truth"]
      || ["event flag", "group label", "outcome flag"].contains(joined)
  }

  /// Whether the whole name is that of a model's output: `rad_score`, `signature_score`, `model_output`, `pred`.
  package var isOfModelOutput: Bool {
    let outputs: Set<String> = [
      "radscore", "nomogram", "logit", "predicted", "prediction", "probability", "prob", "proba", "signature", "pred",
    ]
    if words.count == 1, has(outputs) { return true }
    return [
      "rad score", "radiomics score", "radiomics signature", "signature score", "risk score", "model output",
      "model score", "y pred", "pred prob", "pred score", "linear predictor", "lp", "logit score", "nomogram points",
      "nomogram score",
    ]
    .contains(joined) || has(["radscore"])
  }

  /// Whether the whole name is that of a diagnosis, which is a result where it says malignant or benign, and a factor
  /// where it is a histology.
  package var isOfDiagnosis: Bool {
    [["pathology"], ["pathology", "diagnosis"], ["biopsy", "result"]].contains(words)
  }
}
