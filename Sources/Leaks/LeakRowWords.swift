extension LeakFinding {
  var aboutRows: (String, String) {
    switch self {
    case .repeatedPatients(let examples, let patients):
      (
        "Are some rows the same patient? The ids of \(patients) patients occur with several endings: \(examples.joined(separator: "; ")).",
        "Two lesions or visits of one patient in training and test let a model recognise the patient. Write the patient into a column "
          + "of the clinical table and give cohort: {group: COLUMN} in the study file; the split then keeps a patient's rows together."
      )
    case .alikeStems(let examples, let patients, let likeness):
      (
        "Are some rows the same patient? \(patients) ids come several times, but for one part: \(examples.joined(separator: "; ")).",
        "The \(likeness) more alike in rows of such ids than chance makes them. Two regions, visits, slices or copies of one patient in training "
          + "and test let a model recognise the patient. If they are, write the patient into a column of the clinical table and give cohort: "
          + "{group: COLUMN} in the study file; if they are patients of one small site, hold sites out."
      )
    case .repeatedColumn(let name, let values, let all):
      (
        "Are some rows the same patient? The column \"\(name)\" holds \(values) values in \(all) rows.",
        "Its values come back as patients do of whom there are several rows. If it is the patient, give cohort: {group: \(name)} in the study file; "
          + "every split and every inner fold then keeps a patient's rows together."
      )
    case .equalCells(let pairs, let count, let columns, let all):
      (
        "Is the same patient in several rows? \(count) \(count == 1 ? "pair of rows shares" : "pairs of rows share") numbers to the last digit: \(pairs.joined(separator: "; ")).",
        "They are equal in up to \(columns) of \(all) columns in which hardly any two patients are. Two patients have no such numbers in common: "
          + "one row, or one series of it, is a copy. Keep one row each, or give cohort: {group: COLUMN}."
      )
    case .nearDuplicates(let pairs, let count):
      (
        "Is the same patient measured twice? \(count) \(count == 1 ? "pair of rows is" : "pairs of rows are") far more alike than others: \(pairs.joined(separator: "; ")).",
        "A second reader's or a repeated measurement of a patient in training and test makes the test none. Keep one row each, or give "
          + "cohort: {group: COLUMN}."
      )
    case .mixtures(let ids, let count):
      (
        "Were rows made from other rows? The features of \(count) \(count == 1 ? "row lie" : "rows lie") between those of two others: \(ids.joined(separator: ", ")).",
        "Oversampling (SMOTE) or averaging before the split puts test patients into training. Give the table without invented rows; "
          + "oversampling belongs inside training (learning in the study file)."
      )
    default: ("", "")
    }
  }

  var aboutPatients: (String, String) {
    switch self {
    case .exclusionByOutcome(let cause, let events, let nonEvents):
      (
        "Patients left out for \"\(cause)\" differ in outcome: \(events) events and \(nonEvents) non-events.",
        "The rate of exclusion differs between the classes (Fisher's exact test, p < .001). Was the outcome known when patients were "
          + "left out? State the reason, and report the analysis with them."
      )
    case .tooGood(let rows):
      (
        "Is this too good to be true? The 95 % interval of the AUC lies above .95: \(rows.joined(separator: ", ")).",
        "Models of images hardly ever separate patients that well. Before it is believed, ask of every column whether it was known "
          + "before the outcome, and of every patient whether they are in training under another id."
      )
    default: ("", "")
    }
  }
}
