import Arms
import Cohorts
import Learning
import Results
import Testing

/// A row is known by what it is; its key is made and read in one place.
@Suite struct RowRoleTests {
  /// Keys that columns, folders and results of Apus 0.1 have.
  static let known: [(key: String, row: RowKey)] = [
    ("clinical", RowKey(.clinical)),
    ("hcr_mr", RowKey(.handcrafted(withFactors: false))),
    ("hcr_mr_cf", RowKey(.handcrafted(withFactors: true))),
    ("volume", RowKey(.lesionVolume)),
    ("hcr_shuffled", RowKey(.shuffledVoxels)),
    ("dlr_mr", RowKey(.deep(.images, network: ""))),
    ("dlr_mr_cf", RowKey(.deep(.imagesWithFactors, network: ""))),
    ("dlr_svm", RowKey(.deep(.table, network: ""))),
    ("fusion", RowKey(.deep(.fusion, network: ""))),
    ("dlr_volume_mr", RowKey(.deep(.images, network: "volume"))),
    ("fusion_3d-net", RowKey(.deep(.fusion, network: "3d-net"))),
    ("as_published_hcr_mr", RowKey(.handcrafted(withFactors: false), in: .asPublished)),
    ("as_published_dlr_mr_mr_cf", RowKey(.deep(.imagesWithFactors, network: "mr"), in: .asPublished)),
  ]

  @Test(arguments: known.indices) func theKeyIsThatOfEarlierRuns(at: Int) {
    let (key, row) = Self.known[at]
    #expect(row.description == key)
    #expect(RowKey(key) == row)
  }

  @Test(arguments: [
    "", "hcr", "HCR (MR)", "dlr", "dlr__mr", "dlr_a_b_mr", "dlrx_mr", "fusionx", "fusion_", "as_published_",
  ])
  func aKeyOfNoRowIsNone(key: String) { #expect(RowKey(key) == nil) }

  /// Labels of networks are letters, digits and hyphens; such as look like the ends of keys are among them.
  @Test func everyRoleIsReadAgainFromItsKey() {
    let labels = ["", "mr", "cf", "svm", "fusion", "dlr", "a-b", "2", "published"]
    let deep = labels.flatMap { label in RowRole.DeepRow.allCases.map { RowRole.deep($0, network: label) } }
    let all =
      deep + [
        .clinical, .handcrafted(withFactors: false), .handcrafted(withFactors: true), .lesionVolume, .shuffledVoxels,
      ]
    let rows = all.flatMap { role in ProtocolName.allCases.map { RowKey(role, in: $0) } }
    for row in rows { #expect(RowKey(row.description) == row, "\(row)") }
    #expect(Set(rows.map(\.description)).count == rows.count)
  }

  @Test func onlyTheControlIsNotKept() {
    #expect(RowRole.shuffledVoxels.isControl)
    #expect(!RowRole.handcrafted(withFactors: false).isControl && !RowRole.deep(.images, network: "").isControl)
  }

  @Test func rowsWithFactorsReadThem() {
    let reading: [RowRole] = [
      .clinical, .handcrafted(withFactors: true), .deep(.imagesWithFactors, network: "a"), .deep(.fusion, network: ""),
    ]
    let others: [RowRole] = [
      .handcrafted(withFactors: false), .lesionVolume, .shuffledVoxels, .deep(.images, network: "a"),
      .deep(.table, network: ""),
    ]
    #expect(reading.allSatisfy(\.readsFactors) && !others.contains(where: \.readsFactors))
    #expect(RowRole.deep(.table, network: "a").network == "a" && RowRole.clinical.network == nil)
  }

  @Test func robustnessFiltersHandcraftedRowsOnly() {
    #expect(RowRole.handcrafted(withFactors: true).isFilteredByRobustness)
    #expect(
      !RowRole.shuffledVoxels.isFilteredByRobustness && !RowRole.deep(.fusion, network: "").isFilteredByRobustness)
  }
}

/// Flags are cases; their words are those of `results.json`.
@Suite struct RowFlagTests {
  static let known: [(flag: RowFlag, words: String)] = [
    (
      .networkSeesNothing,
      "the network sees the same in most training patients, so its features say nothing: the slices that it looks at hold no "
        + "lesion. Choose region: crop with inflation: none, or another depth or fit."
    ),
    (
      .lesionUnseen(patients: ["P1", "P2"], of: 9),
      "no voxel of the lesion reaches the features of 2 of 9 patients: P1, P2"
    ),
    (
      .sameFeatures(patients: ["P1", "P2"], of: 9),
      "2 of 9 patients have the features of another patient, although their images differ: P1, P2"
    ),
    (.noFactorChosen, "the LASSO kept no clinical factor, so the head has none"),
    (
      .unseenLevels(UnseenLevels(factor: "stage", levels: ["IV", "V"])),
      "stage: IV, V not among the training patients, taken as unknown"
    ),
    (
      .unknownBatch("C", patients: ["P1", "P2"], fewest: nil),
      "no score for P1, P2: no training patient is of batch C, so its location and scale are unknown"
    ),
    (
      .unknownBatch("C", patients: ["P1"], fewest: 20),
      "no score for P1: no training patient is of batch C, so its location and scale need 20 patients"
    ),
    (
      .estimatedBatch("C", patients: 20),
      "batch C is not in training: its location and scale come from the features of its 20 patients who are scored, without "
        + "their outcomes"
    ),
    (
      .notFinite(patients: ["P3"]),
      "no score for P3: the model's value is not a finite number, as with features far outside those of training"
    ),
    (.training(.noColumnLeft), TrainingFlag.noColumnLeft.explanation),
  ]

  @Test(arguments: known.indices) func theWordsAreThoseOfResults(at: Int) {
    #expect(Self.known[at].flag.explanation == Self.known[at].words)
  }
}
