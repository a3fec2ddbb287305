import Execution
import Foundation
import Records

/// Has work on the images of one case done by processes of this program, so that a file which crashes, hangs or takes
/// all memory costs its own case and no other.
///
/// The process at the other end is started with the arguments of this one and answers with ``serve(as:_:)``.
package struct IsolatedWork<Request: Codable & Sendable, Reply: Codable & Sendable>: Sendable {
  private let pool: WorkerPool
  private let identity: String
  private let limits: CaseLimits

  /// - Parameters:
  ///   - program: path of this program.
  ///   - arguments: what makes it a worker with the settings of the caller.
  ///   - identity: of everything that answers depend on and that both ends read by themselves.
  ///   - limits: what a case may take.
  package init(_ program: String, _ arguments: [String], identity: String, limits: CaseLimits) {
    (pool, self.identity, self.limits) = (WorkerPool(program, arguments), identity, limits)
  }

  /// Waits for an answer.
  /// - Parameter files: those of the case, by whose size its limits are chosen.
  package func reply(to request: Request, files: [String]) throws(ProcessFailure) -> Reply {
    let allowance = limits.allowance(for: files)
    let envelope = Envelope(identity: identity, memory: allowance.memory, content: request)
    guard let line = try? JSONEncoder().encode(envelope) else { throw ProcessFailure(.unreadable("")) }
    let text: String
    do {
      text = try pool.answer(to: line, within: allowance.seconds > 0 ? allowance.seconds : nil)
    } catch {
      throw ProcessFailure(.ended(error, allowance))
    }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(text.utf8)) else {
      throw ProcessFailure(.unreadable(text))
    }
    switch answer {
    case .reply(let reply): return reply
    case .otherSettings: throw ProcessFailure(.otherSettings)
    case .unreadable: throw ProcessFailure(.unreadable(text))
    }
  }

  /// Answers requests from standard input until it ends, and does not return.
  package static func serve(as identity: String, _ reply: (Request) -> Reply) -> Never {
    WorkerService.serve { line in
      let answer: Answer
      if let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(line.utf8)) {
        if envelope.memory > 0 { WorkerService.limitMemory(envelope.memory) }
        answer = envelope.identity == identity ? .reply(reply(envelope.content)) : .otherSettings
      } else {
        answer = .unreadable
      }
      return ((try? JSONEncoder().encode(answer)).map { String(decoding: $0, as: UTF8.self) }) ?? ""
    }
  }

  private struct Envelope: Codable {
    let identity: String
    /// Bytes that the case may take; 0 for any number.
    let memory: Int
    let content: Request
  }

  private enum Answer: Codable {
    case reply(Reply)
    /// This process read its settings from the same files as the one that asks, and somebody may have changed them.
    case otherSettings
    case unreadable
  }
}
