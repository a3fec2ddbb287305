import Foundation

/// Small pictures of the lesions of one series, each with its contour.
///
/// The order is that of the size of the lesions. It says nothing of the order of the clinical table, and no picture has
/// a name, so a reader cannot tell which patient a picture shows.
package struct LesionSheet: Codable, Sendable, Hashable {
  /// Name of the series.
  package var series: String
  /// Pictures of patients with the event, one below the other, the largest lesion first; each is a square.
  package var events: MapPicture
  /// The same of patients without the event.
  package var nonEvents: MapPicture

  /// Takes every part as given.
  package init(series: String, events: MapPicture, nonEvents: MapPicture) {
    (self.series, self.events, self.nonEvents) = (series, events, nonEvents)
  }
}

extension MapPicture {
  /// Square pictures one below the other, as they stand in a sheet; a last one without all of its rows is left out.
  package var squares: [MapPicture] {
    guard width > 0 else { return [] }
    let size = width * width
    return (0..<(pixels.count / size)).map { at in
      let start = pixels.startIndex + at * size
      return MapPicture(width: width, coding: coding, pixels: Data(pixels[start..<(start + size)]))
    }
  }
}
