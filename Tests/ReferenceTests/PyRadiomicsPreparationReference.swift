extension PyRadiomicsSettingsTests {
  /// Resegmentation, cropping, normalisation and resampling.
  static let preparationReference = """
    @reseg_abs1
    {"featureClass": {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null,
    "shape": null}, "setting": {"resegmentRange": [150], "binWidth": 10}}
    brain1 original_firstorder_RobustMeanAbsoluteDeviation 103.00138343026683
    brain1 original_glcm_Idmn 0.960226652526761
    brain1 original_gldm_DependenceEntropy 7.328483038543121
    brain1 original_glrlm_RunLengthNonUniformityNormalized 0.9553460241159738
    brain1 original_glszm_SmallAreaHighGrayLevelEmphasis 1365.657905266019
    brain1 original_ngtdm_Contrast 0.6456090739998711
    brain1 original_shape_Maximum2DDiameterSlice 53.59397776919529
    @reseg_rel
    {"featureClass": {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null,
    "shape": null}, "setting": {"resegmentRange": [0.2, 0.7], "resegmentMode": "relative", "resegmentShape": true,
    "binWidth": 10}}
    brain1 original_firstorder_Mean 725.9142314990512
    brain1 original_glcm_InverseVariance 0.13452906169623233
    brain1 original_gldm_LargeDependenceHighGrayLevelEmphasis 2457.0884250474382
    brain1 original_glrlm_RunLengthNonUniformityNormalized 0.9556399094096382
    brain1 original_glszm_LargeAreaLowGrayLevelEmphasis 0.008304816167596573
    brain1 original_ngtdm_Busyness 0.4194922836532419
    brain1 original_shape_Sphericity 0.22138926869118472
    @reseg_sigma
    {"featureClass": {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null,
    "shape": null}, "setting": {"resegmentRange": [-1, 1.5], "resegmentMode": "sigma", "binWidth": 10}}
    brain1 original_firstorder_Skewness 0.1694949804065024
    brain1 original_glcm_ClusterProminence 195472.41690355638
    brain1 original_gldm_LargeDependenceEmphasis 3.1762578099309438
    brain1 original_glrlm_RunLengthNonUniformity 2847.7059682963954
    brain1 original_glszm_SmallAreaEmphasis 0.8287745722372796
    brain1 original_ngtdm_Complexity 4241.860126322309
    brain1 original_shape_SurfaceArea 6426.120996615421
    @precrop
    {"setting": {"preCrop": true, "padDistance": 3}, "imageType": {"LoG": {"sigma": [2.0]}, "Square": {}, "Wavelet":
    {}}, "featureClass": {"firstorder": null}}
    brain1 log-sigma-2-0-mm-3D_firstorder_MeanAbsoluteDeviation 59.71404604832737
    brain1 wavelet-HHH_firstorder_Skewness -0.06881127372370832
    brain1 wavelet-HHL_firstorder_Kurtosis 4.713021547716666
    brain1 wavelet-HLL_firstorder_90Percentile 50.85880179098741
    brain1 wavelet-LHH_firstorder_MeanAbsoluteDeviation 41.63688459313146
    brain1 wavelet-LHL_firstorder_Median -4.097211683834559
    brain1 wavelet-LLL_firstorder_MeanAbsoluteDeviation 293.1439959437339
    @outliers
    {"setting": {"normalize": true, "normalizeScale": 100, "removeOutliers": 2.0, "binWidth": 10}, "featureClass":
    {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null}}
    brain1 original_firstorder_Variance 1504.7316888414948
    brain1 original_glcm_JointAverage 10.057546335865444
    brain1 original_gldm_GrayLevelVariance 15.20446685549773
    brain1 original_glrlm_RunLengthNonUniformityNormalized 0.8469715484339458
    brain1 original_glszm_GrayLevelNonUniformityNormalized 0.07016979675842552
    brain1 original_ngtdm_Strength 0.20013039984133205
    @linear
    {"setting": {"resampledPixelSpacing": [2, 2, 2], "interpolator": "sitkLinear"}, "featureClass": {"firstorder":
    null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null, "shape": null}}
    brain1 original_firstorder_Uniformity 0.05094506063849368
    brain1 original_glcm_ClusterTendency 95.67152858862568
    brain1 original_gldm_LargeDependenceEmphasis 11.963968668407311
    brain1 original_glrlm_GrayLevelNonUniformityNormalized 0.050974516910364906
    brain1 original_glszm_ZoneVariance 17.18420218699297
    brain1 original_ngtdm_Complexity 931.8715797611621
    brain1 original_shape_Sphericity 0.5021520812687515
    @nearest
    {"setting": {"resampledPixelSpacing": [1.5, 1.5, 3], "interpolator": "sitkNearestNeighbor"}, "featureClass":
    {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null, "shape": null}}
    brain1 original_firstorder_Mean 821.5903807615231
    brain1 original_glcm_Idmn 0.9661188137369121
    brain1 original_gldm_GrayLevelNonUniformity 112.68977955911824
    brain1 original_glrlm_LowGrayLevelRunEmphasis 0.01375569300980888
    brain1 original_glszm_SizeZoneNonUniformity 231.12307692307692
    brain1 original_ngtdm_Strength 0.9859566355582086
    brain1 original_shape_Elongation 0.566073281952492
    @sinc_Hamming
    {"setting": {"resampledPixelSpacing": [2, 2, 2], "interpolator": "sitkHammingWindowedSinc"}, "featureClass":
    {"firstorder": null}}
    brain1 original_firstorder_Entropy 4.645843484874476
    brain1 original_firstorder_InterquartileRange 247.0
    brain1 original_firstorder_Kurtosis 2.419121031279079
    brain1 original_firstorder_MeanAbsoluteDeviation 133.73316117772976
    brain1 original_firstorder_Median 814.0
    brain1 original_firstorder_Skewness 0.3182261912262808
    @sinc_Cosine
    {"setting": {"resampledPixelSpacing": [2, 2, 2], "interpolator": "sitkCosineWindowedSinc"}, "featureClass":
    {"firstorder": null}}
    brain1 original_firstorder_10Percentile 622.0
    brain1 original_firstorder_90Percentile 1038.6000000000001
    brain1 original_firstorder_Entropy 4.648429569644305
    brain1 original_firstorder_InterquartileRange 247.5
    brain1 original_firstorder_Minimum 475.0
    brain1 original_firstorder_RobustMeanAbsoluteDeviation 100.60663806394476
    @sinc_Welch
    {"setting": {"resampledPixelSpacing": [2, 2, 2], "interpolator": "sitkWelchWindowedSinc"}, "featureClass":
    {"firstorder": null}}
    brain1 original_firstorder_10Percentile 623.0
    brain1 original_firstorder_Entropy 4.650620836900621
    brain1 original_firstorder_Maximum 1362.0
    brain1 original_firstorder_Minimum 476.0
    brain1 original_firstorder_Skewness 0.32850744308587865
    brain1 original_firstorder_Variance 25502.29640504741
    @sinc_Lanczos
    {"setting": {"resampledPixelSpacing": [2, 2, 2], "interpolator": "sitkLanczosWindowedSinc"}, "featureClass":
    {"firstorder": null}}
    brain1 original_firstorder_90Percentile 1037.6000000000001
    brain1 original_firstorder_Mean 820.3007832898172
    brain1 original_firstorder_MeanAbsoluteDeviation 133.60625213887886
    brain1 original_firstorder_Median 807.0
    brain1 original_firstorder_TotalEnergy 10696881552.0
    brain1 original_firstorder_Variance 25336.491252650165
    @sinc_Blackman
    {"setting": {"resampledPixelSpacing": [2, 2, 2], "interpolator": "sitkBlackmanWindowedSinc"}, "featureClass":
    {"firstorder": null}}
    brain1 original_firstorder_Entropy 4.62733897584084
    brain1 original_firstorder_Median 808.0
    brain1 original_firstorder_Minimum 478.0
    brain1 original_firstorder_Range 866.0
    brain1 original_firstorder_Uniformity 0.044815084975696876
    brain1 original_firstorder_Variance 24803.596404911073
    @all_1mm_norm_2d
    {"setting": {"resampledPixelSpacing": [1, 1, 0], "normalize": true, "normalizeScale": 100, "binCount": 32,
    "force2D": true}, "imageType": {"Original": {}, "Wavelet": {}, "LoG": {"sigma": [2.0]}, "Gradient": {}},
    "featureClass": {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null}}
    brain1 gradient_ngtdm_Busyness 2.3943594019710446
    brain1 original_glcm_ClusterProminence 41418.971156577776
    brain1 wavelet-HH_glszm_SmallAreaHighGrayLevelEmphasis 269.6910159814122
    brain1 wavelet-LH_gldm_DependenceVariance 1.2726668603315465
    brain1 wavelet-LH_glszm_SmallAreaLowGrayLevelEmphasis 0.004151365170927827
    brain1 wavelet-LL_firstorder_InterquartileRange 117.05546062030447
    brain1 wavelet-LL_glcm_MaximumProbability 0.01313695849389596
    """
}
