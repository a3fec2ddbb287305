import ArgumentParser
import Execution
import Extraction
import Foundation
import ImageFiles

/// `apus inspect PATH…`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Show the contents of files and folders: series, regions, grids and problems.",
    usage: """
      apus inspect PATH…
      apus inspect IMAGE --mask MASK [--roi NAME] [--label NUMBER]
      """,
    discussion: """
      A problem is what keeps a file, a series or a region from being read. Headers, lengths of pixels, contours, segments and label \
      images are looked at; pixels that do not use all their bits are read, compressed ones are not decoded. Regions are compared with the \
      DICOM series among the paths. With --mask, image and mask are read as by `apus extract`. A region without contours or voxels beside \
      others that have them, and what a reader should know of a series, is a note. The exit code is 65 where a problem is listed or nothing \
      is found, and 0 otherwise.

      Examples:
        apus inspect export/P001
        apus inspect T1.nii.gz --mask T1_mask.nii.gz
      """)

  @Argument(help: "Files and folders.")
  var paths: [String]

  @Option(help: "Label image, RTSTRUCT or SEG that belongs to the image.", completion: .file())
  var mask: String?

  @Option(help: "Name of the region in an RTSTRUCT, a SEG or a label image that has names (default: each).")
  var roi: String?

  @Option(parsing: .unconditional, help: "Label of the region in a label image.")
  var label: Int?

  @OptionGroup var reading: ReadingOptions

  @Flag(name: .long, help: "Print JSON instead of text.")
  var json = false

  func validate() throws {
    if mask != nil, paths.count != 1 { throw ValidationError("--mask belongs to one image. Give one path.") }
    if mask == nil, roi != nil || label != nil || reading.between != nil {
      throw ValidationError("--roi, --label and --between need --mask.")
    }
    if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
  }

  func run() throws {
    let single = mask.map { mask in
      ExtractionCase(
        image: paths[0], mask: mask, label: label.map { "\($0)" }, roi: roi, between: reading.between,
        spacing: reading.spacing)
    }
    let found = inspectTogether(paths + [mask].compactMap(\.self), spacing: reading.spacing, single: single)
    if json {
      print(String(decoding: try JSONEncoder.stable.encode(found), as: UTF8.self))
    } else {
      for item in found { print("\(item)".controlsWrittenOut) }
    }
    if found.contains(where: \.hasProblems) { throw ExitCode.badInput }
  }
}
