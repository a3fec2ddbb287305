import ImageProcessing

/// Why an image and its mask gave no features.
public enum ExtractionError: Error, Hashable, Sendable {
  /// The image or its region cannot be processed.
  case processing(ImageProcessingError)
}

extension ExtractionError: CustomStringConvertible {
  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .processing(let error): error.description
    }
  }
}
