// A cohort goes on past a patient whose files cannot be used; the program decides by the type of the cause.
import ApusRadiomics

let cohort = try ExtractionTable(reading: "cohort.csv")
for patient in cohort.cases {
  do throws(CaseFailure) {
    let features = try patient.extract()
    for warning in features.warnings { print(patient.image, "note:", warning) }
  } catch {
    switch error.cause {
    case .file(let cause): print("a file of", patient.image, "cannot be used:", cause.kind)
    case .region(.needsROI(_, let known, _)): print("choose one of", known)
    case .extraction(.processing(.regionIsEmpty)): print("the region of", patient.image, "has no voxel")
    default: print(error)
    }
  }
}
