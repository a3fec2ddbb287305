extension PyRadiomicsSettingsTests {
  /// LBP2D and wavelets.
  static let filterReference = """
    @lbp2d_a
    {"setting": {"lbp2DRadius": 1, "lbp2DSamples": 8, "lbp2DMethod": "uniform", "force2Ddimension": 0, "force2D":
    true, "binWidth": 1}, "imageType": {"LBP2D": {}}, "featureClass": {"firstorder": null, "glcm": null}}
    brain1 lbp-2D_firstorder_Median 4.0
    brain1 lbp-2D_glcm_ClusterTendency 12.527102962168371
    brain1 lbp-2D_glcm_DifferenceEntropy 2.919079870793218
    brain1 lbp-2D_glcm_JointEnergy 0.01970395499004773
    brain1 lbp-2D_glcm_JointEntropy 6.173234499946311
    brain1 lbp-2D_glcm_MaximumProbability 0.07474470026551389
    lung2 lbp-2D_firstorder_Kurtosis 2.9269616166556034
    lung2 lbp-2D_glcm_ClusterShade 8.965499986850812
    lung2 lbp-2D_glcm_Imc1 -0.029106874599987634
    lung2 lbp-2D_glcm_JointEnergy 0.02888868040033018
    lung2 lbp-2D_glcm_MCC 0.252580164559817
    lung2 lbp-2D_glcm_SumSquares 4.9636936039816595
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
    @wavelet_coif2_1_1
    {"setting": {"wavelet": "coif2", "level": 1, "start_level": 1, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHH_firstorder_Range 52.52038731564086
    brain1 wavelet-HHL_firstorder_Energy 508640.8147591461
    brain1 wavelet-HLL_firstorder_Entropy 4.06334780075907
    brain1 wavelet-LHH_glcm_Idm 0.2858515449138626
    brain1 wavelet-LHL_firstorder_Skewness -0.011532731726436788
    brain1 wavelet-LLH_glcm_JointEntropy 11.624849276721344
    brain1 wavelet-LLL_glcm_Idm 0.033609329675833466
    @wavelet_sym5_2_1
    {"setting": {"wavelet": "sym5", "level": 2, "start_level": 1, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHH_firstorder_Skewness -0.009356383294734328
    brain1 wavelet-LHL_firstorder_90Percentile 96.35279493424495
    brain1 wavelet-LLH_firstorder_RootMeanSquared 304.4496361979594
    brain1 wavelet2-HHH_glcm_Contrast 0.9874984915618079
    brain1 wavelet2-HLL_firstorder_10Percentile -125.97264770726882
    brain1 wavelet2-LHH_firstorder_10Percentile -50.88358496052365
    brain1 wavelet2-LLH_firstorder_Entropy 7.729331455973663
    @wavelet_bior3.3_1_0
    {"setting": {"wavelet": "bior3.3", "level": 1, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HLH_firstorder_Kurtosis 4.262024310568087
    brain1 wavelet-HLL_firstorder_Minimum -263.54608606166244
    brain1 wavelet-LHH_glcm_JointEntropy 7.216911772517533
    brain1 wavelet-LHL_firstorder_Kurtosis 4.556010920109271
    brain1 wavelet-LLH_firstorder_RobustMeanAbsoluteDeviation 125.12011204767605
    brain1 wavelet-LLL_firstorder_Median 2270.6788590460837
    brain1 wavelet-LLL_glcm_JointEntropy 12.106140907065072
    @wavelet_rbio2.4_3_0
    {"setting": {"wavelet": "rbio2.4", "level": 3, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHL_firstorder_Uniformity 0.11975113423967336
    brain1 wavelet-HLL_firstorder_InterquartileRange 48.04321015065709
    brain1 wavelet-LHH_glcm_Idm 0.13006102382048426
    brain1 wavelet-LHL_firstorder_10Percentile -76.32665275735975
    brain1 wavelet2-HLL_firstorder_Entropy 4.418620911560229
    brain1 wavelet3-HHL_firstorder_MeanAbsoluteDeviation 12.018391437887406
    brain1 wavelet3-HLL_firstorder_MeanAbsoluteDeviation 62.276307864493326
    @wavelet_dmey_1_0
    {"setting": {"wavelet": "dmey", "level": 1, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHL_firstorder_RobustMeanAbsoluteDeviation 5.53515475535885
    brain1 wavelet-HLH_firstorder_RobustMeanAbsoluteDeviation 14.941774545198198
    brain1 wavelet-HLL_firstorder_TotalEnergy 22443332.436919827
    brain1 wavelet-LHH_firstorder_Maximum 232.03472806248413
    brain1 wavelet-LHL_firstorder_Energy 10453449.352355305
    brain1 wavelet-LLH_firstorder_Skewness -0.2262762765019531
    brain1 wavelet-LLL_firstorder_Mean 2250.5567132781284
    @wavelet_db20_1_0
    {"setting": {"wavelet": "db20", "level": 1, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHL_firstorder_MeanAbsoluteDeviation 12.825006420700948
    brain1 wavelet-HLH_firstorder_Variance 3756.45639246741
    brain1 wavelet-LHH_firstorder_Minimum -343.0866685975588
    brain1 wavelet-LHL_firstorder_Variance 5343.7300575692725
    brain1 wavelet-LHL_glcm_JointEntropy 9.216057251737988
    brain1 wavelet-LLH_firstorder_MeanAbsoluteDeviation 263.4076113622047
    brain1 wavelet-LLL_firstorder_Kurtosis 3.91628754466976
    @wavelet_coif5_1_0
    {"setting": {"wavelet": "coif5", "level": 1, "start_level": 0, "binWidth": 10}, "imageType": {"Wavelet": {}},
    "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy", "Idm"]}}
    brain1 wavelet-HHH_firstorder_Kurtosis 5.314655546761941
    brain1 wavelet-HHL_firstorder_90Percentile 9.488585339198663
    brain1 wavelet-HLL_firstorder_Variance 1790.751710947824
    brain1 wavelet-HLL_glcm_Contrast 21.855016991119232
    brain1 wavelet-LHH_firstorder_90Percentile 53.70742610337262
    brain1 wavelet-LHL_glcm_Contrast 9.927065459627793
    brain1 wavelet-LLH_firstorder_InterquartileRange 293.4550452011771
    @wavelet_2d
    {"setting": {"wavelet": "db2", "level": 2, "force2D": true, "force2Ddimension": 1, "binWidth": 10}, "imageType":
    {"Wavelet": {}}, "featureClass": {"firstorder": null, "glcm": ["Contrast", "JointEntropy"]}}
    brain1 wavelet-HH_firstorder_MeanAbsoluteDeviation 22.770416548171287
    brain1 wavelet-HL_firstorder_TotalEnergy 22483983.257297866
    brain1 wavelet-LH_firstorder_Uniformity 0.017991537016947175
    brain1 wavelet2-HH_firstorder_Skewness 0.6844173170666475
    brain1 wavelet2-HL_firstorder_InterquartileRange 56.8806382161857
    brain1 wavelet2-HL_glcm_Contrast 29.313069837755837
    brain1 wavelet2-LH_firstorder_TotalEnergy 752596723.0042571
    @wavelet_2d_coif1
    {"setting": {"force2D": true, "binWidth": 10}, "imageType": {"Wavelet": {}}, "featureClass": {"firstorder":
    null, "glcm": ["Contrast", "JointEntropy"]}}
    brain1 wavelet-HH_firstorder_10Percentile -22.353529136523747
    brain1 wavelet-HH_glcm_JointEntropy 5.912721095659687
    brain1 wavelet-HL_firstorder_Maximum 196.09652812214404
    brain1 wavelet-HL_glcm_JointEntropy 8.259576981824342
    brain1 wavelet-LH_firstorder_TotalEnergy 74224008.96722871
    brain1 wavelet-LL_firstorder_Maximum 2424.638548811323
    brain1 wavelet-LL_glcm_JointEntropy 11.753886582429287
    """
}
