/// Words of ``ColumnName/isOfLateCourse``.
enum LateWords {
  static let endpoints: Set<String> = [
    "os", "pfs", "pfs2", "dfs", "rfs", "efs", "dss", "css", "ffs", "lrfs", "lrpfs", "lfs", "mfs", "dmfs", "bfs", "cfs",
    "llr",
    "lrc", "lc", "lrr", "tte", "ttp", "ttr", "ttf", "ned", "awd", "cod", "bor", "dor", "dcr", "orr", "ott", "lr", "dm",
    "ddn",
    "relapse", "recurrence", "progression", "death", "dfi", "brfs", "ttlr", "mpr", "rec", "surv", "dcd",
  ]
  /// Those that have another meaning when they stand alone.
  static let ambiguousEndpoints: Set<String> = [
    "os", "ttp", "ttr", "ttf", "cod", "lr", "dm", "css", "lc", "llr", "cfs", "dor", "dcr", "bfs", "lfs", "dfs", "pfs",
    "efs",
    "rfs", "rec", "surv", "mpr", "dfi",
  ]
  static let recorded: Set<String> = [
    "month", "months", "mo", "mos", "m", "time", "days", "day", "d", "y", "yr", "yrs", "year", "years", "weeks",
    "event",
    "status", "stat", "date", "cens", "censor", "censored", "free", "flag", "indicator", "duration", "code", "site",
    "yn", "monate", "mois", "tage", "jours",
  ]
  static let treatments: Set<String> = [
    "ct", "rt", "crt", "ccrt", "chemo", "chemotherapy", "radiotherapy", "radiation", "ctx", "rtx", "tx", "therapy",
    "treatment", "chimio", "chimiotherapie", "therapie", "chemotherapie", "strahlentherapie", "hormone", "hormonal",
    "immunotherapy", "io", "surgery", "regimen", "brachy", "brachytherapy",
  ]
  /// Treatments whose name behind "post" is no word of imaging: a "post CT" may be one after contrast medium.
  static let unmistakable: Set<String> = [
    "rt", "crt", "ccrt", "rct", "nact", "nac", "nat", "nct", "chemo", "chemotherapy", "radiotherapy", "radiation",
    "ctx",
    "rtx", "tx", "therapy", "treatment", "surgery", "op", "operation", "resection", "tace", "brachy", "brachytherapy",
    "induction", "hysterectomy", "prostatectomy", "therapie", "bestrahlung", "radiochemotherapie", "traitement",
    "chirurgie",
    "chimio", "radiochimio",
  ]
  static let stay: Set<String> = [
    "clavien", "dindo", "complication", "complications", "reintervention", "readmit", "reop", "rehospitalisation",
    "rehospitalization", "relaparotomy",
  ]
  static let ofSpecimen: Set<String> = [
    "t", "n", "m", "tnm", "stage", "staging", "crm", "cr", "response", "margin", "margins", "nodes", "ln", "grade",
    "size",
    "diagnosis", "tstage", "nstage", "lvi", "lvsi", "pni", "ene", "ece",
  ]
  static let ofToxicity: Set<String> = [
    "gi", "gu", "rtog", "rectal", "bladder", "fistula", "effects", "skin", "grade3",
  ]
  static let portions: Set<String> = [
    "dose", "dosis", "strahlendosis", "gesamtdosis", "duration", "cycle", "cycles", "zyklen", "fractions", "fraktionen",
  ]
  static let given: Set<String> = [
    "completed", "completion", "received", "tolerated", "given", "compl", "break", "breaks", "gap", "gaps", "erhalten",
    "applied", "actual",
    "delivered", "recu", "recue", "recus", "recues", "delivree", "delivrees", "administered", "verabreicht",
    "verabreichte",
    "appliziert", "applizierte",
  ]
  static let placesOfFailure: Set<String> = [
    "distant", "local", "locoreg", "locoregional", "regional", "treatment", "biochemical", "biochem", "marginal",
  ]
  static let stops: Set<String> = [
    "interruption", "interruptions", "discontinued", "discontinuation", "interrupted",
  ]
  static let breathing: Set<String> = [
    "rate", "disease", "gated", "gating", "phase", "motion", "failure", "arrest", "sys", "system",
  ]
  static let measured: Set<String> = [
    "suv", "suvmax", "suvmean", "suvpeak", "adc", "mtv", "tlg", "ktrans", "psa", "cea", "ca125", "scc", "volume", "vol",
    "size", "diameter", "tumour", "tumor", "ldh", "ctdna",
  ]
  /// German, French and romanised Korean words.
  static let whole: Set<String> = [
    "deces", "exitus", "tod", "lebt", "progress", "progredienz", "rechute", "nouvelles", "expire", "expired",
    "recur", "reprise", "mortalite",
    "evolutif", "fallecimiento", "recaida", "vivant", "vivants", "dcd", "reponse",
  ]
  static let starts = [
    "zgon", "wznow", "resektionsstatus", "todes", "gestorben", "sterbe", "nachbeobacht", "nachsorge", "komplikation",
    "beobachtungs", "saengjon", "jaebal",
    "samang", "chujeok", "regressionsgrad", "deced",
    "censor", "metachron", "adjuvante", "recidiv",
  ]
  static let inside = [
    "tumorrest", "resttumor", "rezidiv", "uberleb", "ueberleb", "tumorregress", "ansprechen", "remission",
    "wundheilung", "therapieerfolg",
  ]
}
