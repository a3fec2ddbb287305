/// A path of a server and what answers there.
package struct Route: Sendable {
  /// Answers a request. It runs on a thread of the server that may block, and may throw a ``RequestRefusal``.
  package typealias Answer = @Sendable (LocalRequest) async throws -> LocalResponse

  /// A component of a path.
  package enum Part: Hashable, Sendable, ExpressibleByStringLiteral {
    /// This word.
    case word(String)
    /// A whole number from 0 on, of up to nine digits.
    case number
    /// Such a number before an ending, as in `12.png`.
    case numbered(String)
    /// Anything; the answer looks it up and never takes it for a path.
    case name

    package init(stringLiteral word: String) { self = .word(word) }
  }

  let method: LocalRequest.Method
  private let parts: [Part]
  let answer: Answer

  /// A path that is asked for something. No parts are the page itself.
  package static func get(_ parts: Part..., answer: @escaping Answer) -> Route {
    Route(method: .get, parts: parts, answer: answer)
  }

  /// A path that takes JSON.
  package static func post(_ parts: Part..., answer: @escaping Answer) -> Route {
    Route(method: .post, parts: parts, answer: answer)
  }

  /// The request with the numbers and names of its path; `nil` if the path is not this one.
  func match(_ request: LocalRequest) -> LocalRequest? {
    guard request.path.count == parts.count else { return nil }
    var found = request
    for (part, text) in zip(parts, request.path) {
      switch part {
      case .word(let word): guard text == word else { return nil }
      case .number:
        guard let number = Self.number(text) else { return nil }
        found.numbers.append(number)
      case .numbered(let ending):
        guard text.hasSuffix(ending), let number = Self.number(text.dropLast(ending.count)) else { return nil }
        found.numbers.append(number)
      case .name: found.names.append(text)
      }
    }
    return found
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}

extension [Route] {
  /// The route of a request, and the request with what stands in its path.
  func match(_ request: LocalRequest) throws(RequestRefusal) -> (route: Route, request: LocalRequest) {
    var allowed: [LocalRequest.Method] = []
    for route in self {
      guard let found = route.match(request) else { continue }
      if route.method == request.method { return (route, found) }
      allowed.append(route.method)
    }
    guard allowed.isEmpty else {
      throw RequestRefusal(
        .methodNotAllowed, "This address is asked by \(allowed.map(\.rawValue).joined(separator: " or ")).",
        allowed: allowed)
    }
    throw RequestRefusal(.notFound, "Nothing is at this address. Open the page again by the address in the terminal.")
  }
}
