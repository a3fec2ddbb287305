/// The name of an element; calling the value as a function makes the element.
package struct Tag: Sendable {
  let name: String
  /// Whether the element never has content and closes itself.
  let isVoid: Bool
  /// Whether a line break follows the element in the output; only true where white space has no meaning.
  let endsLine: Bool

  package init(_ name: String, isVoid: Bool = false, endsLine: Bool = false) {
    self.name = name
    self.isVoid = isVoid
    self.endsLine = endsLine
  }

  /// An element with these attributes around this content.
  package func callAsFunction(
    _ attributes: Attribute..., @MarkupBuilder content: () -> Markup = { .nothing }
  ) -> Markup {
    .element(self, attributes, content())
  }

  /// An element around this text.
  package func callAsFunction(_ text: String, _ attributes: Attribute...) -> Markup {
    .element(self, attributes, .text(text))
  }
}

/// The HTML elements of the report.
package enum HTML {
  // The page.
  package static let html = Tag("html", endsLine: true)
  package static let head = Tag("head", endsLine: true)
  package static let meta = Tag("meta", isVoid: true, endsLine: true)
  package static let title = Tag("title", endsLine: true)
  package static let style = Tag("style", endsLine: true)
  package static let body = Tag("body", endsLine: true)
  package static let header = Tag("header", endsLine: true)
  package static let main = Tag("main", endsLine: true)
  package static let nav = Tag("nav", endsLine: true)
  package static let section = Tag("section", endsLine: true)
  package static let article = Tag("article", endsLine: true)

  // Blocks.
  package static let h1 = Tag("h1", endsLine: true)
  package static let h2 = Tag("h2", endsLine: true)
  package static let h3 = Tag("h3", endsLine: true)
  package static let p = Tag("p", endsLine: true)
  package static let div = Tag("div", endsLine: true)
  package static let ul = Tag("ul", endsLine: true)
  package static let ol = Tag("ol", endsLine: true)
  package static let li = Tag("li", endsLine: true)
  package static let dl = Tag("dl", endsLine: true)
  package static let dt = Tag("dt")
  package static let dd = Tag("dd", endsLine: true)
  package static let details = Tag("details", endsLine: true)
  package static let summary = Tag("summary", endsLine: true)
  package static let figure = Tag("figure", endsLine: true)
  package static let figcaption = Tag("figcaption", endsLine: true)

  // Tables.
  package static let table = Tag("table", endsLine: true)
  package static let caption = Tag("caption", endsLine: true)
  package static let thead = Tag("thead", endsLine: true)
  package static let tbody = Tag("tbody", endsLine: true)
  package static let tr = Tag("tr", endsLine: true)
  package static let th = Tag("th")
  package static let td = Tag("td")

  // Words.
  package static let a = Tag("a")
  package static let b = Tag("b")
  package static let code = Tag("code")
  package static let span = Tag("span")
  package static let sup = Tag("sup")
}
