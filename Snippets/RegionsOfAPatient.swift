// Which series and regions a folder of DICOM files holds, then the features of one region on one series.
// snippet.hide
// Built with the package, not run: the files are the reader's.
// snippet.show
import ApusRadiomics

let found = inspect("patient-7")
for series in found.series { print(series.folder, series.modality, series.description, series.fileCount, "files") }
for structures in found.structureSets { print(structures.file, structures.roiNames) }
for problem in found.problems { print(problem.description) }

let patient = ExtractionCase(image: "patient-7/T1", mask: "patient-7/RS.dcm", roi: "GTV", between: .fill)
do throws(CaseFailure) {
  let features = try patient.extract(ExtractionSettings.pyradiomicsDefaults)
  print(features.region.voxels, "voxels,", features.region.volume / 1000, "ml")
  // How the contours were read, such as slices that were filled; then what is unusual about the region.
  for note in features.maskNotes ?? [] { print("note:", note) }
  for warning in features.warnings { print("note:", warning) }
} catch {
  print(error)
}
