extension DecodingError {
  /// The cause of a JSON error as part of a sentence, shorter than Swift prints it.
  package static func inShort(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .typeMismatch(_, let context): return "\(place(context)) has another form than expected"
    case .valueNotFound(_, let context): return "\(place(context)) has no value"
    case .dataCorrupted(let context):
      // Without a place the text is no JSON, and the parser's sentence says where it breaks off. With one the parser
      // only names the types of Swift.
      return context.codingPath.isEmpty
        ? sentence(context.debugDescription) : "\(place(context)) has a value that is not known here"
    case .keyNotFound(let key, let context):
      let owner = context.codingPath.isEmpty ? "" : " in \(place(context))"
      return "\"\(key.stringValue)\" is missing\(owner)"
    @unknown default: return "it cannot be decoded"
    }
  }

  /// Where in the JSON, such as `entries[3].kind`.
  private static func place(_ context: Context) -> String {
    let path = context.codingPath.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
    return path.isEmpty ? "the whole" : path
  }

  /// Foundation's sentences end in a full stop.
  private static func sentence(_ cause: String) -> String { cause.hasSuffix(".") ? String(cause.dropLast()) : cause }
}
