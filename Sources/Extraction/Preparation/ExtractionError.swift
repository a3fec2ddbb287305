import ImageProcessing

/// Why an image and its mask gave no features.
public enum ExtractionError: Error, Hashable, Sendable {
  /// The image or its region cannot be processed.
  case processing(ImageProcessingError)
  /// Its intensities cannot be normalised.
  case normalisation(NormalisationError)
}

extension ExtractionError: CustomStringConvertible {
  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .processing(let error): error.description
    case .normalisation(let error): error.description
    }
  }
}
