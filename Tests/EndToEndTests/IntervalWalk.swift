import Foundation

/// Every interval of a `results.json`, found by its limits and not by a list of places.
struct IntervalWalk {
  private(set) var intervals = 0
  /// Intervals without a width, or beside their value, with their place.
  private(set) var faults: [String] = []

  init(_ file: Data) throws { visit(try JSONSerialization.jsonObject(with: file), at: "") }

  private mutating func visit(_ value: Any, at place: String) {
    if let list = value as? [Any] { for (at, item) in list.enumerated() { visit(item, at: "\(place)/\(at)") } }
    guard let object = value as? [String: Any] else { return }
    for (key, item) in object.sorted(by: { $0.key < $1.key }) { visit(item, at: "\(place)/\(key)") }
    guard let lower = object["lower"] as? Double, let upper = object["upper"] as? Double else { return }
    intervals += 1
    if !(lower < upper) { faults.append("\(place): from \(lower) to \(upper)") }
    // The value of an estimate, a place of a calibration curve, a decision curve.
    for key in ["value", "observed", "model"] {
      guard let number = object[key] as? Double, !(lower...max(lower, upper)).contains(number) else { continue }
      faults.append("\(place): \(number) is beside \(lower) to \(upper)")
    }
  }
}
