import Records
import StudyFiles

/// The clinical table as far as it can be read, with every fault of it instead of the first alone.
package struct CohortReading {
  /// The patients; `nil` if a column is absent that the study file names. A row without an id of its own is left out.
  package private(set) var cohort: ClinicalCohort?
  /// What stops the study.
  package private(set) var faults: [any Error] = []

  /// Reads the clinical table of a study.
  package init(of study: StudyFile, honouring decisions: ReviewDecisions = .none) {
    let file = study.path(of: study.cohort.table)
    let whole: CSVTable
    do throws(TableError) { whole = try CSVTable(reading: file) } catch {
      faults = [StudyRunError.table(error)]
      return
    }
    let absent = Set(study.namedColumns.map(\.column)).filter { whole.position(of: $0) == nil }
    faults += absent.sorted().map {
      StudyRunError.table(TableError(file: file, problem: .noColumn($0, columns: whole.columns)))
    }
    var table = whole
    if let at = whole.position(of: study.cohort.id) {
      let own = whole.rowsWithOwnID(at: at, file: file)
      faults += own.faults.map { StudyRunError.table($0) }
      table = whole.keeping(own.rows)
    }
    guard absent.isEmpty else {
      // Which outcomes there are does not depend on other columns.
      let intake = CohortIntake(study: study, table: table, decisions: decisions)
      faults += [intake.absentOutcome(file: file), intake.otherSpellings(file: file)].compactMap(\.self)
      return
    }
    do {
      let cohort = try ClinicalCohort(of: study, table: table, file: file, honouring: decisions)
      faults += cohort.misfits
      self.cohort = cohort
      try decisions.check(patients: cohort.ids, series: study.series.map(\.name))
    } catch let error as TableError {
      faults.append(StudyRunError.table(error))
    } catch {
      faults.append(error)
    }
  }
}
