/// `rows * weights + bias`.
func linear(_ rows: Rows, _ weights: ArraySlice<Double>, _ bias: ArraySlice<Double>) -> Rows {
  var sums = Rows(count: rows.count, width: bias.count)
  addProduct(rows, weights, to: &sums)
  addToRows(&sums, bias)
  return sums
}

/// Adds one number to each column.
func addToRows(_ rows: inout Rows, _ numbers: ArraySlice<Double>) {
  let start = numbers.startIndex
  for row in 0..<rows.count {
    for j in 0..<rows.width { rows.values[row * rows.width + j] += numbers[start + j] }
  }
}

/// Element by element.
func multiply(_ rows: inout Rows, _ other: Rows) {
  precondition(rows.values.count == other.values.count)
  for i in rows.values.indices { rows.values[i] *= other.values[i] }
}

/// Writes the sum of each column into `range` of `result`.
func writeColumnSums(_ rows: Rows, to result: inout [Double], _ range: Range<Int>) {
  precondition(range.count == rows.width)
  let start = range.lowerBound
  for j in 0..<rows.width { result[start + j] = 0 }
  for row in 0..<rows.count {
    for j in 0..<rows.width { result[start + j] += rows.values[row * rows.width + j] }
  }
}

/// Multiplies negative values by `slope` and returns the derivative at each.
func rectify(_ rows: inout Rows, slope: Double) -> Rows {
  var gates = rows
  for i in rows.values.indices {
    let gate = rows.values[i] > 0 ? 1 : slope
    gates.values[i] = gate
    rows.values[i] *= gate
  }
  return gates
}

/// `(x - mean) * inverse`, column by column.
func normalise(_ rows: Rows, mean: [Double], inverse: [Double]) -> Rows {
  var result = rows
  for row in 0..<rows.count {
    for j in 0..<rows.width {
      result.values[row * rows.width + j] = (rows.values[row * rows.width + j] - mean[j]) * inverse[j]
    }
  }
  return result
}

/// Mean of each column.
func columnMeans(_ rows: Rows) -> [Double] {
  var sums = [Double](repeating: 0, count: rows.width)
  writeColumnSums(rows, to: &sums, 0..<rows.width)
  return sums.map { $0 / Double(rows.count) }
}

/// The rows without what they have in common.
func subtracting(_ mean: [Double], from rows: Rows) -> Rows {
  var result = rows
  for row in 0..<rows.count { for j in 0..<rows.width { result.values[row * rows.width + j] -= mean[j] } }
  return result
}

/// Mean and population variance of each column.
func batchMoments(_ rows: Rows) -> (mean: [Double], variance: [Double]) {
  let count = Double(rows.count)
  var mean = [Double](repeating: 0, count: rows.width)
  var variance = mean
  for row in 0..<rows.count { for j in 0..<rows.width { mean[j] += rows.values[row * rows.width + j] } }
  for j in mean.indices { mean[j] /= count }
  for row in 0..<rows.count {
    for j in 0..<rows.width {
      let deviation = rows.values[row * rows.width + j] - mean[j]
      variance[j] += deviation * deviation
    }
  }
  for j in variance.indices { variance[j] /= count }
  return (mean, variance)
}
