import Cohorts
import Results

/// What `apus study check` finds: everything known before a feature is computed that keeps a study, or one of its
/// patients, from its results.
package struct StudyCheck: Codable, Sendable {
  /// Why the study would be refused as a whole; each is file, cause and next step.
  package var refusals: [String] = []
  /// Patients with a problem or a remark, in the order of the table.
  package var patients: [PatientCheck] = []
  /// What concerns several patients, or the study: open questions of the export, doubts about the table, signs of
  /// leaks.
  package var findings: [Finding] = []
  /// Rows of the clinical table.
  package var screened = 0
  /// Patients whom the study file or the table excludes.
  package var excluded = 0
  /// Patients who can be analysed, by outcome.
  package var usable = InclusionFlow.ClassCounts(events: 0, nonEvents: 0)
  /// What the run will cost; `nil` if no patient can be opened, or the features come from a table.
  package var estimate: CheckEstimate?

  /// Patients who would be left out for a fault of their files or of their row.
  package var failing: [PatientCheck] { patients.filter { !$0.problems.isEmpty } }

  /// Whether the run would use every patient whom the study does not exclude.
  package var isComplete: Bool { refusals.isEmpty && failing.isEmpty }
}

/// One patient of a check.
package struct PatientCheck: Codable, Sendable {
  /// The id of the clinical table.
  package let id: String
  /// Every reason for which the patient would be left out, with file, cause and next step.
  package var problems: [String] = []
  /// What should be looked at, although the patient can be used.
  package var remarks: [String] = []
}

/// The cost of a run as far as a check can tell, from one patient whose features were computed.
package struct CheckEstimate: Codable, Sendable {
  /// Patients whose features will be computed.
  package let patients: Int
  /// Seconds of one thread for one patient: reading, contours and features.
  package let secondsPerPatient: Double
  /// Threads at work.
  package let threads: Int
  /// Largest memory of the check, in MB; the run needs as much and more.
  package let megabytes: Double
  /// Size of the table of features on disk, in MB.
  package let tableMegabytes: Double

  /// Seconds for the features of all patients.
  package var seconds: Double { secondsPerPatient * Double(patients) / Double(max(1, threads)) }
}
