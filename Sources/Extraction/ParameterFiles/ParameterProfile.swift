import Foundation

extension ExtractionSettings {
  /// The settings of a parameter file of either profile, YAML or JSON.
  ///
  /// `profile: ibsi` at the top of the file, or `profile` here, makes it one of the profile `ibsi`
  /// (`Documentation/ibsi.md`); else it is a PyRadiomics file (`Documentation/extraction.md`).
  /// - Parameters:
  ///   - path: the parameter file.
  ///   - profile: the profile that the caller needs; a file that names another one is an error.
  public init(parameterFile path: String, profile: Profile? = nil) throws(ParameterFileError) {
    try self.init(parameterText: ParameterFile.text(of: path), file: path, profile: profile)
  }

  /// ``init(parameterFile:profile:)`` for a text; `file` only names it in errors.
  public init(parameterText text: String, file: String, profile: Profile? = nil) throws(ParameterFileError) {
    let node = try ParameterFile.parse(text, file: file)
    let root = try ParameterSection(node, file: file, path: "")
    let known = Profile.allCases.map(\.rawValue)
    let named = try root.text("profile", of: known).flatMap(Profile.init(rawValue:))
    if let named, let profile, named != profile {
      throw root.error(
        "profile",
        .wrongValue(key: "profile", found: named.rawValue, expected: "\(profile.rawValue), as the command line has it"))
    }
    switch named ?? profile ?? .pyradiomics {
    case .pyradiomics: try self.init(pyRadiomicsText: text, file: file)
    case .ibsi: self = try IBSIParameterFile(root).settings()
    }
  }
}
