import Foundation

/// What a page asks: a method, and an address below that of the server.
package enum ServedRequest: Sendable {
  case get([String])
  case post([String], Data)
}

/// What it gets.
package struct ServedReply: Sendable {
  /// What a browser may do with it.
  package enum Policy: Sendable {
    /// The page itself: scripts, styles and requests of this server only.
    case page
    /// The report of a run: its own styles and figures, no script, no request, no form.
    case report
  }

  package let status: Int
  package let type: String
  package let body: Data
  package let policy: Policy

  init(_ body: Data, type: String, status: Int = 200, policy: Policy = .page) {
    (self.body, self.type, self.status, self.policy) = (body, type, status, policy)
  }

  init(json value: some Encodable, status: Int = 200) throws(ServeError) {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      self.init(try encoder.encode(value), type: "application/json", status: status)
    } catch {
      throw .unreadable("A value has no JSON form: \(error). This is a fault of Apus; please report it.")
    }
  }

  /// An error as a page shows it.
  init(_ error: ServeError) {
    let body = (try? JSONEncoder().encode(["error": error.description])) ?? Data()
    self.init(body, type: "application/json", status: error.status)
  }
}

extension ServeError {
  fileprivate var status: Int {
    switch self {
    case .notFound: 404
    case .misread: 400
    case .busy, .noJob: 409
    case .unreadable, .proposal, .answer: 422
    case .cannotStart, .store: 500
    }
  }
}
