extension PyRadiomicsSettingsTests {
  /// Planes, weights, asymmetry and deprecated features.
  static let planeReference = """
    @force2D_0
    {"setting": {"force2D": true, "force2Ddimension": 0, "binWidth": 10, "distances": [1, 2]}, "featureClass":
    {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null, "shape": null}}
    brain1 original_firstorder_Median 812.0
    brain1 original_glcm_DifferenceEntropy 4.634931439814598
    brain1 original_gldm_DependenceNonUniformityNormalized 0.3199409235380273
    brain1 original_glrlm_ShortRunLowGrayLevelEmphasis 0.0019165393597555824
    brain1 original_glszm_GrayLevelNonUniformity 60.223493975903615
    brain1 original_ngtdm_Complexity 15321.321205850565
    brain1 original_shape_MinorAxisLength 34.849701666854735
    lung2 original_firstorder_10Percentile -102.0
    lung2 original_glcm_Autocorrelation 7474.316373052745
    lung2 original_gldm_DependenceVariance 24.157862300993777
    lung2 original_glrlm_ShortRunEmphasis 0.757845663232839
    lung2 original_glszm_ZonePercentage 0.2721149164096738
    lung2 original_ngtdm_Coarseness 0.0003770995854402881
    lung2 original_shape_MeshVolume 48292.521604579546
    STS_019 original_firstorder_90Percentile 519.0
    STS_019 original_glcm_Imc2 0.9046434660496141
    STS_019 original_gldm_LargeDependenceEmphasis 24.176348547717843
    STS_019 original_glrlm_RunPercentage 0.8228734439834025
    STS_019 original_glszm_ZoneEntropy 6.6522647347219825
    STS_019 original_ngtdm_Coarseness 0.0035111462729989144
    STS_019 original_shape_SurfaceArea 4086.2473716157165
    @force2D_1
    {"setting": {"force2D": true, "force2Ddimension": 1, "binWidth": 10, "distances": [1, 2]}, "featureClass":
    {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null, "shape": null}}
    brain1 original_firstorder_Variance 24527.07920837261
    brain1 original_glcm_DifferenceVariance 121.81068547786164
    brain1 original_gldm_HighGrayLevelEmphasis 1619.4085085810975
    brain1 original_glrlm_LongRunLowGrayLevelEmphasis 0.00219320606852282
    brain1 original_glszm_HighGrayLevelZoneEmphasis 1640.0368688218007
    brain1 original_ngtdm_Busyness 0.3065273849562851
    brain1 original_shape_SurfaceVolumeRatio 0.3987500788652454
    lung2 original_firstorder_Uniformity 0.13188685636918837
    lung2 original_glcm_SumSquares 61.565517318241824
    lung2 original_gldm_SmallDependenceHighGrayLevelEmphasis 1630.1711066597322
    lung2 original_glrlm_RunLengthNonUniformity 13195.736632561868
    lung2 original_glszm_SmallAreaHighGrayLevelEmphasis 4580.314701297471
    lung2 original_ngtdm_Busyness 0.5329350505712752
    lung2 original_shape_Maximum3DDiameter 68.98247103025058
    STS_019 original_firstorder_InterquartileRange 78.0
    STS_019 original_glcm_Idm 0.3232750116469814
    STS_019 original_gldm_DependenceNonUniformityNormalized 0.13826272791446428
    STS_019 original_glrlm_RunLengthNonUniformityNormalized 0.7490013959374124
    STS_019 original_glszm_LargeAreaLowGrayLevelEmphasis 0.02005865741178808
    STS_019 original_ngtdm_Complexity 3868.7809001167716
    STS_019 original_shape_Flatness 0.5283214518289362
    @force2D_2
    {"setting": {"force2D": true, "force2Ddimension": 2, "binWidth": 10, "distances": [1, 2]}, "featureClass":
    {"firstorder": null, "glcm": null, "gldm": null, "glrlm": null, "glszm": null, "ngtdm": null, "shape": null}}
    brain1 original_firstorder_Uniformity 0.018306820267337525
    brain1 original_glcm_Idn 0.8524745962026135
    brain1 original_gldm_GrayLevelNonUniformity 75.73531544597535
    brain1 original_glrlm_RunVariance 0.02454467342915571
    brain1 original_glszm_GrayLevelNonUniformity 69.20333598093725
    brain1 original_ngtdm_Complexity 25825.981075128915
    brain1 original_shape_Maximum2DDiameterRow 65.88905951721043
    lung2 original_firstorder_Variance 9400.768387110824
    lung2 original_glcm_JointEntropy 6.659496576023826
    lung2 original_gldm_GrayLevelVariance 94.0840759561094
    lung2 original_glrlm_ShortRunLowGrayLevelEmphasis 0.00018915391881620873
    lung2 original_glszm_ZoneVariance 22.789322190924324
    lung2 original_ngtdm_Contrast 0.11297562340119904
    lung2 original_shape_VoxelVolume 48434.108762463955
    STS_019 original_firstorder_Median 432.0
    STS_019 original_glcm_JointEntropy 8.225765991040928
    STS_019 original_gldm_GrayLevelVariance 43.543777224910045
    STS_019 original_glrlm_GrayLevelVariance 47.764484378299755
    STS_019 original_glszm_ZoneEntropy 6.366969389575326
    STS_019 original_ngtdm_Contrast 0.07297621853213426
    STS_019 original_shape_SurfaceArea 4086.2473716157165
    @weight_no_weighting
    {"setting": {"weightingNorm": "no_weighting", "binWidth": 20}, "featureClass": {"glcm": null, "glrlm": null}}
    brain1 original_glcm_Idmn 0.9665505733678306
    brain1 original_glcm_Imc2 0.65313266962399
    brain1 original_glcm_JointEntropy 9.601267907662088
    brain1 original_glcm_MaximumProbability 0.005667729365922777
    brain1 original_glcm_SumAverage 39.774235446924074
    brain1 original_glrlm_GrayLevelNonUniformityNormalized 0.03619331929204581
    lung2 original_glcm_ClusterShade -1044.2441863509998
    lung2 original_glcm_JointEntropy 4.976472979656867
    lung2 original_glcm_SumEntropy 3.519158269980964
    lung2 original_glrlm_GrayLevelVariance 33.26423469816643
    lung2 original_glrlm_RunEntropy 4.728903165193533
    lung2 original_glrlm_ShortRunLowGrayLevelEmphasis 0.0005891171241105676
    STS_019 original_glcm_ClusterTendency 30.291221497283694
    STS_019 original_glcm_Contrast 5.666674322462104
    STS_019 original_glcm_Imc2 0.8794516923226448
    STS_019 original_glcm_InverseVariance 0.4434011242205987
    STS_019 original_glrlm_RunLengthNonUniformityNormalized 0.6103403693432274
    STS_019 original_glrlm_ShortRunEmphasis 0.8098251165912218
    @weight_euclidean
    {"setting": {"weightingNorm": "euclidean", "binWidth": 20}, "featureClass": {"glcm": null, "glrlm": null}}
    brain1 original_glcm_DifferenceAverage 3.2860890859341447
    brain1 original_glrlm_GrayLevelNonUniformity 9190.828474361364
    brain1 original_glrlm_LongRunEmphasis 1.0793873842828055
    brain1 original_glrlm_LongRunLowGrayLevelEmphasis 0.007223238304115547
    brain1 original_glrlm_RunLengthNonUniformityNormalized 0.9529426849233743
    brain1 original_glrlm_RunVariance 0.027972235857547798
    lung2 original_glcm_ClusterShade -1832.6828043527075
    lung2 original_glcm_Idn 0.9838438987660802
    lung2 original_glrlm_GrayLevelNonUniformityNormalized 0.16514097739693187
    lung2 original_glrlm_GrayLevelVariance 31.35754131724474
    lung2 original_glrlm_LongRunHighGrayLevelEmphasis 6025.4552717653605
    lung2 original_glrlm_LongRunLowGrayLevelEmphasis 0.0017371114937772
    STS_019 original_glcm_ClusterProminence 7704.8650160964535
    STS_019 original_glcm_Correlation 0.8456031871244286
    STS_019 original_glcm_Idmn 0.997526717320321
    STS_019 original_glcm_SumSquares 9.522056070424517
    STS_019 original_glrlm_LowGrayLevelRunEmphasis 0.009680427050973807
    STS_019 original_glrlm_ShortRunHighGrayLevelEmphasis 130.77725984049596
    @weight_manhattan
    {"setting": {"weightingNorm": "manhattan", "binWidth": 20}, "featureClass": {"glcm": null, "glrlm": null}}
    brain1 original_glcm_ClusterTendency 226.77530170968953
    brain1 original_glcm_Contrast 18.229107339495137
    brain1 original_glcm_JointEntropy 8.84043235963211
    brain1 original_glcm_SumEntropy 5.866355281312364
    brain1 original_glrlm_LongRunLowGrayLevelEmphasis 0.007226605304259494
    brain1 original_glrlm_ShortRunEmphasis 0.9816102826709948
    lung2 original_glcm_ClusterTendency 71.34773817599245
    lung2 original_glcm_Correlation 0.8821115403604739
    lung2 original_glcm_DifferenceVariance 3.5693663196315253
    lung2 original_glcm_Id 0.7416927999239142
    lung2 original_glcm_SumSquares 18.954173715530025
    lung2 original_glrlm_LongRunLowGrayLevelEmphasis 0.0017410491605121569
    STS_019 original_glcm_Autocorrelation 140.11750734281773
    STS_019 original_glcm_DifferenceVariance 1.6702045490470985
    STS_019 original_glcm_Idm 0.6228354308696897
    STS_019 original_glcm_Idmn 0.9977350809877641
    STS_019 original_glcm_MCC 0.8967276493051567
    STS_019 original_glrlm_LongRunLowGrayLevelEmphasis 0.021155627108163096
    @weight_infinity
    {"setting": {"weightingNorm": "infinity", "binWidth": 20}, "featureClass": {"glcm": null, "glrlm": null}}
    brain1 original_glcm_Correlation 0.8164018444096346
    brain1 original_glcm_InverseVariance 0.2851970235449238
    brain1 original_glcm_MCC 0.8229015975154085
    brain1 original_glrlm_LongRunEmphasis 1.0770338190269584
    brain1 original_glrlm_LongRunLowGrayLevelEmphasis 0.007207013596289995
    brain1 original_glrlm_RunPercentage 0.9759146788419549
    lung2 original_glcm_Autocorrelation 1884.6428571438407
    lung2 original_glcm_DifferenceAverage 1.024546368907203
    lung2 original_glcm_SumAverage 86.45464736206014
    lung2 original_glcm_SumEntropy 3.654980409792488
    lung2 original_glrlm_LongRunEmphasis 3.069004137988754
    lung2 original_glrlm_RunVariance 1.0134249178308956
    STS_019 original_glcm_DifferenceAverage 1.12974092695014
    STS_019 original_glcm_JointEnergy 0.028163138450846024
    STS_019 original_glcm_SumAverage 22.9397914938283
    STS_019 original_glrlm_GrayLevelNonUniformityNormalized 0.09168750973471608
    STS_019 original_glrlm_HighGrayLevelRunEmphasis 153.10686988698407
    STS_019 original_glrlm_RunVariance 0.5016932332473291
    @weight_2d_infinity
    {"setting": {"weightingNorm": "infinity", "binWidth": 20, "force2D": true}, "featureClass": {"glcm": null,
    "glrlm": null}}
    brain1 original_glcm_ClusterShade 649.7060537910131
    brain1 original_glcm_JointEntropy 8.97456804445049
    brain1 original_glcm_MCC 0.8229015975154083
    brain1 original_glrlm_HighGrayLevelRunEmphasis 417.85093800978797
    brain1 original_glrlm_ShortRunEmphasis 0.9185935895112078
    brain1 original_glrlm_ShortRunHighGrayLevelEmphasis 385.9444118746602
    lung2 original_glcm_ClusterProminence 66613.98195579214
    lung2 original_glcm_DifferenceAverage 1.0245463688555505
    lung2 original_glcm_Id 0.7294828490895964
    lung2 original_glcm_JointEntropy 4.718055223959445
    lung2 original_glcm_MaximumProbability 0.3174370364162092
    lung2 original_glrlm_RunLengthNonUniformityNormalized 0.40728936844480684
    STS_019 original_glcm_ClusterProminence 7436.886951961024
    STS_019 original_glcm_ClusterShade 222.74351881654786
    STS_019 original_glcm_Imc2 0.9384538142387356
    STS_019 original_glrlm_GrayLevelVariance 13.447208469859214
    STS_019 original_glrlm_RunLengthNonUniformityNormalized 0.5420421728785294
    STS_019 original_glrlm_ShortRunLowGrayLevelEmphasis 0.007397635667385488
    @asymmetric
    {"setting": {"symmetricalGLCM": false, "binWidth": 20}, "featureClass": {"glcm": null}}
    brain1 original_glcm_ClusterShade 54.2794517074112
    brain1 original_glcm_Imc1 -0.13850812203132826
    brain1 original_glcm_Imc2 0.8443387254729605
    brain1 original_glcm_MCC 0.5524603111583816
    brain1 original_glcm_SumAverage 40.12723568227999
    brain1 original_glcm_SumSquares 63.46222354048348
    lung2 original_glcm_Id 0.6350772762389388
    lung2 original_glcm_InverseVariance 0.374886573538591
    lung2 original_glcm_JointAverage 43.49768006534849
    lung2 original_glcm_JointEnergy 0.11390852998331683
    lung2 original_glcm_JointEntropy 4.819755822450258
    lung2 original_glcm_MaximumProbability 0.2733589843062443
    STS_019 original_glcm_ClusterShade 149.30120091905036
    STS_019 original_glcm_Contrast 5.740009878351126
    STS_019 original_glcm_DifferenceEntropy 2.279911485557728
    STS_019 original_glcm_DifferenceVariance 3.5330687260035623
    STS_019 original_glcm_Imc1 -0.25279408716717283
    STS_019 original_glcm_MCC 0.811953337958836
    @asymmetric_euclidean
    {"setting": {"symmetricalGLCM": false, "binWidth": 20, "weightingNorm": "euclidean"}, "featureClass": {"glcm":
    null}}
    brain1 original_glcm_Correlation 0.8308079496258967
    brain1 original_glcm_DifferenceEntropy 3.2885934318894887
    brain1 original_glcm_Idm 0.2958539983997586
    brain1 original_glcm_Idmn 0.9883343480797823
    brain1 original_glcm_JointAverage 19.22725772550113
    brain1 original_glcm_SumSquares 60.83657557948461
    lung2 original_glcm_ClusterProminence 67912.38472914151
    lung2 original_glcm_ClusterShade -1832.682804352701
    lung2 original_glcm_Correlation 0.8686417403611808
    lung2 original_glcm_Idmn 0.998523405378515
    lung2 original_glcm_Imc2 0.91840687395789
    lung2 original_glcm_SumSquares 18.647239222864997
    STS_019 original_glcm_ClusterProminence 7704.8650160964535
    STS_019 original_glcm_Contrast 2.940350218592063
    STS_019 original_glcm_InverseVariance 0.45326654023603064
    STS_019 original_glcm_MaximumProbability 0.07304111237202307
    STS_019 original_glcm_SumEntropy 4.501235413140232
    STS_019 original_glcm_SumSquares 9.80844118337239
    @deprecated
    {"featureClass": {"shape": ["Compactness1", "Compactness2", "SphericalDisproportion", "Sphericity"],
    "firstorder": ["StandardDeviation", "Variance"], "glcm": ["Dissimilarity", "Homogeneity1", "Contrast"], "gldm":
    ["GrayLevelNonUniformityNormalized", "DependenceVariance"]}}
    brain1 original_firstorder_Variance 24527.07920837261
    brain1 original_glcm_Contrast 47.492125114429776
    brain1 original_gldm_DependenceVariance 2.1619872286911965
    brain1 original_shape_Compactness2 0.11047001602163438
    brain1 original_shape_SphericalDisproportion 2.0840998755875706
    brain1 original_shape_Sphericity 0.4798234536231475
    """
}
