import Extraction
import Testing

/// Which names of columns speak of the region to be read.
@Suite struct RegionColumnNameTests {
  @Test(arguments: [
    "label", "LABEL", "Labels", "lable", "lables", "label_value", "LabelValue", "Mask_Label", "mask label", "Lebel",
    "labl", "lbl", "Mask_lbl", "Label_ID", "SegmentLabel", "roi_label",
  ])
  func otherSpellingsOfLabel(name: String) { #expect(RegionColumnName(name) == .label) }

  @Test(arguments: ["roi", "Roi", "rois", "ROI_Name", "RoiName", "Mask_ROI", "roi_id"])
  func otherSpellingsOfROI(name: String) { #expect(RegionColumnName(name) == .roi) }

  @Test(arguments: ["Segment", "SegmentNumber", "segment_no", "Region", "region_name", "Structure"])
  func wordsThatMayMeanSomethingElse(name: String) { #expect(RegionColumnName(name) == .region) }

  @Test(arguments: [
    "", "id", "number", "name", "Mask_Path", "segmentation", "Table", "Liable", "laboratory", "age", "heroic",
    "rotation", "regional", "number_of_regions", "label_smoothing",
    "labelled_by", "structure_set", "site", "batch", "value",
  ])
  func otherNames(name: String) { #expect(RegionColumnName(name) == nil) }

  @Test func theChannelOfPyRadiomics() { #expect(RegionColumnName("Label_channel") == .channel) }
}
