import ImageFiles

/// Why the region that is meant cannot be chosen or read.
package enum RegionChoiceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file cannot be read, or it does not have this region.
  case file(ImageFileError)
  /// The file has several regions that could be meant.
  case region(RegionError)

  /// The text of the cause, which names the file.
  package var description: String {
    switch self {
    case .file(let error): error.description
    case .region(let error): error.description
    }
  }

  /// Runs a step that only reads a file.
  static func reading<Value>(_ step: () throws(ImageFileError) -> Value) throws(RegionChoiceError) -> Value {
    do throws(ImageFileError) { return try step() } catch { throw .file(error) }
  }
}
