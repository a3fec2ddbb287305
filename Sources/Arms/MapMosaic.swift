import DeepRadiomics

/// All maps of one slice side by side, each on its own scale of greys.
struct MapMosaic {
  /// Pixels of a row.
  let width: Int
  /// From 0 to 1, row by row; white between the maps and in unused places of the last row.
  let greys: [Float]

  /// - Parameters:
  ///   - maps: one map a channel, row by row, all of one size.
  ///   - columns: of a map.
  ///   - least: maps in a row at least; more where the whole would be higher than wide.
  init(_ maps: [[Float]], columns: Int, gap: Int, atLeast least: Int = 1) {
    let across = max(least, Int(Double(maps.count).squareRoot().rounded(.up)))
    let (rows, down) = ((maps.first?.count ?? 0) / columns, (maps.count + across - 1) / across)
    let width = across * (columns + gap) - gap
    var greys = [Float](repeating: 1, count: width * (down * (rows + gap) - gap))
    for (channel, map) in maps.enumerated() {
      let (low, high) = (map.min() ?? 0, map.max() ?? 0)
      let start = channel / across * (rows + gap) * width + channel % across * (columns + gap)
      for (place, value) in map.enumerated() {
        greys[start + place / columns * width + place % columns] = high > low ? (value - low) / (high - low) : 0
      }
    }
    (self.width, self.greys) = (width, greys)
  }
}

extension NetworkMaps {
  /// The maps of one slice, by channel.
  func all(_ position: Int) -> [[Float]] { (0..<channels).map { Array(map(position, $0)) } }
}
