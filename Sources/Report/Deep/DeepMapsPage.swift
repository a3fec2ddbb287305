import Arms
import Foundation

/// The attribution maps of one case, as one page that opens offline with its pictures embedded.
package struct DeepMapsPage {
  private let maps: DeepMaps

  /// The page of these maps.
  package init(_ maps: DeepMaps) { self.maps = maps }

  /// The page, well-formed as XML as well as HTML.
  package var html: String { "<!DOCTYPE html>\n" + page.rendered }

  private static let title = "Where the deep features come from"

  private var page: Markup {
    HTML.html(Attribute("lang", "en"), Attribute("xmlns", "http://www.w3.org/1999/xhtml")) {
      HTML.head {
        HTML.meta(Attribute("charset", "utf-8"))
        HTML.meta(Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        HTML.title(Self.title)
        HTML.style(Stylesheet.text(isSynthetic: maps.isSynthetic) + Self.style)
      }
      HTML.body {
        HTML.header {
          if maps.isSynthetic { HTML.p(.class("synthetic-banner"), Attribute("role", "note")) { SyntheticMark.model } }
          HTML.h1(Self.title)
        }
        HTML.main {
          HTML.section(.id("facts")) {
            HTML.h2("Case and settings")
            HTML.dl(.class("facts")) { for fact in maps.facts { HTML.dt(fact.name); HTML.dd(fact.value) } }
          }
          for (number, part) in maps.parts.enumerated() { sections(of: part, number) }
        }
      }
    }
  }

  /// The sections of one pass through the network; of several passes, each section has the name of its series.
  private func sections(of part: DeepMaps.Part, _ number: Int) -> Markup {
    let (suffix, place) = maps.parts.count > 1 ? ("-\(number + 1)", ", \(part.series)") : ("", "")
    return .group([
      part.absence.map { words in
        HTML.section(.id("gradcam\(suffix)")) {
          HTML.h2("No Grad-CAM\(place)")
          HTML.p(words)
        }
      }
        ?? section(
          "gradcam\(suffix)", title: "Grad-CAM on the slices that reach the score\(place)", words: Self.activationWords,
          pictures: part.activations),
      part.occlusions.isEmpty
        ? .nothing
        : section(
          "occlusion\(suffix)", title: "Decrease of the score when a square is hidden\(place)",
          words: Self.occlusionWords,
          pictures: part.occlusions),
      part.levels.isEmpty ? .nothing : levels(part, id: "first-layer\(suffix)", place: place),
    ])
  }

  private func levels(_ part: DeepMaps.Part, id: String, place: String) -> Markup {
    let hasMaps = part.levels.contains { $0.maps != nil }
    return HTML.section(.id(id)) {
      HTML.h2("Input\(hasMaps ? " and first-layer maps" : "") at three levels (Figure 6 of the paper)\(place)")
      HTML.p(hasMaps ? Self.levelWords : Self.inputWords)
      for level in part.levels {
        HTML.div(.class("level-pair")) {
          Self.figure(level.slice)
          level.maps.map(Self.figure) ?? .nothing
        }
      }
    }
  }

  private static let activationWords =
    """
    Colours show where the last feature maps raise the score, from dark red (little) to yellow (the most in any of \
    these slices). Places without colour do not raise it. The blue line is the contour of the lesion. The resolution \
    is that of the network's last layer; the map is interpolated for display. The edge of the frame can have an effect \
    too, because the network pads it with zeros.
    """
  private static let occlusionWords =
    "Colours show how much the score decreases when a place is hidden, averaged over the squares that hid it, from "
    + "dark red (little) to yellow (the most in any of these slices). A place has no "
    + "colour if its squares raised the score or hid nothing."
  private static let levelWords =
    "The input of the network and the output of its first layer: one small picture per channel, each with its own "
    + "grey scale. A black picture is a channel with the same value everywhere."

  private static let inputWords =
    "The input of the network. No convolution was found whose maps could be shown as those of the first layer."

  private static let style = """
    .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr)); gap: 1.2rem; }
    .level-pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 14rem), 1fr)); gap: 1.2rem;
      align-items: start; max-width: 62rem; }
    @media (min-width: 48rem) { .level-pair { grid-template-columns: 14rem minmax(0, 1fr); } }
    figure img { display: block; max-width: 100%; height: auto; background: #000000; }
    section h2 + p { margin-top: .4rem; }

    """

  private func section(_ id: String, title: String, words: String, pictures: [DeepMaps.Picture]) -> Markup {
    HTML.section(.id(id)) {
      HTML.h2(title)
      HTML.p(words)
      HTML.div(.class("pictures")) { for picture in pictures { Self.figure(picture) } }
    }
  }

  private static func figure(_ picture: DeepMaps.Picture) -> Markup {
    HTML.figure {
      Self.picture(picture)
      HTML.figcaption(picture.caption)
    }
  }

  private static func picture(_ picture: DeepMaps.Picture) -> Markup {
    let image = PNGImage(width: picture.width, greys: picture.greys, heat: picture.heat, lesion: picture.lesion)
    return Tag("img", isVoid: true)(
      Attribute("src", "data:image/png;base64," + Data(image.bytes).base64EncodedString()),
      Attribute("alt", picture.caption), Attribute("width", "\(min(picture.width, 920))"))
  }
}
