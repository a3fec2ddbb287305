import Execution

/// The input of a graph as an image.
package struct ONNXImage: Hashable, Sendable {
  let name: String
  /// Channels: 1 or 3.
  package let channels: Int
  /// Whether it is a volume and not a slice.
  package let isVolume: Bool
  /// Whether the channels stand behind the places (TensorFlow) and not in front of them.
  let hasChannelsLast: Bool
  /// Lengths of depth (of a volume), rows and columns; `nil` for one that the caller chooses.
  let places: [Int?]

  /// The one input among those of a graph.
  init(_ inputs: [ONNXInput]) throws(ONNXError.Kind) {
    guard let input = inputs.first, inputs.count == 1 else {
      guard !inputs.isEmpty else { throw .input("the network takes no input") }
      let names = inputs.prefix(4).map(\.name.printable) + (inputs.count > 4 ? ["others"] : [])
      throw .input("the network takes \(inputs.count) inputs (\(names.joined(separator: ", "))), not one image")
    }
    let lengths = input.lengths
    let words = "the input \(input.name.printable) of the shape \(lengths.map { $0.map(String.init) ?? "open" })"
    guard input.elementType == 1 else { throw .input("the input \(input.name.printable) is not float32") }
    guard lengths.count == 4 || lengths.count == 5 else { throw .input("\(words) is neither a slice nor a volume") }
    guard lengths[0] ?? 1 == 1 else { throw .input("\(words) takes \(lengths[0] ?? 0) images at once") }
    (name, isVolume) = (input.name, lengths.count == 5)
    let known: Set<Int?> = [1, 3]
    // A slice of one row is no image, so 1 and 3 decide what stands where.
    hasChannelsLast = !known.contains(lengths[1]) && known.contains(lengths[lengths.count - 1])
    guard let channels = hasChannelsLast ? lengths[lengths.count - 1] : lengths[1], known.contains(channels) else {
      throw .input("\(words) has neither 1 nor 3 channels")
    }
    self.channels = channels
    places = Array(hasChannelsLast ? lengths[1..<(lengths.count - 1)] : lengths[2...])
  }

  /// Slices of a volume, if the graph fixes them.
  package var depth: Int? { isVolume ? places[0] : nil }
}
