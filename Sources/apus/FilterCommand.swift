import ArgumentParser
import Extraction
import ImageFiles

/// `apus filter IMAGE -p filters.yaml -o DIR`: response maps as files.
struct FilterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter", abstract: "Write the response maps of IBSI's filters as NIfTI files.",
    discussion: """
      The parameter file has the profile ibsi (Documentation/ibsi.md). Each entry of `filters:` becomes NAME.nii.gz in \
      DIR, after the rounding and resampling that the file asks for. The rest of the file is checked but not used.
      Exit codes: 0 complete; 2 some maps failed; 1 all failed; 64 usage; 65 bad input.

      Example:
        apus filter image.nii.gz -p filters.yaml -o maps
      """)

  @Argument(help: "A NIfTI or NRRD file, or a folder with one DICOM series.", completion: .file())
  var image: String

  @Option(name: [.customShort("p"), .long], help: "Parameter file with `filters:`.", completion: .file())
  var parameters: String

  @Option(name: .shortAndLong, help: "Folder for the maps; created if it does not exist.", completion: .directory)
  var output: String

  @Option(help: "Number type of the files: float32 or float64.")
  var sample = NIfTISample.float32

  @OptionGroup var slices: SpacingOption

  @OptionGroup var threads: JobsOption

  func run() throws {
    let jobs = try threads.withMemory()
    let maps: [ResponseMaps.Map]
    do {
      let settings = try ExtractionSettings(parameterFile: parameters, profile: .ibsi)
      guard let ibsi = settings.ibsi, !ibsi.filters.isEmpty else {
        complain("\(parameters): the file has no filters. List them under filters:.")
        throw ExitCode.badInput
      }
      let response = try ResponseMaps(of: image, ibsi, spacing: slices.rule)
      for note in response.notes { complain("\(image): note: \(note)") }
      maps = try response.write(to: output, as: sample, jobs: jobs)
    } catch let code as ExitCode {
      throw code
    } catch {
      complain("\(error)")
      throw ExitCode.badInput
    }
    for map in maps {
      if let error = map.error { complain("\(map.name): \(error)") } else { print(map.path) }
    }
    let failed = maps.count { $0.error != nil }
    if failed == maps.count { throw ExitCode.nothingUsable }
    if failed > 0 { throw ExitCode.someFailed }
  }
}

extension NIfTISample: ExpressibleByArgument {}
