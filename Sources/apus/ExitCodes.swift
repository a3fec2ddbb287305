import ArgumentParser
import Cohorts
import DeepRadiomics
import Extraction
import Interchange
import Learning
import Logging
import Phantom
import Records
import Slurm
import Study

extension ExitCode {
  /// The command is complete, but some patients failed.
  static let someFailed = ExitCode(2)
  /// The command line or a file given on it cannot be used.
  static let badInput = ExitCode(65)
  /// The command line is not valid.
  static let usage = ExitCode(64)
  /// A result cannot be written: the disk is full or broken, or a share has gone.
  static let disk = ExitCode(74)
  /// A result may not be written there.
  static let permission = ExitCode(77)
  /// Tasks wait or run; asking again later has another answer.
  static let atWork = ExitCode(75)
  /// A program, a library or a download of another project is missing.
  static let unavailable = ExitCode(69)
  /// Standard output was closed by its reader: 128 plus the number of SIGPIPE.
  static let brokenPipe = ExitCode(141)
  /// There is no usable result.
  static let nothingUsable = ExitCode(1)
}

/// Runs `body`. An error that it throws is reported, on `logger` if there is one, and becomes the matching exit code.
/// - Parameter code: the exit code of an error that has no code of its own.
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
  /// The exit code of an error of a library, if the error has one.
  fileprivate init?(of error: any Error) {
    switch error {
    case StoreError.cannotWrite(_, let cause), PhantomError.cannotWrite(_, let cause):
      self = cause.kind == .permission ? .permission : .disk
    case StoreError.readOnly: self = .permission
    case StoreError.lostOutput: self = .disk
    case let error as WeightStoreError where error.isUnavailable: self = .unavailable
    case let error as SlurmError where error.isUnavailable: self = .unavailable
    case NetworkError.missingLibrary, StudyRunError.toolMissing, StudyRunError.libraryMissing,
      LearningError.missingLibrary, BiasFieldError.programMissing, DatabaseError.missingLibrary:
      self = .unavailable
    case let error as StudyRunError where !error.isInput: self = .nothingUsable
    case LearningError.littleMemory: self = .nothingUsable
    case let refusal as StudyRefusal:
      // What the files lack comes first: installing something would not help as long as they do.
      let codes = refusal.causes.map { ExitCode(of: $0) ?? .badInput }
      self = codes.contains(.badInput) ? .badInput : codes.first ?? .badInput
    default: return nil
    }
  }
}
