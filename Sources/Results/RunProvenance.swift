/// What a run was made with and from, so that somebody else can repeat it and notice if an input differs.
package struct RunProvenance: Codable, Sendable, Hashable {
  /// A library that took part in the computation.
  package struct Library: Codable, Sendable, Hashable {
    package var name: String
    package var version: String

    /// Takes every part as given.
    package init(name: String, version: String) { (self.name, self.version) = (name, version) }
  }

  /// A file that was read, or the images or contours of one series.
  package struct InputFile: Codable, Sendable, Hashable {
    /// What it is, for readers: "Clinical table", "Images of T2".
    package var label: String
    /// The file as the study file names it; `nil` for images and contours, which are many files.
    package var file: String?
    /// Number of patients whose images or contours are behind the hash; `nil` for a file.
    package var patients: Int?
    /// SHA-256 of the file. For images and contours, that of lines "id,hash", one a patient in the order of
    /// `patients.csv`, where the hash is that of grid and voxels.
    package var sha256: String

    /// Takes every part as given.
    package init(label: String, file: String? = nil, patients: Int? = nil, sha256: String) {
      (self.label, self.file, self.patients, self.sha256) = (label, file, patients, sha256)
    }
  }

  /// The libraries, by name.
  package var libraries: [Library]
  /// The inputs, in the order of the study file.
  package var inputs: [InputFile]

  /// Takes every part as given.
  package init(libraries: [Library], inputs: [InputFile]) { (self.libraries, self.inputs) = (libraries, inputs) }
}
