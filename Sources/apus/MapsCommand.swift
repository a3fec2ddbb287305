import ArgumentParser
import Extraction
import Features
import ImageFiles

/// `apus maps IMAGE MASK`: feature maps.
struct MapsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maps",
    abstract:
      "Write feature maps: features of the neighbourhood of each voxel, as in the voxel-based mode of PyRadiomics.",
    discussion: """
      Each feature on each image of the parameter file becomes IMAGE_CLASS_NAME.nii.gz in DIR, on the grid of the \
      image, or of the resampled image if the file asks for resampling. Of `voxelSetting` in the file, kernelRadius, \
      maskedKernel and initValue are used. Voxels whose feature is undefined are counted by reason on standard output.
      Exit codes: 0 complete; 1 no map; 64 usage; 65 bad input.

      Example:
        apus maps image.nii.gz mask.nii.gz --feature glcm_Contrast -o maps
      """)

  @Argument(help: "A NIfTI or NRRD file, or a folder with one DICOM series.", completion: .file())
  var image: String

  @Argument(help: "A label image, an RTSTRUCT or a SEG.", completion: .file())
  var mask: String

  @Option(name: [.customShort("p"), .long], help: "PyRadiomics parameter file.", completion: .file())
  var parameters: String?

  @Option(help: "A feature such as glcm_Contrast; repeatable (default: those of the parameter file).")
  var feature: [String] = []

  @Option(
    help: "Kernel radius: voxels from the centre to the faces; it has priority over the parameter file (default: 1).")
  var kernelRadius: Int?

  @Option(parsing: .unconditional, help: "Value for voxels whose feature is undefined; it may be negative.")
  var undefinedValue = Double.nan

  @Option(name: .shortAndLong, help: "Folder for the maps; created if it does not exist.", completion: .directory)
  var output: String

  @Option(help: "Number type of the files: float32 or float64.")
  var sample = NIfTISample.float32

  @Option(
    parsing: .unconditional,
    help: "Label of the region in a label image; it has priority over the parameter file.")
  var label: Int?

  @Option(help: "Name of the region in an RTSTRUCT, a SEG or a label image that has names (.seg.nrrd).")
  var roi: String?

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var threads: JobsOption

  func validate() throws {
    if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
    if let kernelRadius, !(1...20).contains(kernelRadius) {
      throw ValidationError("--kernel-radius takes a whole number from 1 to 20.")
    }
  }

  func run() throws {
    let jobs = try threads.withMemory()
    let request: MapRequest
    do {
      let base = try parameters.map { try ExtractionSettings(parameterFile: $0) } ?? .pyradiomicsDefaults
      request = try MapRequest(
        ExtractionCase(image: image, mask: mask, roi: roi, between: reading.between, spacing: reading.spacing),
        features: feature,
        settings: label.map(base.with(label:)) ?? base,
        map: VoxelMapSettings(parameterFile: parameters, radius: kernelRadius, undefined: undefinedValue))
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
    var noted = Set<[String]>()
    do {
      for map in try request.write(to: output, as: sample, jobs: jobs) {
        print(text(of: map))
        if noted.insert(map.notes).inserted { for note in map.notes { complain("\(image): note: \(note)") } }
      }
    } catch {
      complain("\(error)")
      throw ExitCode.nothingUsable
    }
  }

  private func text(of map: MapRequest.Written) -> String {
    let reasons = map.undefined.sorted { $0.key.rawValue < $1.key.rawValue }
    let missing = reasons.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
    return "\(map.path): \(map.voxels) voxels"
      + (missing.isEmpty ? "" : ", of which undefined (\(undefinedValue)): \(missing)")
  }
}
