// Features of a region in memory, by settings made in code.
import ApusRadiomics

let image = try readVolume("t1.nii.gz")
let tumour = try readMask("tumour.nii.gz", label: 2)

let settings = ExtractionSettings(
  images: [
    ImageRecipe(.original, binning: .fixedBinWidth(10)),
    ImageRecipe(.laplacianOfGaussian([GaussianWidth(1), GaussianWidth(3)]), binning: .fixedBinWidth(10)),
    ImageRecipe(.wavelet, binning: .fixedBinCount(32)),
  ],
  selection: FeatureSelection(classes: [.shape, .firstorder, .glcm]),
  normalisation: ZScoreRecipe(scale: 100),
  resampledSpacing: [1, 1, 1])

let features = try extractFeatures(image: image, mask: tumour, settings: settings)
if let contrast = features["wavelet-LLH_glcm_Contrast"]?.number { print(contrast) }
