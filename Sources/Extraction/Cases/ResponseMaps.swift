import Execution
import ImageFiles
import ImageProcessing
import Records
import Volumes

/// The response maps of an image as files: what IBSI-2's first phase compares voxel by voxel.
public struct ResponseMaps: Sendable {
  /// One filter and its file, or why there is none.
  public struct Map: Sendable {
    /// Name of the filter.
    public let name: String
    /// The file.
    public let path: String
    /// Why it was not written; `nil` where it was.
    public let error: ResponseMapError?
  }

  /// Remarks on the image that a reader should know.
  public let notes: [ReadingNote]
  private let filters: [IBSIFilterRecipe]
  private let image: Volume
  private let provenance: Provenance

  /// Reads the image and brings it to the grid of the settings.
  /// - Parameter spacing: how unevenly the slices of a DICOM series may be spaced.
  /// - Throws: ``/ImageFiles/ImageFileError``, ``ExtractionError``.
  public init(of path: String, _ settings: IBSISettings, spacing: SpacingRule = .standard) throws {
    filters = settings.filters
    provenance = Provenance(ExtractionSettings(ibsi: settings))
    let read = try readNotedVolume(path, spacing: spacing)
    let stored = read.volume
    notes = read.notes + [ReadingNote.oddVoxelSize(of: stored.grid)].compactMap(\.self)
    do throws(ImageProcessingError) {
      image = try settings.processed(stored)
    } catch {
      throw ExtractionError.processing(error)
    }
  }

  /// Writes each map as `NAME.nii.gz` into a folder, which is made if it is not there; its header says what made it.
  public func write(to folder: String, as sample: NIfTISample, jobs: Int) throws(StoreError) -> [Map] {
    try OutputFolder.make(folder)
    return parallelMap(filters, workers: jobs) { recipe in
      let path = "\(folder)/\(recipe.name).nii.gz"
      do throws(ResponseMapError) {
        try write(recipe, to: path, as: sample)
        return Map(name: recipe.name, path: path, error: nil)
      } catch {
        return Map(name: recipe.name, path: path, error: error)
      }
    }
  }

  private func write(
    _ recipe: IBSIFilterRecipe, to path: String, as sample: NIfTISample
  ) throws(ResponseMapError) {
    let map: Volume
    do throws(ImageFilterError) {
      map = try recipe.filter.response(to: image)
    } catch {
      throw .filter(error)
    }
    do throws(NIfTIWritingError) {
      try writeNIfTI(map, to: path, as: sample, description: provenance.description(of: recipe.name))
    } catch {
      throw .file(error)
    }
  }
}

/// Why a response map was not written.
public enum ResponseMapError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The filter is not defined on the image.
  case filter(ImageFilterError)
  /// The file cannot be written.
  case file(NIfTIWritingError)

  /// The cause and the next step.
  public var description: String {
    switch self {
    case .filter(let error): error.description
    case .file(let error): error.description
    }
  }
}
