import Volumes

extension Volume {
  /// Makes float64 results what an image of this one's type can hold, as ITK does: held within the range of integers
  /// and truncated, or rounded to float32.
  func store(_ values: inout [Double]) {
    switch precision {
    case .integer:
      if let storedRange {
        for position in values.indices {
          values[position] = min(max(values[position], storedRange.lowerBound), storedRange.upperBound)
        }
      }
      for position in values.indices { values[position].round(.towardZero) }
    case .single: for position in values.indices { values[position] = Double(Float(values[position])) }
    case .double: break
    }
  }
}
