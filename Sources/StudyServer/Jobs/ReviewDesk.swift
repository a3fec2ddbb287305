import Execution
import Foundation
import Glibc
import Synchronization

/// The reviews of contours that are open: servers of their own, which `apus review` starts, each with its own address.
package final class ReviewDesk: Sendable {
  /// A review, from its start to its end.
  private final class Review: Sendable {
    let child: ChildProcess
    let view = Mutex(ReviewView(address: nil, fault: nil, isOpen: true))

    init(_ child: ChildProcess) { self.child = child }
  }

  private let program: String
  private let workers: Int
  private let reviews = Mutex<[String: Review]>([:])

  package init(program: String, workers: Int) { (self.program, self.workers) = (program, workers) }

  /// Opens the review of a study, unless it is open.
  /// - Parameter run: the folder of a run whose features the review shows; `nil` if there is none.
  package func open(_ study: Listing.Study, run: String?) throws(ServeError) {
    guard !(view(of: study)?.isOpen ?? false) else { return }
    // Nobody would know the address of a review that outlives this server.
    let arguments =
      ["review", study.path, "--ends-with-input", "--json-log", "-j", "\(workers)"] + (run.map { ["--run", $0] } ?? [])
    let review = Review(try ChildProcess.started(program, arguments, input: .pipe, output: .followed))
    reviews.withLock { $0[study.path] = review }
    Thread.detachNewThread {
      var said = JobProgress()
      _ = review.child.follow { line in
        if line.hasPrefix("http://127.0.0.1:") { review.view.withLock { $0.address = line } } else { said.read(line) }
      }
      let fault = said.remarks.last { $0.level != "warning" } ?? said.remarks.last
      review.view.withLock { view in
        view = ReviewView(address: nil, fault: view.address == nil ? fault?.text ?? "It ended." : nil, isOpen: false)
      }
    }
  }

  /// The review of a study; `nil` if none was opened.
  package func view(of study: Listing.Study) -> ReviewView? {
    reviews.withLock { $0[study.path] }.map { $0.view.withLock { $0 } }
  }

  /// Ends all reviews. Decisions were written when they were made.
  package func closeAll() { for review in reviews.withLock({ Array($0.values) }) { review.child.send(SIGTERM) } }
}

/// A review as the page shows it.
package struct ReviewView: Codable, Sendable {
  /// Where its page is; `nil` until it is ready, and when it has ended.
  package fileprivate(set) var address: String?
  /// Why it could not be opened.
  package let fault: String?
  package let isOpen: Bool
}
