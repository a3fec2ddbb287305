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

  private enum Look: Sendable {
    case started(ContinuousClock.Instant)
    case done(StudyInterview)
    case failed(ProposalError)
  }

  private let looks = Mutex<[Key: Look]>([:])
  private let workers: Int
  private let networks: [String]

  /// - Parameter networks: names of networks whose weights are installed.
  package init(workers: Int, networks: [String]) { (self.workers, self.networks) = (workers, networks) }

  /// The questions of a folder with answers.
  package func form(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> FormState {
    guard let interview = try interview(folder, request) else {
      return .looking(seconds: seconds(key(folder, request)))
    }
    do throws(AnswerError) {
      return .ready(try interview.proposal(request.answers).form)
    } catch {
      throw .answer(error)
    }
  }

  /// Writes the study file and the table of cases. What is there is not replaced.
  /// - Returns: the path of the study file.
  package func write(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> String {
    guard let interview = try interview(folder, request) else {
      throw .unreadable("\(folder.place): the images are still looked at. Wait for the questions.")
    }
    let proposal: StudyProposal
    do throws(AnswerError) { proposal = try interview.proposal(request.answers).proposal } catch {
      throw .answer(error)
    }
    let asked = try self.request(folder, request)
    do throws(ProposalError) {
      try proposal.write(asked)
    } catch {
      throw .proposal(error)
    }
    return asked.output
  }

  /// Forgets a folder, so that its files are looked at again.
  package func forget(_ folder: Listing.Open) { looks.withLock { $0 = $0.filter { $0.key.folder != folder.path } } }

  private func seconds(_ key: Key) -> Double {
    guard case .started(let start)? = looks.withLock({ $0[key] }) else { return 0 }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func key(_ folder: Listing.Open, _ request: FormRequest) -> Key {
    Key(folder: folder.path, table: request.table, features: request.features, id: request.id)
  }

  private func request(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> StudyProposal.Request {
    for position in [request.table, request.features].compactMap(\.self) {
      guard folder.tables.indices.contains(position) else { throw .notFound }
    }
    let path = { (position: Int) in "\(folder.path)/\(folder.tables[position])" }
    return StudyProposal.Request(
      images: request.features.map(path) ?? folder.path, table: request.table.map(path),
      output: "\(folder.path)/study.yaml", id: request.id, asks: true,
      workers: workers)
  }

  /// The look at a folder; `nil` while it lasts.
  private func interview(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> StudyInterview? {
    let (key, asked) = (key(folder, request), try self.request(folder, request))
    let (look, isNew) = looks.withLock { looks in
      if let look = looks[key] { return (look, false) }
      let look = Look.started(.now)
      // Looks of other tables and ids would fill the memory.
      if looks.count > 20 { looks = [:] }
      looks[key] = look
      return (look, true)
    }
    if isNew { start(key, asked) }
    switch look {
    case .started: return nil
    case .done(let interview): return interview
    case .failed(let error):
      // Somebody may correct the table now; the next question looks again.
      looks.withLock { $0[key] = nil }
      throw .proposal(error)
    }
  }

  private func start(_ key: Key, _ request: StudyProposal.Request) {
    Thread.detachNewThread { [self] in
      let look: Look
      do throws(ProposalError) {
        look = .done(try StudyInterview(request, networks: networks))
      } catch {
        look = .failed(error)
      }
      looks.withLock { $0[key] = look }
    }
  }
}
