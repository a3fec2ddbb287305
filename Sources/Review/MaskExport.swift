import Cohorts
import ImageFiles
import Records

/// Writes masks, and images if somebody asks for them, as NIfTI for 3D Slicer and other viewers.
package struct MaskExport: Sendable {
  private let folder: String
  private let withImages: Bool
  private let names: PatientNames

  /// Makes the folder.
  package init(_ folder: String, withImages: Bool, names: PatientNames) throws(StoreError) {
    (self.folder, self.withImages, self.names) = (folder, withImages, names)
    try OutputFolder.make(folder)
  }

  /// Writes one series of a patient: `NAME_SERIES_mask.nii.gz` on the grid of its image, and
  /// `NAME_SERIES_image.nii.gz`.
  func write(_ loaded: LoadedSeries, of id: String, series: String) throws(NIfTIWritingError) {
    let stem = "\(folder)/\(Self.fileName(names.name(of: id)))_\(Self.fileName(series))"
    try writeNIfTI(loaded.mask, to: stem + "_mask.nii.gz")
    if withImages { try writeNIfTI(loaded.image, to: stem + "_image.nii.gz") }
  }

  /// A name without what a path must not have.
  private static func fileName(_ name: String) -> String {
    let plain = String(name.map { $0 == "/" || $0 == "\\" || $0 == "\0" ? "_" : $0 })
    return plain.hasPrefix(".") ? "_" + plain.dropFirst() : plain
  }
}
