import Foundation

/// What a server answers.
package struct LocalResponse: Sendable {
  /// The codes of HTTP that a server of this kind needs (RFC 9110, section 15).
  package enum Status: Int, Hashable, Sendable {
    case ok = 200
    case notModified = 304
    case permanentRedirect = 308
    case badRequest = 400
    case forbidden = 403
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case conflict = 409
    case contentTooLarge = 413
    case unsupportedMediaType = 415
    case expectationFailed = 417
    case unprocessable = 422
    case headersTooLarge = 431
    case failed = 500
    case unavailable = 503
    case versionNotSupported = 505
    case insufficientStorage = 507
  }

  /// What the bytes are. Browsers are told not to guess.
  package enum ContentType: String, Hashable, Sendable {
    case html = "text/html; charset=utf-8"
    case javascript = "text/javascript; charset=utf-8"
    case css = "text/css; charset=utf-8"
    case svg = "image/svg+xml; charset=utf-8"
    case json = "application/json; charset=utf-8"
    case text = "text/plain; charset=utf-8"
    case png = "image/png"
    case bytes = "application/octet-stream"
  }

  /// What a browser may keep.
  package enum Caching: Hashable, Sendable {
    /// Nothing, not even on disk.
    case never
    /// Until the server has something else under this tag.
    case asked(tag: String)
    /// As long as the browser likes: another content has another address.
    case immutable(tag: String)

    var tag: String? {
      switch self {
      case .never: nil
      case .asked(let tag), .immutable(let tag): "\"\(tag)\""
      }
    }

    /// The value of `Cache-Control`. `private` also forbids a proxy to keep it.
    var control: String {
      switch self {
      case .never: "no-store"
      case .asked: "private, no-cache"
      case .immutable: "private, max-age=86400, immutable"
      }
    }
  }

  /// What a page may load and do, as its browser enforces it.
  package enum ContentPolicy: Hashable, Sendable {
    /// A page of the server itself.
    case application
    /// A page in one file with its own styles and pictures, without scripts: reports.
    case document

    var text: String {
      let own =
        switch self {
        case .application: "script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'"
        case .document: "style-src 'unsafe-inline'; img-src data:"
        }
      return "default-src 'none'; \(own); base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }
  }

  package var status = Status.ok
  package var type: ContentType
  package var body: Data
  package var caching: Caching
  package var policy = ContentPolicy.application
  /// Where the page is instead, relative to this server.
  var location: String?
  /// What the path may be asked by.
  var allowed: [LocalRequest.Method] = []

  /// An answer.
  package init(_ type: ContentType, _ body: Data, caching: Caching = .never) {
    (self.type, self.body, self.caching) = (type, body, caching)
  }

  /// A value as JSON.
  package init(json value: some Encodable, caching: Caching = .never) throws {
    self.init(.json, try JSONEncoder().encode(value), caching: caching)
  }

  /// The page at another path.
  static func redirect(to location: String) -> LocalResponse {
    var response = LocalResponse(.text, Data())
    (response.status, response.location) = (.permanentRedirect, location)
    return response
  }

  /// What is sent to a client that has something already: without the bytes, if these are they.
  func answering(known tag: String?) -> LocalResponse {
    guard status == .ok, let own = caching.tag, let tag,
      tag.split(separator: ",").contains(where: { $0.trimmingCharacters(in: .whitespaces) == own })
    else { return self }
    var response = self
    (response.status, response.body) = (.notModified, Data())
    return response
  }

  /// The headers, those that keep a browser from doing more than it should among them.
  var headers: [(name: String, value: String)] {
    var headers = [
      ("Content-Type", type.rawValue), ("Content-Length", "\(body.count)"), ("Cache-Control", caching.control),
      ("Content-Security-Policy", policy.text), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
      ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
      ("Cross-Origin-Opener-Policy", "same-origin"), ("Connection", "close"),
    ]
    // A client that has the bytes is told neither their number nor their type again.
    if status == .notModified { headers.removeFirst(2) }
    if let tag = caching.tag { headers.append(("ETag", tag)) }
    if let location { headers.append(("Location", location)) }
    if !allowed.isEmpty { headers.append(("Allow", allowed.map(\.rawValue).joined(separator: ", "))) }
    return headers.map { (name: $0.0, value: $0.1) }
  }
}
