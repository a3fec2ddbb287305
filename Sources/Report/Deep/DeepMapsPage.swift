import Foundation
import Study

/// Attribution maps of one case as one page that opens offline, pictures embedded.
public struct DeepMapsPage {
  private let maps: DeepMaps

  /// The page of these maps.
  public init(_ maps: DeepMaps) { self.maps = maps }

  /// The page, well-formed as XML as well as HTML.
  public var html: String { "<!DOCTYPE html>\n" + page.rendered }

  private static let title = "Where the deep features come from"

  private var page: Markup {
    HTML.html(Attribute("lang", "en"), Attribute("xmlns", "http://www.w3.org/1999/xhtml")) {
      HTML.head {
        HTML.meta(Attribute("charset", "utf-8"))
        HTML.meta(Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        HTML.title(Self.title)
        HTML.style(Stylesheet.text(isSynthetic: false))
      }
      HTML.body {
        HTML.header { HTML.h1(Self.title) }
        HTML.main {
          HTML.section(.id("facts")) {
            HTML.h2("What was asked")
            HTML.dl { for fact in maps.facts { HTML.dt(fact.name); HTML.dd(fact.value) } }
          }
          section("gradcam", "Grad-CAM on the slices that count", maps.activations)
          if !maps.occlusions.isEmpty {
            section("occlusion", "Fall of the score when a square is hidden", maps.occlusions)
          }
          section(
            "first-layer", "Input and first-layer maps at three levels (Figure 6 of the paper)",
            maps.levels.flatMap { [$0.slice, $0.maps] })
        }
      }
    }
  }

  private func section(_ id: String, _ title: String, _ pictures: [DeepMaps.Picture]) -> Markup {
    HTML.section(.id(id)) {
      HTML.h2(title)
      for picture in pictures {
        HTML.figure {
          Self.picture(picture)
          HTML.figcaption(picture.caption)
        }
      }
    }
  }

  private static func picture(_ picture: DeepMaps.Picture) -> Markup {
    let image = PNGImage(width: picture.width, greys: picture.greys, heat: picture.heat)
    return Tag("img", isVoid: true)(
      Attribute("src", "data:image/png;base64," + Data(image.bytes).base64EncodedString()),
      Attribute("alt", picture.caption), Attribute("width", "\(min(picture.width, 896))"))
  }
}
