import Extraction
import Foundation
import ImageFiles
import Testing
import TestSupport

/// Values that PyRadiomics gives under settings that the reference files do not have.
///
/// Source: PyRadiomics 3.1.0 (PyPI wheel; SimpleITK 2.5.7, PyWavelets 1.6.0, scikit-image 0.24.0, NumPy 1.26.4, Python
/// 3.9), run on 25 November 2026 on images of `../shared`, with the parameters that stand above the values as they are.
/// A few values of each image, class and filter, drawn at random; all of them were compared once, see
/// `Documentation/parity.md`.
@Suite(.enabled(if: ReferenceData.isPresent, "skipped: PyRadiomicsSettingsTests, no reference data"))
struct PyRadiomicsSettingsTests {
  /// One parameter file and values by case.
  struct Block: Sendable, CustomTestStringConvertible {
    let name: String
    var parameters = ""
    var values: [(image: String, column: String, value: Double)] = []

    var testDescription: String { name }
  }

  static let blocks: [Block] = [planeReference, filterReference, preparationReference].flatMap(parse)

  private static func parse(_ table: String) -> [Block] {
    var blocks: [Block] = []
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ")
      if line.hasPrefix("@") {
        blocks.append(Block(name: String(line.dropFirst())))
      } else if words.count == 3, let value = Double(words[2]) {
        blocks[blocks.count - 1].values.append((String(words[0]), String(words[1]), value))
      } else {
        blocks[blocks.count - 1].parameters += line + " "
      }
    }
    return blocks
  }

  @Test func everyBlockHasValues() {
    #expect(Self.blocks.count == 39)
    #expect(Self.blocks.allSatisfy { $0.values.count >= 6 && !$0.parameters.isEmpty })
  }

  @Test(arguments: blocks)
  func valuesAgree(block: Block) throws {
    let settings = try ExtractionSettings(pyRadiomicsText: block.parameters, file: block.name)
    for (image, wanted) in Dictionary(grouping: block.values, by: \.image) {
      let (imagePath, maskPath) = try Self.paths(image)
      let result = try extractFeatures(
        image: readVolume(imagePath), mask: readMask(maskPath, label: 1), settings: settings, workers: 1)
      let values = Dictionary(uniqueKeysWithValues: zip(result.columns, result.values))
      for (_, column, value) in wanted {
        let number = try #require(values[column]?.number, "\(image) \(column)")
        let isFiltered = column.hasPrefix("lbp") || column.hasPrefix("log")
        let tolerance = isFiltered ? 1e-4 : 1e-6
        #expect(abs(number - value) <= tolerance * abs(value) + 1e-12, "\(image) \(column): \(number), not \(value)")
      }
    }
  }

  private static func paths(_ image: String) throws -> (image: String, mask: String) {
    if image.hasPrefix("STS") {
      return (
        try ReferenceData.file("sts/nifti/\(image)/MR_T1_image.nii.gz").path,
        try ReferenceData.file("sts/nifti/\(image)/MR_T1_mask.nii.gz").path
      )
    }
    return (
      try ReferenceData.file("pyradiomics/data/\(image)_image.nrrd").path,
      try ReferenceData.file("pyradiomics/data/\(image)_label.nrrd").path
    )
  }
}
