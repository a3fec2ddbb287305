import Foundation
import Results

/// The lesions of the cohort as small pictures, by series and outcome.
///
/// Several pictures stand in one file, so that a page with hundreds of lesions opens fast.
struct LesionFigure {
  let results: StudyResults

  /// Pictures side by side in a file. On a phone they fill the width of the screen.
  private static let beside = 6

  private var sheets: [LesionSheet] {
    (results.lesions ?? []).filter { !$0.events.squares.isEmpty || !$0.nonEvents.squares.isEmpty }
  }

  /// Whether there are pictures.
  var isShown: Bool { !sheets.isEmpty }

  var markup: Markup {
    guard isShown else { return .nothing }
    return HTML.figure(.id("lesions"), .class("lesions")) {
      for sheet in sheets {
        row(sheet.events, of: results.study.event, in: sheet.series)
        row(sheet.nonEvents, of: results.study.nonEvent, in: sheet.series)
      }
      HTML.figcaption {
        HTML.b(results.numbers[.lesions] + ".")
        """
         Lesions of the patients analysed, by series and outcome, the largest first: the slice with the largest area, with \
        the contour in blue. A picture is twice as wide as its lesion, and 80 mm at least. The order is that of volume and \
        not that of any table; pictures have no names.
        """
        if results.study.synthetic { HTML.span(" " + SyntheticMark.short + ".", .class("synthetic-note")) }
      }
    }
  }

  private func row(_ strip: MapPicture, of outcome: String, in series: String) -> Markup {
    let pictures = strip.squares
    guard !pictures.isEmpty else { return .nothing }
    let tiles = stride(from: 0, to: pictures.count, by: Self.beside).map { start in
      MapPicture(besideEachOther: Array(pictures[start..<min(start + Self.beside, pictures.count)]))
    }
    return .group([
      HTML.p("\(series), \(outcome) (\(pictures.count))", .class("series-name")),
      HTML.div(
        .class("mosaic"), Attribute("role", "img"),
        Attribute("aria-label", "\(Numbers.count(pictures.count, "lesion")) in \(series), \(outcome), with contours")
      ) { for tile in tiles { image(tile, height: strip.width) } },
    ])
  }

  private func image(_ tile: MapPicture, height: Int) -> Markup {
    guard let bytes = PNGImage(tile)?.deflatedBytes else { return .nothing }
    return Tag("img", isVoid: true)(
      Attribute("src", "data:image/png;base64," + Data(bytes).base64EncodedString()), Attribute("alt", ""),
      Attribute("width", "\(tile.width)"), Attribute("height", "\(height)"))
  }
}

extension MapPicture {
  /// Squares of one size side by side.
  fileprivate init(besideEachOther squares: [MapPicture]) {
    let side = squares[0].width
    let lines = (0..<side).flatMap { row in
      squares.flatMap { picture -> Data in
        let start = picture.pixels.startIndex + row * side
        return picture.pixels[start..<(start + side)]
      }
    }
    self.init(width: side * squares.count, coding: squares[0].coding, pixels: Data(lines))
  }
}
