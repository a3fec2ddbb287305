import Foundation
import Proposals
import Records
import Synchronization

/// What a page asks of the form of a folder.
package struct FormRequest: Codable, Sendable {
  /// Position of the table in the list of the folder; `nil` for the only one at its top.
  package var table: Int?
  /// Position of a table of features that stands for images; `nil` for images.
  package var features: Int?
  /// The column of ids; `nil` for the one that joins best.
  package var id: String?
  package var answers = StudyAnswers()

  package init() {}
}

/// What a page gets: the questions, or that images are still looked at.
package enum FormState: Sendable {
  case looking(seconds: Double)
  case ready(StudyForm)
}

/// The proposals of folders. Looking at images takes seconds to minutes and is done once; answers are then applied at
/// once.
package final class FormDesk: Sendable {
  /// Everything that asks for another look.
  private struct Key: Hashable {
    let folder: String
    let table: Int?
    let features: Int?
    let id: String?
  }

  private struct Looks {
    var all: [Key: Interviewer] = [:]
    /// The one asked last is the last.
    var order: [Key] = []
  }

  private let looks = Mutex(Looks())
  private let program: String
  private let workers: Int

  /// Each look is a process with what it has found in its memory.
  private static let most = 4

  /// - Parameter program: path of the command whose `study init` looks.
  package init(program: String, workers: Int) { (self.program, self.workers) = (program, workers) }

  /// The questions of a folder with answers.
  package func form(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> FormState {
    let interviewer = try interviewer(folder, request)
    switch interviewer.now {
    case .looking(let start): return .looking(seconds: (ContinuousClock.now - start) / .seconds(1))
    case .failed(let cause):
      // Somebody may correct the table now; the next question looks again.
      forget(key(folder, request))
      throw .unreadable(cause)
    case .ready: break
    }
    switch try interviewer.ask(InterviewQuestion(request.answers, writes: false)) {
    case .form(let form): return .ready(form)
    case .refused(let cause), .failed(let cause): throw .unreadable(cause)
    case .written: throw .notFound
    }
  }

  /// Writes the study file and the table of cases. What is there is not replaced.
  /// - Returns: the path of the study file.
  package func write(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> String {
    let interviewer = try interviewer(folder, request)
    guard case .ready = interviewer.now else {
      throw .unreadable("\(folder.place): the images are still looked at. Wait for the questions.")
    }
    switch try interviewer.ask(InterviewQuestion(request.answers, writes: true)) {
    case .written: return Self.output(folder)
    case .refused(let cause), .failed(let cause): throw .unreadable(cause)
    case .form: throw .notFound
    }
  }

  /// Ends all looks, before the server ends.
  package func closeAll() {
    looks.withLock { looks in
      for one in looks.all.values { one.end() }
      looks = Looks()
    }
  }

  private func forget(_ key: Key) {
    looks.withLock { looks in
      looks.all.removeValue(forKey: key)?.end()
      looks.order.removeAll { $0 == key }
    }
  }

  private func key(_ folder: Listing.Open, _ request: FormRequest) -> Key {
    Key(folder: folder.path, table: request.table, features: request.features, id: request.id)
  }

  private static func output(_ folder: Listing.Open) -> String { "\(folder.path)/study.yaml" }

  /// The words of the command that looks.
  private func arguments(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> [String] {
    for position in [request.table, request.features].compactMap(\.self) {
      guard folder.tables.indices.contains(position) else { throw .notFound }
    }
    let path = { (position: Int) in "\(folder.path)/\(folder.tables[position])" }
    // Names of files and columns may begin with a dash.
    return ["study", "init", "--page", "-j", "\(workers)", "--output=\(Self.output(folder))"]
      + (request.id.map { ["--id=\($0)"] } ?? []) + ["--", request.features.map(path) ?? folder.path]
      + (request.table.map { [path($0)] } ?? [])
  }

  /// The look at a folder, which begins now if there is none.
  private func interviewer(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> Interviewer {
    let (key, arguments) = (key(folder, request), try arguments(folder, request))
    let made = looks.withLock { looks -> Result<Interviewer, ServeError> in
      looks.order.removeAll { $0 == key }
      looks.order.append(key)
      if let known = looks.all[key] { return .success(known) }
      while looks.order.count > Self.most { looks.all.removeValue(forKey: looks.order.removeFirst())?.end() }
      do throws(ServeError) {
        let new = try Interviewer(program, arguments)
        looks.all[key] = new
        return .success(new)
      } catch {
        looks.order.removeAll { $0 == key }
        return .failure(error)
      }
    }
    switch made {
    case .success(let interviewer): return interviewer
    case .failure(let error): throw error
    }
  }
}
