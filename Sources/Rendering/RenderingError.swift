/// Why a drawing is no PDF and no PNG.
package enum RenderingError: Error, Equatable {
  /// The shared library, or the function of it, that is not there.
  case missingLibrary(String)
  /// The text is no SVG; what the library says.
  case unreadable(String)
  /// The drawing states no width and height, or one below a pixel or above 30,000.
  case withoutSize
  /// The library could not draw; what it says.
  case failed(String)
}

extension RenderingError: CustomStringConvertible {
  /// The Debian package that has the library.
  package static let debianPackage = "librsvg2-2"

  package var description: String {
    switch self {
    case .missingLibrary(let name):
      """
      \(name) cannot be loaded, and figures become PDF and PNG by it. Install it (Debian: apt-get install \
      \(Self.debianPackage)). Figures as SVG do not need it.
      """
    case .unreadable(let words): "The figure is no readable SVG: \(words)"
    case .withoutSize:
      "The figure states no size that can be drawn: width and height must be from 1 to 30,000 pixels at its resolution."
    case .failed(let words): "The figure could not be drawn: \(words)"
    }
  }
}
