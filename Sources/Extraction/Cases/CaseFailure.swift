import ImageFiles
import ImageProcessing

/// Why a case gave no features: its files as the caller named them, and the cause with its type.
public struct CaseFailure: Error, Sendable {
  /// The cause.
  public enum Cause: Sendable {
    /// The row cannot even be tried.
    case row(ExtractionCaseError)
    /// A file of the image or of the region cannot be used.
    case file(ImageFileError)
    /// The file of the region holds none for this image.
    case region(RegionError)
    /// The bias field was not corrected.
    case biasField(BiasFieldError)
    /// The files were read, and no feature could mean anything.
    case extraction(ExtractionError)
    /// The process that worked on it ended.
    case process(ProcessFailure)
    /// What another process says of it, with files, cause and next step.
    case reported(String)
    /// What the system says of a folder or of the program N4.
    case other(any Error)
  }

  /// The image as the caller named it.
  public let image: String
  /// The mask as the caller named it.
  public let mask: String
  /// Why there are no features.
  public let cause: Cause
}

extension CaseFailure: CustomStringConvertible {
  /// File, cause and next step. Readers name the file themselves; what fails after reading gets both names here.
  public var description: String {
    switch cause {
    case .row(let error): error.description
    case .file(let error): error.description
    case .region(let error): error.description
    case .biasField(let error): error.description
    case .extraction(let error): "\(image) with \(mask): \(error)."
    case .process(let failure): "\(image) with \(mask): \(failure)."
    case .reported(let text): text
    case .other(let error): "\(error)"
    }
  }
}

extension CaseFailure.Cause {
  /// One place that sorts what reading and extraction throw, so that the steps between need no error type of their own.
  init(_ error: any Error) {
    switch error {
    case let error as ExtractionCaseError: self = .row(error)
    case let error as ImageFileError: self = .file(error)
    case let error as RegionError: self = .region(error)
    case RegionChoiceError.file(let error): self = .file(error)
    case RegionChoiceError.region(let error): self = .region(error)
    case let error as BiasFieldError: self = .biasField(error)
    case let error as ExtractionError: self = .extraction(error)
    default: self = .other(error)
    }
  }
}

/// Why a row of a cohort cannot even be tried.
public enum ExtractionCaseError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The cell of the label.
  case labelIsNoNumber(String)
  /// The column whose cell is empty.
  case emptyCell(String)

  /// The cause and the next step.
  public var description: String {
    switch self {
    case .labelIsNoNumber(let label): "the label \"\(label)\" is not a whole number above 0; correct the Label column"
    case .emptyCell(let column): "the cell in the column \(column) is empty; fill it or take the row out"
    }
  }
}
