extension LeakFinding {
  fileprivate static let oversampling =
    "Oversampling before the split brings test patients into training. If it was done, give the table without such rows; the "
    + "study oversamples inside each training set (learning in the study file)."

  var aboutRows: (String, String) {
    switch self {
    case .repeatedPatients(let examples, let patients):
      (
        "Are some rows the same patient? "
          + (patients == 1 ? "The id of one patient occurs" : "The ids of \(patients) patients occur")
          + " with several endings: \(examples.joined(separator: "; ")).",
        "If one lesion or visit of a patient is in training and another in test, a model can recognise the patient. "
          + "Write the patient into a column of the clinical table and give cohort: {group: COLUMN} in the study file; "
          + "the split then keeps the rows of a patient together."
      )
    case .alikeStems(let examples, let patients, let likeness):
      (
        "Are some rows the same patient? \(patients) ids occur several times with only one part different: "
          + "\(examples.joined(separator: "; ")).",
        "The \(likeness) more similar in rows with such ids than chance would make them. If two regions, visits, "
          + "slices or copies of one patient are in training and test, a model can recognise the patient. If so, write "
          + "the patient into a column of the clinical table and give cohort: {group: COLUMN} in the study file. If "
          + "instead each group is a small site, hold sites out."
      )
    case .repeatedColumn(let name, let values, let all):
      (
        "Are some rows the same patient? The column \"\(name)\" holds \(values) values in \(all) rows.",
        "Its values repeat as the names of patients with several rows do. If it names the patient, give cohort: "
          + "{group: \(name)} in the study file; every split and every inner fold then keeps the rows of a patient "
          + "together."
      )
    case .copiedRows(let rows, let count):
      (
        "Is the same patient in several rows? \(count) \(count == 1 ? "group of rows has" : "groups of rows have") the same number in "
          + "every feature: \(rows.joined(separator: "; "))\(count > rows.count ? " and \(count - rows.count) more" : "").",
        "Two different patients do not share so many measurements, so these rows are copies, or their gaps were filled with "
          + "the same numbers. Keep one row of each patient, or give cohort: {group: COLUMN}."
      )
    case .equalCells(let pairs, let count, let columns, let all):
      (
        "Is the same patient in several rows? \(count) \(count == 1 ? "pair of rows has" : "pairs of rows have") "
          + "exactly equal numbers: \(pairs.joined(separator: "; ")).",
        "They are equal in up to \(columns) of \(all) columns in which hardly any two patients are equal. Two "
          + "different patients do not share such numbers, so one row, or one series of it, is a copy. Keep one row of "
          + "each patient, or give cohort: {group: COLUMN}."
      )
    case .nearDuplicates(let pairs, let count):
      (
        "Was the same patient measured twice? \(count) \(count == 1 ? "group of rows is" : "groups of rows are") far "
          + "more similar than others: \(pairs.joined(separator: "; ")).",
        "If one of two measurements of a patient is in training and the other in test, the test is not independent. "
          + "Keep one row of each patient, or give cohort: {group: COLUMN}."
      )
    case .alikeNeighbours(let pairs, let count, let all, let order):
      (
        "Are neighbouring rows the same patient? \(count) of \(all) rows have nearly the nearest features, and the outcome, "
          + "of the row that follows \(order == .table ? "in the clinical table" : "by the number in the id"): "
          + "\(pairs.joined(separator: "; ")).",
        "Lesions or visits of a patient that were listed one after another look like this. If one is in training and the "
          + "other in test, a model can recognise the patient. If so, write the patient into a column of the clinical table "
          + "and give cohort: {group: COLUMN} in the study file."
      )
    case .mixtures(let ids, let count):
      (
        "Were rows made from other rows? The features of \(count) \(count == 1 ? "row lie" : "rows lie") between "
          + "those of two others: \(ids.joined(separator: ", ")).",
        "Oversampling (SMOTE) or averaging before the split brings test patients into training. Give the table "
          + "without such rows; the study oversamples inside each training set (learning in the study file)."
      )
    case .mixturesOfClass(let ids, let count):
      (
        "Were rows made from other rows of their class? \(count) rows lie between two neighbours with the same outcome: "
          + "\(ids.joined(separator: ", ")).",
        "Hardly any row lies between two neighbours with the other outcome, and chance would make both equally often. "
          + LeakFinding.oversampling
      )
    case .copiesOfClass(let ids, let count):
      (
        "Are rows copies of rows of their class? \(count) rows are much nearer to one row with the same outcome than to all "
          + "others: \(ids.joined(separator: ", ")).",
        "Rows with the other outcome are hardly ever so near, and chance would make both equally often. These may be copies "
          + "with noise, or lesions, visits or readers of one patient; then give cohort: {group: COLUMN}. "
          + LeakFinding.oversampling
      )
    case .unrelatedRows(let ids, let count):
      (
        "Were rows made by adding noise? In \(count) rows of one class the features are not related to each other as in all "
          + "other rows: \(ids.joined(separator: ", ")).",
        "The other rows of the class do not differ from those of the other class in that, so there are two separate groups. "
          + "Smoothed oversampling (ROSE) leaves such rows; another scanner or program can too. "
          + LeakFinding.oversampling
      )
    default: withoutWords
    }
  }

  var aboutPatients: (String, String) {
    switch self {
    case .exclusionByOutcome(let cause, let events, let nonEvents):
      (
        "The exclusions for \"\(cause)\" differ by outcome: \(events) events and \(nonEvents) non-events were "
          + "excluded.",
        "The rate of exclusion differs between the classes (Fisher's exact test, p < .001). Was the outcome known "
          + "when these patients were excluded? State the reason, and report the analysis with them as well."
      )
    case .misfitsExcluded(let patients, let auc):
      (
        "Were patients excluded because they do not fit? A model of the analysed patients has an AUC of only "
          + "\((auc * 100).rounded() / 100) among the \(patients) excluded ones who have features and an outcome.",
        "Far below .5, it is wrong about them more often than chance would make it (p < .001). If the exclusions followed "
          + "results, the performance is that of the patients who were easy. State who decided on the exclusions and "
          + "when, and report the analysis with these patients as well."
      )
    case .tooGood(let rows):
      (
        "Is this too good to be true? The 95 % confidence interval of the AUC lies above .95: "
          + "\(rows.joined(separator: ", ")).",
        "Models of images hardly ever separate patients that well. First check for every column that it was known "
          + "before the outcome, and for every test patient that they are not in training under another id."
      )
    default: withoutWords
    }
  }
}
