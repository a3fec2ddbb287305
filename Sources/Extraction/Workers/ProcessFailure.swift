import Execution
import Glibc

/// How the process that extracted a case ended without an answer.
public struct ProcessFailure: Error, Hashable, Sendable {
  package let failure: WorkerFailure
  private let allowance: CaseLimits.Allowance

  init(_ failure: WorkerFailure, _ allowance: CaseLimits.Allowance) {
    (self.failure, self.allowance) = (failure, allowance)
  }
}

extension ProcessFailure: CustomStringConvertible {
  /// The cause and what to do next.
  public var description: String {
    switch failure {
    case .notStarted(let error): "the process that extracts could not be started: \(error.cause). Give fewer threads (-j)"
    case .crashed(let signal, let words):
      "the process that read and computed it was ended by signal \(signal) (\(Self.name(of: signal)))\(Self.quoted(words)). "
        + "The file is probably damaged: look at it with apus inspect. Please report the crash"
    case .tookTooMuchMemory(let peak):
      "needs more memory than the \(Self.size(allowance.memory)) that a case may have (it had \(Self.size(peak))). If the "
        + "image is meant to be this large, give more with --case-memory"
    case .tookTooLong(let seconds):
      "took longer than the \(Self.shown(seconds)) s that a case may take. If the image is meant to be this large, give "
        + "more with --case-seconds"
    case .ended(let code, let words):
      "the process that read and computed it ended with exit code \(code)\(Self.quoted(words)). Please report this"
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
    return Double(bytes) >= gigabyte
      ? "\(shown((Double(bytes) / gigabyte * 10).rounded() / 10)) GB" : "\(shown((Double(bytes) / megabyte).rounded())) MB"
  }

  private static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
