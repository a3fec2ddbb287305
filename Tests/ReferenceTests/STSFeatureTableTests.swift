import Extraction
import ImageFiles
import Records
import Testing
import TestSupport

/// `sts/pyradiomics_features_dev.csv`: PyRadiomics 3.0.1 on 16 soft-tissue-sarcoma patients, T1, bins 25 wide, at the
/// native spacing and at 2 mm (float32, not normalised).
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: STSFeatureTableTests, no reference data"))
struct STSFeatureTableTests {
  private static let path = "sts/pyradiomics_features_dev.csv"

  static var rows: [Int] {
    guard let file = try? ReferenceData.file(path), let table = try? CSVTable(reading: file.path) else { return [] }
    return Array(table.rows.indices)
  }

  @Test(arguments: rows)
  func valuesAgree(row: Int) throws {
    let table = try CSVTable(reading: ReferenceData.file(Self.path).path)
    let cells = table.rows[row]
    let settings =
      cells[1] == "native_bw25"
      ? ExtractionSettings.pyradiomicsDefaults
      : try ExtractionSettings(pyRadiomicsText: "setting: {resampledPixelSpacing: [2, 2, 2]}", file: cells[1])
    let folder = try ReferenceData.file("sts/nifti/\(cells[0])").path
    let result = try extractFeatures(
      image: readVolume("\(folder)/MR_T1_image.nii.gz"), mask: readMask("\(folder)/MR_T1_mask.nii.gz"),
      settings: settings, workers: 2)
    let values = Dictionary(uniqueKeysWithValues: zip(result.columns, result.values))
    #expect(Set(result.columns) == Set(table.columns.dropFirst(2)))
    for (column, cell) in zip(table.columns, cells).dropFirst(2) {
      let wanted = try #require(table.number(cell))
      let value = try #require(values[column]?.number)
      #expect(abs(value - wanted) <= 1e-6 * abs(wanted), "\(cells[0]) \(cells[1]) \(column)")
    }
  }
}
