/// Names of columns as hospitals write them, in English, German, French and romanised Korean, collected by hand before
/// the rules were changed for them.
enum ClinicalNames {
  /// Known only after the treatment.
  static let after = """
    OS_months | OS_status | os_event | OS_mo | DFS | dfs_mo | DFS_time | RFS_time | RFS_cens | PFS_days |
    PFS2 | LRC | LRC_24m | LRFS | DMFS_status | LRPFS | DSS_event | CSS_months | FFS | TTP_months |
    time_to_event | TimeToRecurrence | time_to_progression_d | tte | vital_status | VitalStat |
    date_of_last_contact | last_fu_date | LastFU | date_last_seen | FU_months | followup_time |
    Follow-up (mo) | date_of_death | DOD | cause_of_death | COD | status_at_last_fu | alive_ned | NED | AWD |
    disease_status | event_free | censoring_indicator | local_recurrence | LR | distant_relapse | DM_after_RT |
    failure_pattern | new_metastasis | pT | pN | pTstage | pN_stage | p_stage | pathT | path_stage | ypT |
    ypN | ypTNM | yp_stage | TRG | AJCC_TRG | Mandard | Dworak_grade | pCR | path_CR | ypT0N0 |
    tumor_regression_grade | Rodel_TRG | NAR_score | residual_cancer_burden | RCB_class | Miller_Payne |
    viable_tumor_pct | adjuvant_chemo | adj_CT | adj_chemo_cycles | adjuvantChemotherapy | adjRT |
    postop_complication | Clavien_Dindo | complication_grade | surgical_complications | anastomotic_leak |
    reintervention | LOS_days | ICU_days | readmit_30d | mortality_90d | R_status | R0_resection | pCRM |
    margin_pos | resection_margin_mm | dose_delivered | delivered_dose_Gy | total_dose_received |
    completed_cycles | n_cycles_completed | cycles_received | fractions_completed |
    treatment_interruption_days | overall_treatment_time | OTT_days | chemo_completed | dose_reduction |
    treatment_discontinued | response_MRI | MRI_resp | RECIST | RECIST1.1 | best_response | BOR | ORR |
    objective_response | cCR | clinical_CR | mrTRG | ycT | ymrT | postRT_SUV | post-RT SUVmax | SUVmax_post |
    postCRT_ADC | post_NAC_size | size_after_CRT | pct_shrinkage | delta_SUV | SUV_change | ADC_wk3 |
    week4_volume | midRT_ADC | iPET_Deauville | toxicity_grade3 | acute_GI_tox | late_rectal_toxicity |
    salvage_surgery | second_line_chemo | Rezidiv | Lokalrezidiv | Rezidivdatum | Todesdatum | verstorben |
    Überleben_Monate | letzter_Kontakt | Nachbeobachtung | Nachsorge_Monate | Ansprechen | Regressionsgrad |
    Komplikation | Gesamtüberleben | adjuvante_Therapie | verabreichte_Dosis | Progress | recidive |
    date_deces | deces | date_dernieres_nouvelles | DDN | survie_globale | reponse_complete |
    chimio_adjuvante | statut_vital | dose_recue | suivi_mois | reprise_evolutive | F_U | FU_duration |
    expire | expired | expire_date | recur_site | adj_CTx | adjuvant_CCRT | saengjon | jaebal | samang |
    post_CCRT_response | post_CCRT_MRI | OS (months) | OS.time | OS_STATUS_0_1 | Overall_Survival_d |
    osmonths | survtime | surv_status | PFSmonths | pfs_flag | Time2Event | time_to_local_failure |
    time_to_death | timetorelapse | t_recur | Rec_date | RecurYN | recur_yn | relapse_yn | Local_control_2y |
    LC_time | LRRFS | LRFFS | DFFS | locoreg_failure | distant_fail | mets_fu | dead_of_disease | DeadAlive |
    alive_dead | Alive=1 | lost_to_FU | lastContactDate | date_last_contact | dtlastfu | dt_death | deathdate |
    DeathCause | Exitus_letalis | vitalstatus | statusfinal | outcome_12m | final_status | pTNM | pTN |
    pathologic_T | PathN | pNstatus | ypTN | ypN_positive | yp_T | y_pT | ypCR | pCR_breast | pathCR |
    TRG_Dworak | TRG1_2 | regression_grade | tumour_regression | Ryan_score | Becker_grade | Sataloff |
    Chevallier | Salzer_Kuntschik | percent_necrosis_post | viable_cells | R0_R1 | Rstatus | resection_R |
    CRM_positive | surg_margin | n_LN_pos_path | LNpos_specimen | adjuvant_RT | adj_treatment | ACT_cycles |
    adjCTx | adjuvanteChemo | adjuvant_yn | postop_RT | postop_chemo | OP_complication | Clavien |
    POD_discharge | hospital_stay | LOS | reop | transfusion_postop | dose_received_Gy | total_delivered_dose |
    actual_dose | RT_completed_yn | compl_cycles | cycles_completed | n_chemo_given | RT_break_days |
    treatment_gap_days | early_stop | dropout | response_RECIST | RECIST_3mo | mRECIST | iRECIST | resp_3m |
    tumor_response | treatment_response | resp_cat | CR_yes | non_CR | PMR_CMR | Deauville_EOT | post_RT_ADC |
    ADC_post | ADCpost | postRTvol | vol_post_CRT | GTV_wk4 | CBCT_fx10 | deltaADC | ADC_delta | dSUV |
    pct_change_SUV | PSA_nadir | PSA_postRT | CEA_postop | acute_toxicity | RTOG_late | CTCAE_max | late_GU |
    fistula_late | Rezidiv_ja_nein | Lokalrezidiv_Datum | Fernmetastase_im_Verlauf | Metastasen_Nachsorge |
    tot | Verstorben_am | Sterbedatum | Todesursache | OS_Monate | PFS_Monate | Beobachtungszeit |
    Therapieansprechen | Remission | Komplettremission | Restaging_MRT | postop_Stadium | pT_Stadium |
    Wundheilungsstörung | Zyklen_erhalten | appliedDose_Gy | recidive_locale | delai_recidive | dateDC | DCD |
    vivant | decede | etat_final | survie_mois | duree_suivi | reponse_metabolique | RCP_postop |
    complication_postop | chimio_adj | dose_delivree | cycles_recus | jaebal_yn | samangil | saengjon_gigan |
    F/U_month | last_f/u | Expire_YN | recur_pattern | adjCCRT | PostOp_RTx | CCRT_response | response_CCRT |
    OverallSurvival_months | os.mo | osstat | pfs.status | DFSevent | DFI | BRFS | biochemical_recurrence |
    biochem_fail | TTLR | time_to_locoregional_recurrence | days_to_death | days_to_last_followup |
    months_to_progression | vitalStatus2 | alive_at_2y | deadOrAlive | patient_died | Death_YN |
    last_known_alive | lastSeenDate | FUdate | FU_end | followUpMonths | relapse_site |
    site_of_first_recurrence | failure_type | new_distant_mets | pathological_T_stage | pathologicalN |
    pT_category | pTNM_stage | ypT_stage | ypStage | tumour_regression_grade_TRG | Mandard_TRG |
    Becker_regression | path_complete_response | pathol_response | pCR_yes_no | major_pathological_response |
    MPR | residual_tumor_cells | residual_disease_path | R1_resection | resection_margin_status |
    CRM_involved_path | adjuvant_treatment_given | adjuvant_RT_dose | adjChemo_yn | salvage_RT |
    second_line_treatment | postop_complications | complications_30d | Clavien-Dindo grade |
    anastomotic_leakage | reoperation | length_of_stay | readmission_30d | dose_delivered_Gy |
    delivered_fractions | chemo_cycles_received | cisplatin_cycles_completed | n_chemo_cycles_actual |
    treatment_duration_actual | RT_interruption_days | toxicity_max_grade | late_GI_toxicity | response_3m |
    clinical_response_MRI | RECIST_response | best_overall_response | metabolic_response | PERCIST |
    EORTC_response | SUVmax_post_treatment | SUV_postCRT | post_therapy_ADC | ADC_after_treatment |
    tumor_volume_after_NAC | volume_week_3 | GTV_fraction_15 | volume_reduction_rate | delta_ADC_pct |
    CEA_after_surgery | nadir_PSA | Ueberleben | Rezidiv_Zeit | Lokalrezidivfreiheit | Todeszeitpunkt |
    Tod_ja_nein | letzte_Nachsorge | Status_letzte_FU | Therapieerfolg | adjuvante_Chemo |
    postoperative_Komplikationen | Strahlendosis_appliziert | date_recidive | survie_sans_recidive |
    deces_oui_non | dernier_suivi | reponse_tumorale | complications_postop | ypTNM_stade |
    chimiotherapie_adjuvante | recurrence_yn | recurDate | samang_yeobu | chujeok_gigan | op_complication_YN |
    adj_chemo_regimen | post_op_stage | postCCRT_PET
    """

