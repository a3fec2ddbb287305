// Features of a region, from memory by settings made in code, then from files by a parameter file.
import ApusRadiomics
import Foundation

let phantom = Phantom()

// 1. Volume and Mask, settings in code: the image and its Laplacian of a Gaussian of 2 mm, intensities in 32 bins.
let settings = ExtractionSettings(
  images: [
    ImageRecipe(.original, binning: .fixedBinCount(32)),
    ImageRecipe(.laplacianOfGaussian([GaussianWidth(2)]), binning: .fixedBinCount(32)),
  ],
  selection: FeatureSelection(classes: [.shape, .firstorder, .glcm]))
let features = try extractFeatures(image: phantom.image, mask: phantom.mask, settings: settings)
for (column, value) in zip(features.columns, features.values).prefix(4) {
  switch value {
  case .defined(let number): print(column, number)
  case .undefined(let reason): print(column, "has no value:", reason)
  }
}
print(features.columns.count, "features of", features.region.voxels, "voxels")

// 2. Files and a parameter file, as `apus extract` reads them. A DICOM folder and an RTSTRUCT stand in their places as
//   well.
let folder = FileManager.default.temporaryDirectory.appending(path: "apus-example-\(UUID().uuidString)").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }
try writeNIfTI(phantom.image, to: "\(folder)/image.nii.gz")
try writeNIfTI(
  Volume(grid: phantom.grid, voxels: phantom.mask.voxels.map(Double.init)), to: "\(folder)/mask.nii.gz")
try "setting: {binCount: 32}\nfeatureClass: {shape: , firstorder: , glcm: }\n"
  .write(toFile: "\(folder)/params.yaml", atomically: true, encoding: .utf8)

let single = ExtractionCase(image: "\(folder)/image.nii.gz", mask: "\(folder)/mask.nii.gz")
let fromFiles = try single.extract(ExtractionSettings(parameterFile: "\(folder)/params.yaml"))
let column = "original_glcm_Contrast"
print(column, "from memory and from files:", features[column] == fromFiles[column] ? "equal" : "different")

// 3. An error keeps its type: what is wrong, in which file, and what to do next.
do {
  _ = try ExtractionCase(image: "\(folder)/image.nii.gz", mask: "\(folder)/mask.nii.gz", label: 7).extract()
} catch {
  guard case .file(let cause) = error.cause, case .labelNotFound = cause.kind else { throw error }
  print("refused:", "\(error)".replacingOccurrences(of: folder + "/", with: ""))
}
