import Execution
import Glibc

/// Why a process gave no answer on a case.
public struct ProcessFailure: Error, Hashable, Sendable {
  package enum Cause: Hashable, Sendable {
    /// It ended before it answered, with what it was allowed to take.
    case ended(WorkerFailure, CaseLimits.Allowance)
    /// The files of settings are not what they were when the work began.
    case otherSettings
    /// The answer, or the question, was no such text.
    case unreadable(String)
  }

  package let cause: Cause

  init(_ cause: Cause) { self.cause = cause }
}

extension ProcessFailure: CustomStringConvertible {
  /// The cause and what to do next, in a sentence that follows the names of files and has no full stop.
  public var description: String {
    switch cause {
    case .ended(let failure, let allowance): Self.text(failure, allowance)
    case .otherSettings: "the files of the settings were changed meanwhile; start it again"
    case .unreadable(let text):
      "the process that computes gave no answer that can be read\(Self.quoted(text)). Please report this"
    }
  }

  private static func text(_ failure: WorkerFailure, _ allowance: CaseLimits.Allowance) -> String {
    switch failure {
    case .notStarted(let error):
      "the process that computes could not be started: \(error.cause). Give fewer threads (-j)"
    case .crashed(let signal, let words):
      "the process that read and computed it was ended by signal \(signal) (\(name(of: signal)))\(quoted(words)). "
        + "The file is probably damaged: look at it with apus inspect. Please report the crash"
    case .tookTooMuchMemory(let peak):
      "needs more memory than the \(size(allowance.memory)) that a case may have (it had \(size(peak))). If the "
        + "image is meant to be this large, give more with --case-memory"
    case .tookTooLong(let seconds):
      "took longer than the \(shown(seconds)) s that a case may take. If the image is meant to be this large, give "
        + "more with --case-seconds"
    case .ended(let code, let words):
      "the process that read and computed it ended with exit code \(code)\(quoted(words)). Please report this"
    }
  }

  private static func name(of signal: Int32) -> String {
    String(cString: strsignal(signal)).lowercased()
  }

  private static func quoted(_ words: String) -> String {
    let last = words.split(whereSeparator: \.isNewline).last.map(String.init)?.onOneLine ?? ""
    return last.isEmpty ? "" : ": \(last.prefix(200))"
  }

  private static func size(_ bytes: Int) -> String {
    let (gigabyte, megabyte) = (Double(1 << 30), Double(1 << 20))
    guard Double(bytes) >= gigabyte else { return "\(shown((Double(bytes) / megabyte).rounded())) MB" }
    return "\(shown((Double(bytes) / gigabyte * 10).rounded() / 10)) GB"
  }

  private static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
