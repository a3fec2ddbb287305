import Foundation

/// What one step of training a block takes on this machine. Measured, so it belongs in a log and in no result.
package struct BlockTiming: Sendable {
  private let block: LastBlock
  /// CPU seconds of a chunk: forwards; forwards and backwards; and of the rest of a step.
  private let forward, both, rest: Double
  private let batch: Int

  /// Runs a step twice and times the second, since the first compiles and touches memory.
  package init(_ block: LastBlock, _ numbers: [Float]) throws {
    let network = try BlockNetwork(block)
    let slice = [Float](repeating: 0.5, count: block.entranceCount)[...]
    let chunk = Array(repeating: slice, count: network.batch)
    let slopes = [Double](repeating: 1e-3, count: network.batch * block.features)
    var gradient = [Float](repeating: 0, count: block.parameterCount)
    let part = { (work: () throws -> Void) throws -> Double in
      let start = Self.now
      try work()
      return Self.now - start
    }
    (forward, both, rest) = try (0..<2).map { _ in
      let loading = try part { try network.load(numbers) }
      let forward = try part { _ = try network.features(of: chunk) }
      let backward = try part { try network.addGradient(slopes) }
      let writing = try part {
        network.forgetGradient()
        try network.writeGradient(to: &gradient)
      }
      return (forward, forward + backward, loading + 2 * writing)
    }[1]
    (self.block, batch) = (block, network.batch)
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds of CPU to train one head with its block, for all epochs, with the patients that stop it among `patients`.
  package func seconds(patients: Int, slicesPerPatient: Double, settings: HeadSettings) -> Double {
    let chunks = Double(patients) * slicesPerPatient / Double(batch)
    // A sharpness-aware step goes twice through the block; most chunks go forwards once more before they go back.
    let steps = Double(patients) / Double(settings.batchSize)
    return Double(settings.epochs) * (2 * chunks * (forward + both) + 2 * steps * rest)
  }

  /// Bytes that a head at work holds for the numbers: in two layouts, gradient in parts and sums, velocity, copies.
  package var bytesOfTraining: Int { 10 * block.parameterCount * MemoryLayout<Float>.stride }
}
