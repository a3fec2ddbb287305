import Execution
import LocalServer

/// Why the server does not do what a page asks.
package enum ServeError: Error, CustomStringConvertible {
  /// The address names nothing; studies, runs and folders are numbers of the list.
  case notFound
  /// The request itself is not one that the page makes.
  case misread(RequestRefusal)
  /// Another job works in the folder of the study.
  case busy(folder: String)
  case noJob
  /// A file of a study or of a run cannot be used.
  case unreadable(String)
  case cannotStart(ProcessStartError)

  /// What is wrong and what to do next.
  package var description: String {
    switch self {
    case .notFound: "There is nothing at this address any more. Load the page again."
    case .misread(let refusal): refusal.description
    case .busy(let folder):
      "\(folder): a check or a run is at work in this folder, of this server or of another program. Wait until it has "
        + "ended, or stop it."
    case .noJob: "Nothing is at work that could be stopped."
    case .unreadable(let cause): cause
    case .cannotStart(let error): error.description
    }
  }
}

extension ChildProcess {
  /// Starts a program, as an answer to a page.
  static func started(
    _ program: String, _ arguments: [String], input: StandardInput = .none, output: Output = .dropped
  ) throws(ServeError) -> ChildProcess {
    do throws(ProcessStartError) {
      return try ChildProcess(program, arguments, input: input, output: output)
    } catch {
      throw .cannotStart(error)
    }
  }
}
