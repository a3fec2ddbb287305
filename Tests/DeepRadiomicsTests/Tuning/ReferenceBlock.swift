import DeepRadiomics

/// The forward pass of a block in float64, term by term as the formulas have it.
struct ReferenceBlock {
  let block: LastBlock
  let parameters: [Double]

  /// Channels, depth, rows, columns.
  private typealias Size = [Int]

  /// Features of one slice or volume: means over the places of the last maps.
  func features(_ maps: ArraySlice<Float>) -> [Double] {
    let (last, size) = lastMaps(maps)
    let places = size.dropFirst().reduce(1, *)
    return (0..<size[0]).map { channel in
      last[(channel * places)..<((channel + 1) * places)].reduce(0, +) / Double(places)
    }
  }

  /// The last maps of one slice or volume, by channel, slice (of a volume), row, column; and their size.
  func lastMaps(_ maps: ArraySlice<Float>) -> (values: [Double], size: [Int]) {
    var made: [(values: [Double], size: Size)] = [(maps.map { Double($0) }, block.entrance)]
    for layer in block.layers {
      var values = convolved(made[layer.source], layer)
      if let residual = layer.residual { values = zip(values, made[residual].values).map { $0 + $1 } }
      if layer.isRectified { values = values.map { max($0, 0) } }
      made.append((values, layer.output))
    }
    return made[made.count - 1]
  }

  private func convolved(_ source: (values: [Double], size: Size), _ layer: LastBlock.Layer) -> [Double] {
    let flat = layer.kernel.count == 4
    let kernel = flat ? [layer.kernel[0], layer.kernel[1], 1, layer.kernel[2], layer.kernel[3]] : layer.kernel
    let strides = flat ? [1] + layer.strides : layer.strides
    let padding = flat ? [0] + layer.padding : layer.padding
    let (from, to) = (source.size, layer.output)
    var result: [Double] = []
    for out in 0..<to[0] {
      for z in 0..<to[1] {
        for y in 0..<to[2] {
          for x in 0..<to[3] {
            var sum = parameters[layer.biasRange.lowerBound + out]
            for channel in 0..<from[0] {
              for a in 0..<kernel[2] {
                let depth = z * strides[0] + a - padding[0]
                guard (0..<from[1]).contains(depth) else { continue }
                for b in 0..<kernel[3] {
                  let row = y * strides[1] + b - padding[1]
                  guard (0..<from[2]).contains(row) else { continue }
                  for c in 0..<kernel[4] {
                    let column = x * strides[2] + c - padding[2]
                    guard (0..<from[3]).contains(column) else { continue }
                    let weight =
                      (((out * from[0] + channel) * kernel[2] + a) * kernel[3] + b) * kernel[4] + c
                    sum +=
                      parameters[layer.kernelRange.lowerBound + weight]
                      * source.values[((channel * from[1] + depth) * from[2] + row) * from[3] + column]
                  }
                }
              }
            }
            result.append(sum)
          }
        }
      }
    }
    return result
  }
}
