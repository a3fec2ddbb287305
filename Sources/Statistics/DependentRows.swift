/// The rule for several rows of one patient: they are not independent, so an interval or test that takes rows as
/// patients is too sure.
///
/// AUCs and their differences have a variance over patients (Obuchowski 1997, doi 10.2307/2533958). Whatever has no
/// such form keeps its estimate and loses interval and test, with this reason. Studies, `apus validate` and `apus
/// compare` ask here.
public enum DependentRows {
  /// Why intervals and tests of independent rows are withheld; `nil` where every row is a patient of its own.
  /// - Parameter clusters: the patient of each row; `nil` if rows are independent.
  public static func reason(_ clusters: [Int]?) -> UndefinedReason? {
    guard let clusters, Set(clusters).count < clusters.count else { return nil }
    return .rowsOfPatients
  }

  /// The number of patients with an outcome, or of rows where every row is a patient.
  public static func count(_ wanted: Bool, _ outcomes: [Bool], clusters: [Int]?) -> Int {
    guard let clusters else { return outcomes.count { $0 == wanted } }
    return Set(zip(clusters, outcomes).filter { $0.1 == wanted }.map(\.0)).count
  }
}
