import ImageProcessing

/// Why an image and its mask gave no features.
public enum ExtractionError: Error, Hashable, Sendable {
  /// The image or its region cannot be processed.
  case processing(ImageProcessingError)
  /// Its intensities cannot be normalised.
  case normalisation(NormalisationError)
  /// A library that the features need, or a function of it, that the system does not have.
  case missingLibrary(String)
}

extension ExtractionError: CustomStringConvertible {
  /// The cause, then what to do.
  public var description: String {
    switch self {
    case .processing(let error): error.description
    case .normalisation(let error): error.description
    case .missingLibrary(let name):
      "\(name) cannot be loaded, which shape features and glcm MCC need; install liblapacke and libopenblas0, or run "
        + "script/setup"
    }
  }
}
