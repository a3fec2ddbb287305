/// References as files for other programs.
package enum Bibliography {
  /// `references.bib`, with the entries in the order of the list.
  package static func bibTeX(_ references: [CitedWork]) -> String {
    references.map(entry).joined(separator: "\n")
  }

  private static func entry(_ reference: CitedWork) -> String {
    let entry = reference.entry
    let place: (String, String) =
      switch entry.kind {
      case .article: ("journal", entry.place)
      case .inproceedings, .incollection: ("booktitle", entry.place)
      }
    let fields: [(String, String?)] = [
      ("author", names(entry)), ("title", "{\(LaTeXText.escaped(entry.title))}"),
      (place.0, LaTeXText.escaped(place.1)), ("year", "\(entry.year)"), ("volume", entry.volume),
      ("number", entry.number), ("pages", entry.pages?.replacing("-", with: "--")), ("doi", entry.doi),
      ("url", entry.url),
    ]
    let lines = fields.compactMap { name, value in value.map { "  \(name) = {\($0)}" } }
    return "@\(entry.kind.rawValue){\(reference.rawValue),\n\(lines.joined(separator: ",\n"))\n}\n"
  }

  /// `Jeong, S. and Yu, H. and others`.
  private static func names(_ entry: CitedWork.Entry) -> String {
    let names = entry.authors.map { author in
      let parts = author.split(separator: " ")
      // The last part is the initials, unless it says which generation the author is of.
      let initials = parts.lastIndex { $0.allSatisfy { $0.isUppercase || $0 == "-" } } ?? parts.count - 1
      let family = parts[..<initials].joined(separator: " ")
      let generation = parts[(initials + 1)...].joined(separator: " ")
      let letters = parts[initials].map { $0 == "-" ? "-" : "\($0)." }.joined()
      return LaTeXText.escaped(
        [family, generation, letters].filter { !$0.isEmpty }.joined(separator: ", "))
    }
    return (names + (entry.hasMoreAuthors ? ["others"] : [])).joined(separator: " and ")
  }

  /// `CITATION.cff` of the software and of the method that it repeats.
  package static func citationFile(software: String, title: String) -> String {
    let (name, version) = parts(of: software)
    let method = CitedWork.jeong2024.entry
    return """
      cff-version: 1.2.0
      message: "If you use these results, cite the software and the method."
      title: \(quoted("Analysis: \(title)"))
      type: dataset
      authors:
        - name: "Authors of this study"
      references:
        - type: software
          title: \(quoted(name))
          version: \(quoted(version))
          authors:
            - name: "The Apus authors"
        - type: article
          title: \(quoted(method.title))
          authors:
            - family-names: "Jeong"
              given-names: "S."
            - family-names: "Yu"
              given-names: "H."
            - family-names: "Park"
              given-names: "S.-H."
            - name: "et al."
          journal: \(quoted(method.place))
          year: \(method.year)
          volume: \(method.volume ?? "14")
          doi: \(method.doi ?? "")

      """
  }

  private static func parts(of software: String) -> (String, String) {
    let parts = software.split(separator: " ", maxSplits: 1).map(String.init)
    return (parts.first ?? software, parts.count > 1 ? parts[1] : "unknown")
  }

  /// A text of YAML in double quotes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ") + "\""
  }
}
