// Features by the definitions of the Image Biomarker Standardisation Initiative.
import ApusRadiomics

let ibsi = IBSISettings(
  resampling: IBSIResampling(spacing: [2, 2, 2]),
  resegmentation: Resegmentation(range: -500...400),
  binning: .fixedBinNumber(32),
  selection: IBSISelection(families: [.morphology, .statistics, .glcm], aggregations: [.volumeMerged]))

let features = try extractFeatures(
  image: readVolume("ct.nii.gz"), mask: readMask("tumour.nii.gz"), settings: ExtractionSettings(ibsi: ibsi))
print(features.columns.count, "features")
