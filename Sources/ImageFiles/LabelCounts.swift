/// The labels of a label image with their numbers of voxels, the largest first, at most twenty; and the number of all
/// labels.
/// - Parameter channel: the position, from 0, of the label in a voxel with several numbers.
package func labelCounts(
  of path: String, channel: Int = 0
) throws(ImageFileError) -> (present: [LabelCount], count: Int) {
  let volume =
    switch try ImageFormat(of: path) {
    case .nifti: try readNIfTI(path, channel: channel).volume()
    case .nrrd: try readNRRD(path, channel: channel).volume()
    case .folder, .dicom: try readVolume(path)
    }
  return LabelCount.counted(volume.voxels.map { $0.isFinite ? $0.rounded() : 0 })
}
