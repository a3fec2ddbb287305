import Foundation
import ImageFiles

/// Something in the folder of images that a series of a study file can name.
struct ImageItem: Hashable, Sendable {
  /// What it holds.
  enum Kind: Hashable, Sendable {
    /// A NIfTI or NRRD file: an image or a label image.
    case volume
    /// A folder whose files are the slices of DICOM images.
    case slices
    /// An RTSTRUCT or SEG.
    case regions
  }

  /// Path relative to the folder of images.
  let path: String
  let kind: Kind
}

/// The images below a folder.
struct ImageItems {
  /// In the order of their paths.
  let items: [ImageItem]
  /// Names of files that are none, for a message.
  let others: [String]
  /// Tables, relative to the folder, at its top only.
  let tables: [String]

  /// More files than this are an archive, for which an index of DICOM is the way.
  private static let mostFiles = 500_000

  init(below folder: String) {
    var byFolder: [String: [String]] = [:]
    var (items, others, tables) = ([ImageItem](), [String](), [String]())
    let walk = FileManager.default.enumerator(atPath: folder)
    var count = 0
    while let path = walk?.nextObject() as? String, count < Self.mostFiles {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      if name.hasPrefix(".") {
        walk?.skipDescendants()
        continue
      }
      count += 1
      let parent = path.split(separator: "/").dropLast().joined(separator: "/")
      let lower = name.lowercased()
      if [".nii", ".nii.gz", ".nrrd"].contains(where: lower.hasSuffix) {
        items.append(ImageItem(path: path, kind: .volume))
      } else if [".csv", ".xlsx", ".csv.gz", ".tsv"].contains(where: lower.hasSuffix) {
        if parent.isEmpty { tables.append(path) }
      } else {
        byFolder[parent, default: []].append(path)
      }
    }
    for (parent, files) in byFolder {
      let found = Self.dicom(files.sorted(), in: parent, below: folder)
      items += found
      if found.isEmpty { others += files.prefix(2) }
    }
    self.items = items.sorted { $0.path < $1.path }
    (self.others, self.tables) = (others.sorted(), tables.sorted())
  }

  /// The DICOM content of the files that stand in one folder. The first file tells what many are; of few, each is
  /// looked at.
  private static func dicom(_ files: [String], in parent: String, below folder: String) -> [ImageItem] {
    let looked = files.count > 6 ? [files[0], files[files.count / 2]] : files
    var (hasSlices, items) = (false, [ImageItem]())
    for file in looked {
      let path = "\(folder)/\(file)"
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue,
        let found = try? DICOMFolder(at: path)
      else { continue }
      if !found.series.isEmpty { hasSlices = true }
      if !found.structureSets.isEmpty || !found.segmentations.isEmpty {
        items.append(ImageItem(path: file, kind: .regions))
      }
    }
    // Slices that stand beside other files at the top are of one folder each only where patients have folders.
    return items + (hasSlices && !parent.isEmpty ? [ImageItem(path: parent, kind: .slices)] : [])
  }
}
