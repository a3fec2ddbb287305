internal import COneDNN

/// A block that can be trained, compiled for chunks of slices, or for one volume at a time.
///
/// Compiled for one thread and run by one, so the same numbers give the same bits wherever it runs. Not for two threads
/// at once, since all passes share the same tensors.
final class BlockNetwork {
  let block: LastBlock
  private let backend: Backend
  /// What enters, in rows.
  private let input: TensorMemory
  private let layers: [BlockLayer]
  /// The last maps in rows, with the step that brings them there and the one that takes their gradient away.
  private let last: TensorMemory
  private let reading: NetworkStep
  private let writing: NetworkStep

  /// Slices of a pass where kernels have no depth.
  private static let slicesAtOnce = 8
  /// Slices, or volumes, of a pass. Places that are not needed hold zeros.
  let batch: Int

  init(_ block: LastBlock) throws(NetworkError) {
    self.block = block
    batch = block.isVolume ? 1 : Self.slicesAtOnce
    let backend = try Backend()
    self.backend = backend
    let batch = batch
    let lengths = { (shape: [Int]) in [batch, shape[0]] + (block.isVolume ? shape[1...] : shape[2...]) }
    (input, layers, last, reading, writing) = try ThreadTeam.single.compile { () throws(NetworkError) in
      let builder = StepBuilder(backend: backend, precision: .float32)
      let dense = try TensorMemory.zeros(lengths(block.entrance), backend)
      var made: [BlockLayer] = []
      for layer in block.layers {
        let source = layer.source == 0 ? dense : made[layer.source - 1].output
        let residual = layer.residual.map { $0 == 0 ? dense : made[$0 - 1].output }
        made.append(
          try BlockLayer(
            layer, reading: source, residual: residual, lengths: lengths(layer.output),
            needsSourceGradient: layer.source > 0, backend))
      }
      let end = made[made.count - 1]
      let last = try TensorMemory.zeros(lengths(end.layer.output), backend)
      return (
        dense, made, last, try builder.reorder(end.output, to: last), try builder.reorder(last, to: end.outputGradient)
      )
    }
  }

  /// Takes new numbers.
  func load(_ parameters: [Float]) throws(NetworkError) {
    precondition(parameters.count == block.parameterCount, "the numbers of the block")
    try ThreadTeam.single.compile { () throws(NetworkError) in
      for layer in layers { try layer.load(parameters, on: backend) }
    }
  }

  /// The features of up to ``batch`` slices: means over the places of the last maps, slice after slice.
  func features(of slices: [ArraySlice<Float>]) throws(NetworkError) -> [Double] {
    try forward(slices)
    return means(slices.count)
  }

  /// The last maps of up to ``batch`` slices, slice after slice, each by channel, row, column; or of a volume, by
  /// channel, slice, row, column.
  private func maps(of slices: [ArraySlice<Float>]) throws(NetworkError) -> [Float] {
    try forward(slices)
    return Array(last.floats().prefix(slices.count * (last.floats().count / batch)))
  }

  /// The last maps of any number of slices, or of one volume, whose maps enter one after the other.
  func maps(ofAll entering: [Float]) throws(NetworkError) -> [Float] {
    let size = block.entranceCount
    precondition(!entering.isEmpty && entering.count.isMultiple(of: size), "whole slices")
    let slices = stride(from: 0, to: entering.count, by: size).map { entering[$0..<($0 + size)] }
    var values: [Float] = []
    for first in stride(from: 0, to: slices.count, by: batch) {
      values += try maps(of: Array(slices[first..<min(first + batch, slices.count)]))
    }
    return values
  }

