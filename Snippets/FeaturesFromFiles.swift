// Features of the region in two files, by PyRadiomics' definitions.
// snippet.hide
// Built with the package, not run: the files are the reader's.
// snippet.show
import ApusRadiomics

let settings = try ExtractionSettings(parameterFile: "params.yaml")
let patient = ExtractionCase(image: "patient-7/T1", mask: "patient-7/RS.dcm", roi: "GTV")
let features = try patient.extract(settings, workers: 2)

for (column, value) in zip(features.columns, features.values) {
  switch value {
  case .defined(let number): print(column, number)
  case .undefined(let reason): print(column, "has no value:", reason)
  }
}
