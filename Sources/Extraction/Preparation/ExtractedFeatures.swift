import Features
import ImageFiles
import Volumes

/// The features of one region, with the facts that a reader of the table needs.
public struct ExtractedFeatures: Sendable, Codable, Hashable {
  /// Names of the values: ``ExtractionSettings/columns``.
  public let columns: [String]
  /// One value per column.
  public let values: [FeatureValue]
  /// The region in the image as given.
  public let region: RegionFacts
  /// The region that features were taken from, after resampling.
  public let processedRegion: RegionFacts
  /// Remarks on this case that a careful reader should know, one sentence each.
  public let warnings: [String]
  /// How the file of the region was interpreted, and what could not be checked; `nil` for nothing.
  public var maskNotes: [ReadingNote]?
  /// The label of the mask's image, or the number of its segment; `nil` for contours and masks that were not read here.
  public var maskLabel: Int?

  /// The value in a column of ``columns``; `nil` where there is no such column.
  public subscript(column: String) -> FeatureValue? {
    columns.firstIndex(of: column).map { values[$0] }
  }

  /// The same with what reading the region left to say.
  func noting(_ notes: [ReadingNote], label: Int?) -> ExtractedFeatures {
    var result = self
    result.maskLabel = label
    result.maskNotes = notes.isEmpty ? nil : notes
    return result
  }
}

/// Size of a region.
public struct RegionFacts: Sendable, Codable, Hashable {
  /// Voxels inside.
  public let voxels: Int
  /// Voxels times voxel volume, in mm³.
  public let volume: Double
  /// Distance between voxel centres, in mm.
  public let spacing: SIMD3<Double>
  /// Smallest box with every voxel inside.
  public let box: VoxelBox

  init(_ mask: Mask, box: VoxelBox) {
    voxels = mask.count
    volume = mask.volume
    spacing = mask.grid.spacing
    self.box = box
  }
}
