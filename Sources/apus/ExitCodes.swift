import ArgumentParser
import Cohorts
import DeepRadiomics
import Extraction
import Logging
import Records

extension ExitCode {
  /// Complete, but some patients failed.
  static let someFailed = ExitCode(2)
  /// The command line or a file given on it cannot be used.
  static let badInput = ExitCode(65)
  /// The command line makes no sense.
  static let usage = ExitCode(64)
  /// A program, a library or a download of another project is missing.
  static let unavailable = ExitCode(69)
  /// Nobody reads standard output any more: 128 and the number of SIGPIPE.
  static let brokenPipe = ExitCode(141)
  /// Nothing usable came out.
  static let nothingUsable = ExitCode(1)
}

/// Runs `body`; what it throws is told, on `logger` where there is one, and becomes the exit code that fits.
/// - Parameter code: the code of an error that has none of its own.
func orExit<Value>(
  _ logger: Logger? = nil, or code: ExitCode = .badInput, _ body: () throws -> Value
) throws -> Value {
  do {
    return try body()
  } catch let code as ExitCode {
    throw code
  } catch StoreError.lostOutput where StandardStreams.readerHasGone {
    throw ExitCode.brokenPipe
  } catch {
    if let logger { logger.error("\(error)") } else { complain("\(error)") }
    throw ExitCode(of: error) ?? code
  }
}

extension ExitCode {
  /// The code that an error of a library stands for, if it is one of its own.
  fileprivate init?(of error: any Error) {
    switch error {
    case let error as WeightStoreError where error.isUnavailable: self = .unavailable
    case NetworkError.missingLibrary, StudyRunError.toolMissing, BiasFieldError.programMissing: self = .unavailable
    case let error as StudyRunError where !error.isInput: self = .nothingUsable
    default: return nil
    }
  }
}
