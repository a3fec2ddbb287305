import Volumes

extension Double {
  /// `50` for 50.0, otherwise the shortest text.
  package var short: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : asText }
}
