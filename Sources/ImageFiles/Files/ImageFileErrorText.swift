extension ImageFileError: CustomStringConvertible {
  /// `FILE: cause. Next step.`
  public var description: String {
    if case .mixedOrientations(other: file) = kind {
      return
        "\(file): its frames are not parallel to each other. Take localisers and reformats out of the file, or give one of its stacks."
    }
    let (cause, step) = kind.sentences
    return "\(file): \(cause). \(step)."
  }
}

extension ImageFileError.Kind {
  /// The cause and the next step, without full stops.
  var sentences: (cause: String, step: String) {
    fileSentences ?? contentSentences ?? stackSentences ?? regionSentences ?? drawnSentences ?? gridSentences
      ?? labelSentences ?? doubtSentences ?? ("no reason is known", "Report this")
  }
}

extension Array where Element: CustomStringConvertible {
  /// The elements in one line; "none" when there are none.
  func listed(by separator: String = ", ") -> String {
    isEmpty ? "none" : map(\.description).joined(separator: separator)
  }
}

extension Double {
  /// At most four decimals, without a trailing zero.
  var short: String {
    let rounded = (self * 10_000).rounded() / 10_000
    guard rounded == rounded.rounded(), abs(rounded) < 1e15 else { return rounded.asText }
    return "\(Int(rounded))"
  }
}