  private func forward(_ slices: [ArraySlice<Float>]) throws(NetworkError) {
    let (count, size) = (slices.count, block.entranceCount)
    precondition((1...batch).contains(count) && slices.allSatisfy { $0.count == size }, "whole slices")
    let target = input.floats()
    target.update(repeating: 0)
    for (place, slice) in slices.enumerated() {
      _ = UnsafeMutableBufferPointer(rebasing: target[(place * size)..<((place + 1) * size)])
        .update(fromContentsOf: slice)
    }
    try ThreadTeam.single.compile { () throws(NetworkError) in
      for layer in layers {
        try layer.forward(on: backend)
        finish(layer)
      }
      try reading.run(on: backend)
      try backend.wait()
    }
  }

  /// Adds to the gradient what comes of the slices of the last call of ``features(of:)``.
  /// - Parameter slopes: the gradient by their features.
  func addGradient(_ slopes: [Double]) throws(NetworkError) {
    spread(slopes)
    try ThreadTeam.single.compile { () throws(NetworkError) in
      for layer in layers { layer.outputGradient.floats().update(repeating: 0) }
      try writing.run(on: backend)
      try backend.wait()
      for layer in layers.reversed() {
        if layer.layer.isRectified { close(layer.outputGradient.floats(), where: layer.output.floats()) }
        if let residual = layer.layer.residual, residual > 0 {
          add(layer.outputGradient.floats(), to: layers[residual - 1].outputGradient.floats())
        }
        try layer.addParameterGradient(on: backend)
        guard layer.layer.source > 0, let gradient = layer.sourceGradient else { continue }
        try layer.backward(on: backend)
        add(gradient.floats(), to: layers[layer.layer.source - 1].outputGradient.floats())
      }
    }
  }

  /// Sets the gradient to 0.
  func forgetGradient() { for layer in layers { layer.forget() } }

  /// Writes the gradient by every trained number.
  func writeGradient(to vector: inout [Float]) throws(NetworkError) {
    precondition(vector.count == block.parameterCount, "a place for every trained number")
    try ThreadTeam.single.compile { () throws(NetworkError) in
      for layer in layers { try layer.writeGradient(to: &vector, on: backend) }
    }
  }

  // MARK: Plain steps

  /// The sum with the residual, and the rectifier.
  private func finish(_ layer: BlockLayer) {
    let output = layer.output.floats()
    if let residual = layer.layer.residual {
      add(residual == 0 ? input.floats() : layers[residual - 1].output.floats(), to: output)
    }
    guard layer.layer.isRectified else { return }
    for i in 0..<output.count { output[i] = output[i] > 0 ? output[i] : 0 }
  }

  /// Sets the gradient to 0 where the rectifier was closed.
  private func close(_ gradient: UnsafeMutableBufferPointer<Float>, where output: UnsafeMutableBufferPointer<Float>) {
    for i in 0..<gradient.count { gradient[i] = output[i] > 0 ? gradient[i] : 0 }
  }

  private func means(_ count: Int) -> [Double] {
    let (maps, places) = (last.floats(), last.floats().count / (batch * block.features))
    return (0..<(count * block.features)).map { map in
      var sum = 0.0
      for i in (map * places)..<((map + 1) * places) { sum += Double(maps[i]) }
      return sum / Double(places)
    }
  }

  /// The gradient of a mean is the same at every place.
  private func spread(_ slopes: [Double]) {
    let (maps, places) = (last.floats(), last.floats().count / (batch * block.features))
    maps.update(repeating: 0)
    for (map, slope) in slopes.enumerated() {
      let share = Float(slope / Double(places))
      for i in (map * places)..<((map + 1) * places) { maps[i] = share }
    }
  }
}

extension TensorMemory {
  /// Numbers in rows, all 0.
  fileprivate static func zeros(_ lengths: [Int], _ backend: Backend) throws(NetworkError) -> TensorMemory {
    let descriptor = try dnnl_memory_desc_t.dense(lengths)
    let tensor = try TensorMemory(descriptor, in: MemoryBlock(count: descriptor.byteCount), backend)
    tensor.floats().update(repeating: 0)
    return tensor
  }
}
