extension DecodingError {
  /// The cause of a JSON error as part of a sentence, shorter than Swift prints it.
  package static func inShort(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      // Foundation's sentences already end in a full stop.
      let cause = context.debugDescription
      return (place.isEmpty ? "" : "\(place): ") + (cause.hasSuffix(".") ? String(cause.dropLast()) : cause)
    case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
    @unknown default: return "it cannot be decoded"
    }
  }
}