  /// Known before it.
  static let before = """
    age | Age_at_dx | sex | cT | cN | cM | cTNM | FIGO2018 | HPV | HPV_status | tumour_size | tumor_size_cm |
    pre_SUVmax | SUVmax_pre | preRT_Hb | ECOG_PS | performance_status | menopausal_status | smoking_status |
    nodal_status | ER_status | receptor_status | marital_status | MSI_status | KRAS_status | p16_status |
    insurance_status | employment_status | planned_dose | prescribed_dose_Gy | n_fractions_planned |
    planned_cycles | dose_per_fraction | prior_surgery | previous_RT | history_of_cancer | family_history |
    time_since_diagnosis | days_biopsy_to_MRI | time_to_peak | TTP_perfusion | wash_out | postcontrast_T1 |
    T1_post | T1_postGd | post_contrast_mean | postmenopausal | post_void_residual | postprandial_glucose |
    death_receptor_5 | PD_L1 | PDL1_CPS | creatinine | Cr_mg_dl | ER_PR | PR_receptor | EBV_PCR | HPV_PCR |
    pCO2 | pH | PTT | PT_INR | PT_sec | p53 | NLR | PLR | LMR | CRP | CEA | CA125 | CA19_9 | SCC_Ag | LDH |
    albumin | haemoglobin | Hb | WBC | platelets | tumour_volume | vol_GTV | ADC_mean | adc_p10 | ki67 |
    grade | differentiation | histology | LVSI | LN_meta | lymph_node_metastasis | parametrial_invasion |
    hydronephrosis | uterine_corpus_invasion | tumor_location | distance_anal_verge | mrCRM | mrEMVI |
    mrT_stage | mesorectal_nodes | Alter | Geschlecht | Tumorgröße | Tumorstadium | Raucher | Vorerkrankung |
    BMI | Gewicht | Lymphknotenbefall | Hämoglobin | sexe | taille_tumeur | stade_FIGO | tabac | antecedents |
    statut_HPV | statut_ganglionnaire | grade_histologique | Dx_age | BW | Ht | initial_stage | initial_CEA |
    last_menstrual_period | menopause | parity | neoadjuvant_regimen | NAC_regimen | concurrent_chemo |
    induction_chemo | EBRT_dose_prescribed | number_of_lesions | residual_urine | progesterone |
    recurrence_score | risk_of_recurrence | predicted_OS | survivin | surgical_history | tumor_margin |
    lesion_margin_spiculated | margin_irregular | late_enhancement | delayed_phase_HU | 5FU |
    education_completed | original_firstorder_Energy | wavelet-LLH_glcm_Contrast |
    log-sigma-3-mm-3D_glszm_ZoneEntropy | T_stage | N_stage | clinical_stage | recurrent_laryngeal_nerve |
    alcohol_status | weight_loss_6months | distance_to_node | Age (years) | AGE_AT_MRI | Gender_M1_F2 |
    Height_cm | weight_kg | BSA | race | ethnic_group | comorbidity_count | Charlson | ASA_score |
    diabetes_mellitus | DM_type2 | hypertension | cardiac_failure | renal_failure | heart_failure_NYHA |
    pack_years | smoke_ever | alcohol_units | KPS | WHO_PS | symptom_duration_months | duration_of_symptoms |
    days_from_diagnosis | time_from_biopsy_days | pain_score | bleeding | cT_stage | cN_stage | clinical_T |
    T_category | TNM_stage | AJCC8 | FIGO_stage_2009 | Stage_group | stage_III_IV | Masaoka | Gleason_biopsy |
    ISUP_grade | biopsy_grade | PIRADS | BIRADS | LIRADS | tumor_side | laterality | LR_side | site_primary |
    location | quadrant | distance_to_sphincter | depth_mm | max_diameter | axial_diameter_mm | SUVmax |
    SUVpeak | SUVmean | MTV | TLG | MTV41 | baseline_SUV | pretreatment_ADC | preCRT_ADC | pre_NAC_size |
    initial_size | baseline_CA125 | pre_op_CEA | preop_CEA | preoperative_Hb | diagnosis_Hb | ADCmin |
    ADC_map_mean | Ktrans | Kep | Ve | TTP | MTT | rCBV | rCBF | washin | washout_rate | late_phase_HU |
    post_contrast_HU | T1post_mean | T1c_entropy | T2_mean | FLAIR_p90 | postGd_kurtosis |
    delayed_enhancement | change_in_signal_T1_T2 | perfusion_change | neutrophils | lymphocytes | ESR |
    ferritin | AST | ALT | bilirubin | eGFR | INR | D_dimer | CYFRA | NSE | LDH_IU | TSH | HER2 | ER_percent |
    PR_status | Ki67_index | AR_status | BRCA1 | EGFR_mut | ALK | ROS1 | KRAS | TMB | MSI | IDH1 | MGMT_meth |
    codel_1p19q | ATRX | TP53 | PDL1_TPS | CD8 | TILs | stromal_TIL | Oncotype_RS | recurrence_risk_index |
    genomic_risk | death_domain_expr | caspase3 | survivin_expr | progesterone_receptor | estrogen |
    menopausal_state | gravidity | last_period_months | contraception | family_history_cancer | prior_cancer |
    previous_chemo | prior_radiotherapy | prior_hysterectomy | history_of_surgery | previous_surgery_type |
    post_surgical_scar | post_hysterectomy_status | posttraumatic | postmenopausal_bleeding | postal_code |
    position | postero_lateral | planned_RT_dose | RT_technique | fractionation | n_planned_fractions |
    chemo_regimen | concurrent_cisplatin | brachy_boost_planned | neoadj_regimen | treatment_intent |
    treatment_arm | trial_arm | therapy_line | adjusted_volume | adj_weight | adjacent_organ |
    adjacent_invasion | respiratory_rate | resp_disease | resp_gating | reponse_immune | expiratory_phase |
    expression_score | exposure_years | event_rate_site | status_HPV | ganglions | gain_de_poids |
    Verlaufskurve_T2 | Befund_links | Lymphknoten | Tumorvolumen | Metastasen_initial | Fernmetastasen |
    M_Stadium | Lebensalter | todo_flag | toddler | total_volume | total_energy | leukocytes |
    leak_rate_perfusion | lactate | local_invasion | local_stage | lcx_calcium | control_group |
    response_amplitude_fMRI | HRF_response | wavelet_response_energy | filter_response_mean |
    original_glcm_DifferenceEntropy | original_gldm_DependenceEntropy | original_shape_MajorAxisLength |
    log_sigma_2_firstorder_Mean | deep_feature_12 | pca_3 | radiomic_17 | n_LN_MRI | LN_short_axis |
    nodal_size_mm | node_positive_clinical | extramural_depth | mrf | CRM_threatened_MRI | distance_MRF |
    EMVI_mri | tumor_necrosis_pct_MRI | necrotic_fraction | viable_volume_MRI | cystic_component | hemorrhage |
    oedema | margin_definition | margin_smooth | infiltrative_margin | capsule | age_group | sex_female |
    ECOG | pre_treatment_weight | weight_at_diagnosis | baseline_ADC | ADC_pre | ADCpre | SUVmax_baseline |
    pretherapy_SUV | preop_CRP | preop_stage | clinical_TNM | cT4 | cN_positive | cStage |
    clinical_nodal_status | biopsy_gleason | biopsy_Ki67 | tumor_grade_biopsy | histologic_type |
    hist_subtype | smoking_history | alcohol_history | prior_abdominal_surgery | previous_malignancy |
    steroid_use | anticoagulation | hemoglobin_baseline | NLR_pre | LDH_high | albumin_gdl | marital |
    education | income | BRCA_status | HER2_status | EGFR_status | IDH_status | 1p19q_codeletion |
    MGMT_status | PDL1_status | TP53_mutation | HPV16 | tumor_size_MRI_mm | MRI_T | mr_T_stage | MRI_node |
    mrEMVI_pos | MRF_involved | distance_from_anal_verge_cm | tumour_height | lesion_number | multifocality |
    location_upper | lobe | peripheral_zone | side_left | T2_intensity | DWI_b1000 | ADC_kurtosis | DCE_slope |
    wash_in | AUC_60 | peak_enhancement | time_to_enhancement | enhancement_ratio | delay_min |
    contrast_agent | ce_T1_mean | postcontrast | post_gadolinium_HU | arterial_phase | portal_phase | venous |
    shape_Volume | shape_Flatness | glcm_Correlation | firstorder_90Percentile | firstorder_Range |
    wavelet_HHH_glszm_GLNU | CHF_history | COPD | heart_disease | stroke | diabetes_status | insulin | statin |
    BMI_class | waist | systolic_bp | heart_rate | respiration_rate | oxygen | pulse | menarche_age |
    pregnancies | number_of_children | hormone_therapy_before | planned_regimen | prescribed_fractions |
    intent_curative | immunohistochemistry | CD3 | receptor_score | risk_group | nomogram_risk |
    prognostic_group | survival_gene_expr
    """

  /// The names of a text above.
  static func names(_ text: String) -> [String] {
    text.split { $0 == "|" || $0.isNewline }.map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }.filter { !$0.isEmpty }
  }
}
