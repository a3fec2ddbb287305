import Proposals
import Testing

/// Spellings of hospitals, by what a radiologist would say they are.
@Suite struct SequenceNameTests {
  private func name(_ description: String, _ modality: String = "MR") -> String {
    SequenceName(description: description, modality: modality).name
  }

  @Test(arguments: [
    ("T2", ["T2 TSE ax", "t2_tse_tra", "AX T2 FRFSE", "T2W_TSE", "Sag T2", "T2 축상"]),
    ("T1", ["T1 TSE", "AX T1 FSE", "t1_vibe_tra", "T1 축상", "t1 nativ"]),
    ("CE-T1", ["AX CE-T1 FSE", "t1_gd", "T1 +C", "T1 post KM", "T1 조영증강", "t1ce", "T1 Gadovist"]),
    ("FS-T2", ["T2 TSE FS", "t2_tirm_tra", "T2 fat sat", "t2 spair"]),
    ("FLAIR", ["t2_tirm_tra_dark-fluid", "AX T2 FLAIR", "FLAIR 3D"]),
    ("T2star", ["T2* GRE", "T2 star", "t2_hemo"]), ("ADC", ["ADC map", "Apparent Diffusion Coefficient (mm2/s)"]),
    ("eADC", ["eADC", "Exponential ADC"]), ("DWI", ["DWI b1000", "dwi_ep2d"]),
  ])
  func spellingsOfOneSequenceAreOne(name: String, descriptions: [String]) {
    for description in descriptions { #expect(self.name(description) == name, "\(description)") }
  }

  /// Fat suppression, contrast medium and susceptibility make other images of one family; none is taken for another.
  @Test func otherSequencesStayApart() {
    let all = [
      "T1 TSE", "T1 Gd", "T1 FS", "T1 FS Gd", "T2 TSE", "T2 TSE FS", "T2 star", "T2 dark-fluid", "ADC", "eADC",
    ]
    #expect(Set(all.map { name($0) }).count == all.count)
    #expect(SequenceName(description: "T2 TSE FS", modality: "MR").family == "T2")
    #expect(SequenceName(description: "T1 FS Gd", modality: "MR").family == "T1")
  }

  @Test func whatSaysNothingIsItself() {
    #expect(name("Series 7") == "Series 7" && name(" ") == "MR" && name("Thorax", "CT") == "CT")
  }
}
