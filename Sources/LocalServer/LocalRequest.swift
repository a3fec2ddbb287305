import Foundation

/// A request that came to the right address from the page of the server itself.
package struct LocalRequest: Sendable {
  /// What may be asked.
  package enum Method: String, Hashable, Sendable { case get = "GET", post = "POST" }

  package let method: Method
  /// The components of the path behind the token, decoded. None is `.` or `..`, and none has a slash.
  package let path: [String]
  /// The parameters behind the question mark, decoded; the first of several with one name.
  package let query: [String: String]
  /// `ETag` of what the client has already.
  package let knownTag: String?
  /// The body of a POST; empty for a GET.
  package internal(set) var body = Data()
  /// The numbers in the path, in the order of the ``Route/Part``s that ask for them.
  package internal(set) var numbers: [Int] = []
  /// The names in the path, in the same way.
  package internal(set) var names: [String] = []

  init(method: Method, path: [String], query: [String: String], knownTag: String?) {
    (self.method, self.path, self.query, self.knownTag) = (method, path, query, knownTag)
  }

  /// The body as JSON.
  /// - Throws: ``RequestRefusal``
  package func decoded<Value: Decodable>(_ type: Value.Type) throws(RequestRefusal) -> Value {
    do {
      return try JSONDecoder().decode(type, from: body)
    } catch {
      throw RequestRefusal(.badRequest, "The body is not the JSON that is expected here: \(error.brief).")
    }
  }
}

extension Error {
  /// What a decoder missed, without what it quotes of the body.
  fileprivate var brief: String {
    guard let error = self as? DecodingError else { return "it cannot be read" }
    return switch error {
    case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "\"\(context.codingPath.map(\.stringValue).joined(separator: "."))\" has another type"
    case .dataCorrupted: "it cannot be read"
    @unknown default: "it cannot be read"
    }
  }
}

/// Why a request is not answered as asked, with a sentence for whoever reads it.
package struct RequestRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  package let status: LocalResponse.Status
  /// What is wrong and what to do next.
  package let description: String
  /// What the path may be asked by, where the method is wrong.
  let allowed: [LocalRequest.Method]
  /// Whether the same request may succeed later.
  package let isPassing: Bool

  /// A refusal.
  package init(_ status: LocalResponse.Status, _ description: String, isPassing: Bool = false) {
    self.init(status, description, isPassing: isPassing, allowed: [])
  }

  init(
    _ status: LocalResponse.Status, _ description: String, isPassing: Bool = false, allowed: [LocalRequest.Method]
  ) {
    (self.status, self.description, self.isPassing, self.allowed) = (status, description, isPassing, allowed)
  }

  /// The refusal as JSON: `{"error": "…"}`, with `"isPassing": true` where the same may succeed later.
  var response: LocalResponse {
    struct Message: Encodable {
      let error: String
      let isPassing: Bool?
    }
    let message = Message(error: description, isPassing: isPassing ? true : nil)
    var response = LocalResponse(.json, (try? JSONEncoder().encode(message)) ?? Data())
    response.status = status
    response.allowed = allowed
    return response
  }
}
