extension PyRadiomicsSettingsTests {
  /// LBP2D and wavelets.
  static let filterReference = """
    @lbp2d_a
    {"setting": {"lbp2DRadius": 1, "lbp2DSamples": 8, "lbp2DMethod": "uniform", "force2Ddimension": 0, "force2D":
    true, "binWidth": 1}, "imageType": {"LBP2D": {}}, "featureClass": {"firstorder": null, "glcm": null}}
    brain1 lbp-2D_firstorder_90Percentile 8.0
    brain1 lbp-2D_firstorder_Uniformity 0.1355736089689554
    brain1 lbp-2D_glcm_Autocorrelation 28.697545682828178
    brain1 lbp-2D_glcm_ClusterTendency 12.527102962168371
    brain1 lbp-2D_glcm_DifferenceVariance 4.789595050049679
    brain1 lbp-2D_glcm_Idm 0.3389557344813469
    lung2 lbp-2D_firstorder_Kurtosis 2.9269616166556034
    lung2 lbp-2D_glcm_ClusterShade 8.965499986850812
    lung2 lbp-2D_glcm_JointAverage 5.388441262458599
    lung2 lbp-2D_glcm_JointEntropy 5.929927539578445
    lung2 lbp-2D_glcm_SumAverage 10.776882524917198
    lung2 lbp-2D_glcm_SumEntropy 3.7289880253655188
    STS_019 lbp-2D_firstorder_Minimum 0.0
    STS_019 lbp-2D_firstorder_RootMeanSquared 5.201190814815025
    STS_019 lbp-2D_firstorder_Skewness 0.23772986798124338
    STS_019 lbp-2D_firstorder_Uniformity 0.1325871950379642
    STS_019 lbp-2D_glcm_Idm 0.3373358285879037
    STS_019 lbp-2D_glcm_InverseVariance 0.32978174134723126
    @lbp2d_b
    {"setting": {"lbp2DRadius": 1, "lbp2DSamples": 8, "lbp2DMethod": "default", "force2Ddimension": 0, "force2D":
    true, "binWidth": 1}, "imageType": {"LBP2D": {}}, "featureClass": {"firstorder": null, "glcm": null}}
    brain1 lbp-2D_firstorder_90Percentile 248.0
    brain1 lbp-2D_firstorder_Kurtosis 1.4442750265919018
    brain1 lbp-2D_firstorder_Range 255.0
    brain1 lbp-2D_glcm_Imc1 -0.29229873679057317
    brain1 lbp-2D_glcm_JointEnergy 0.0017410359670094453
    brain1 lbp-2D_glcm_SumSquares 8769.51374084003
    lung2 lbp-2D_firstorder_10Percentile 7.0
    lung2 lbp-2D_firstorder_InterquartileRange 195.0
    lung2 lbp-2D_firstorder_RobustMeanAbsoluteDeviation 71.48073102573194
    lung2 lbp-2D_glcm_Contrast 10276.379392441486
    lung2 lbp-2D_glcm_MCC 0.7311170409742462
    lung2 lbp-2D_glcm_MaximumProbability 0.01818552858160004
    STS_019 lbp-2D_firstorder_Entropy 5.931561403313648
    STS_019 lbp-2D_firstorder_Maximum 255.0
    STS_019 lbp-2D_firstorder_MeanAbsoluteDeviation 79.55261294571373
    STS_019 lbp-2D_firstorder_Minimum 0.0
    STS_019 lbp-2D_glcm_ClusterProminence 884541460.1634676
    STS_019 lbp-2D_glcm_Correlation 0.28323771147301996
    @lbp2d_c
    {"setting": {"lbp2DRadius": 2.3, "lbp2DSamples": 12, "lbp2DMethod": "ror", "force2Ddimension": 1, "force2D":
    true, "binWidth": 1}, "imageType": {"LBP2D": {}}, "featureClass": {"firstorder": null, "glcm": null}}
    brain1 lbp-2D_firstorder_InterquartileRange 80.0
    brain1 lbp-2D_firstorder_Mean 164.54266376601402
    brain1 lbp-2D_firstorder_RobustMeanAbsoluteDeviation 45.2559971412759
    brain1 lbp-2D_glcm_Contrast 445950.1426646638
    brain1 lbp-2D_glcm_JointAverage 179.45115380381668
    brain1 lbp-2D_glcm_SumAverage 358.902307607633
    lung2 lbp-2D_firstorder_Minimum 0.0
    lung2 lbp-2D_firstorder_Skewness 3.8436177462431425
    lung2 lbp-2D_glcm_ClusterProminence 16054228979354.504
    lung2 lbp-2D_glcm_DifferenceVariance 481098.1758981363
    lung2 lbp-2D_glcm_InverseVariance 0.03778961676170965
    lung2 lbp-2D_glcm_SumAverage 583.4501166526778
    STS_019 lbp-2D_firstorder_RobustMeanAbsoluteDeviation 482.51047457267845
    STS_019 lbp-2D_firstorder_TotalEnergy 26221552443.3443
    STS_019 lbp-2D_glcm_ClusterProminence 48010400608942.164
    STS_019 lbp-2D_glcm_DifferenceAverage 755.6587669020882
    STS_019 lbp-2D_glcm_DifferenceEntropy 7.934068134829687
    STS_019 lbp-2D_glcm_JointAverage 660.851928455944
    @lbp2d_d
    {"setting": {"lbp2DRadius": 1.2, "lbp2DSamples": 6, "lbp2DMethod": "uniform", "force2Ddimension": 2, "force2D":
    true, "binWidth": 1}, "imageType": {"LBP2D": {}}, "featureClass": {"firstorder": null, "glcm": null}}
    brain1 lbp-2D_firstorder_Entropy 2.6206442214294947
    brain1 lbp-2D_firstorder_InterquartileRange 3.0
    brain1 lbp-2D_firstorder_Mean 2.104665216340343
    brain1 lbp-2D_firstorder_Variance 4.413265642089589
    brain1 lbp-2D_glcm_Id 0.4159720831060981
    brain1 lbp-2D_glcm_Idn 0.7841978451502185
    lung2 lbp-2D_firstorder_InterquartileRange 3.0
    lung2 lbp-2D_glcm_ClusterShade 12.266877011074241
    lung2 lbp-2D_glcm_ClusterTendency 9.438596537330717
    lung2 lbp-2D_glcm_Contrast 10.347743580166773
    lung2 lbp-2D_glcm_Id 0.4389543849819799
    lung2 lbp-2D_glcm_SumAverage 7.684102160511764
    STS_019 lbp-2D_firstorder_90Percentile 6.0
    STS_019 lbp-2D_firstorder_Maximum 7.0
    STS_019 lbp-2D_firstorder_Variance 3.215848273854617
    STS_019 lbp-2D_glcm_Autocorrelation 19.71961841183517
    STS_019 lbp-2D_glcm_MCC 0.216915022060825
    STS_019 lbp-2D_glcm_SumSquares 3.246481061804278
    @wavelet_haar_1_0
    {"setting": {"wavelet": "haar", "level": 1, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHH_firstorder_Entropy 3.408239614237076
    brain1 wavelet-HHL_firstorder_RobustMeanAbsoluteDeviation 12.804176080760008
    brain1 wavelet-HLH_firstorder_Range 465.62981541134167
    brain1 wavelet-HLL_firstorder_Skewness 0.45954104482961533
    brain1 wavelet-LHL_firstorder_Minimum -406.93995257285826
    brain1 wavelet-LLH_firstorder_Variance 66477.94782554475
    brain1 wavelet-LLL_firstorder_Median 2164.100303821429
    lung2 wavelet-HHL_firstorder_Skewness -0.06696019032483888
    lung2 wavelet-HLH_glcm_Contrast 14.58677683427168
    lung2 wavelet-HLL_glcm_Contrast 15.238825247775331
    lung2 wavelet-LHH_firstorder_Mean -3.9610920225196673
    lung2 wavelet-LHL_firstorder_Median 1.0606601717798214
    lung2 wavelet-LLL_firstorder_Energy 4442112870.125002
    lung2 wavelet-LLL_glcm_Contrast 1056.7531783623967
    STS_019 wavelet-HHL_firstorder_Skewness -0.20058353174901675
    STS_019 wavelet-HLH_firstorder_Energy 1651222.5062727137
    STS_019 wavelet-HLH_glcm_Contrast 6.046653344680165
    STS_019 wavelet-HLL_firstorder_Minimum -370.87750244140625
    STS_019 wavelet-LHH_firstorder_Range 276.12512969970703
    STS_019 wavelet-LHL_firstorder_Uniformity 0.11346142671441607
    STS_019 wavelet-LLL_firstorder_Skewness 1.2361631658504293
    @wavelet_db3_2_0
    {"setting": {"wavelet": "db3", "level": 2, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHH_firstorder_Mean 0.04383060270233183
    brain1 wavelet-HHL_firstorder_Variance 196.95702078563014
    brain1 wavelet-HLL_firstorder_Mean 0.13076271251689933
    brain1 wavelet-LHH_firstorder_Maximum 266.4333049698704
    brain1 wavelet-LHL_firstorder_90Percentile 57.34093494895418
    brain1 wavelet-LLH_firstorder_RobustMeanAbsoluteDeviation 96.05223958767854
    brain1 wavelet-LLH_glcm_JointEntropy 11.098624643832618
    """
}
