/// ResNet-10 to -50 with three-dimensional kernels, as MONAI and MedicalNet have them.
///
/// MONAI (`monai.networks.nets.resnet`, defaults): a stem of 7 x 7 x 7 with stride 1. MedicalNet (Chen et al. 2019,
/// arXiv
/// 1904.00625; `models/resnet.py`): the stem has stride 2, and the third and fourth layer are dilated by 2 and 4 and
/// not strided. Where sizes differ, a block's input is projected (shortcut B), or strided and filled up with channels
/// of zeros (shortcut A); the weights tell which. Kernels and names are the same in both.
struct ResidualVolume {
  private let blocks: [Int]
  private let isBottleneck: Bool
  private let isMedicalNet: Bool

  init?(_ architecture: NetworkArchitecture) {
    switch architecture {
    case .monaiResNet10, .medicalNet10: (blocks, isBottleneck) = ([1, 1, 1, 1], false)
    case .monaiResNet18, .medicalNet18: (blocks, isBottleneck) = ([2, 2, 2, 2], false)
    case .monaiResNet34, .medicalNet34: (blocks, isBottleneck) = ([3, 4, 6, 3], false)
    case .monaiResNet50, .medicalNet50: (blocks, isBottleneck) = ([3, 4, 6, 3], true)
    default: return nil
    }
    isMedicalNet = [.medicalNet10, .medicalNet18, .medicalNet34, .medicalNet50].contains(architecture)
  }

  /// The network with its weights; the last maps are its output.
  func model(_ weights: WeightSet) throws -> ONNXModel {
    var writer = GraphWriter(weights, axes: 3)
    var value = try writer.convolution(
      "conv1", of: GraphWriter.image, shape: [64, weights.channels, 7], stride: isMedicalNet ? 2 : 1)
    value = writer.rectifier(try writer.normalisation("bn1", of: value, channels: 64))
    value = writer.maximum(value, width: 3, stride: 2)
    var channels = 64
    for (number, count) in blocks.enumerated() {
      for block in 0..<count {
        let stride = block == 0 && number > 0 && !(isMedicalNet && number > 1) ? 2 : 1
        let part = Block(
          name: "layer\(number + 1).\(block)", width: 64 << number, input: channels, stride: stride,
          dilation: isMedicalNet && number > 1 ? 2 << (number - 2) : 1)
        value = try append(part, to: value, weights, &writer)
        channels = isBottleneck ? 4 * part.width : part.width
      }
    }
    return try writer.model(output: value)
  }

  private struct Block {
    let name: String
    let width, input, stride, dilation: Int
  }

  /// Two or three convolutions, and their input added before the last rectifier.
  private func append(
    _ block: Block, to source: String, _ weights: WeightSet, _ writer: inout GraphWriter
  ) throws -> String {
    let (width, name) = (block.width, block.name)
    let output = isBottleneck ? 4 * width : width
    // Output and input channels, and width, of each convolution; the one of width 3 first has stride and dilation.
    let kernels =
      isBottleneck
      ? [[width, block.input, 1], [width, width, 3], [output, width, 1]]
      : [[width, block.input, 3], [width, width, 3]]
    var value = source
    for (n, shape) in kernels.enumerated() {
      let isStrided = n == (isBottleneck ? 1 : 0)
      value = try writer.convolution(
        "\(name).conv\(n + 1)", of: value, shape: shape, stride: isStrided ? block.stride : 1,
        dilation: shape[2] == 3 ? block.dilation : 1)
      value = try writer.normalisation("\(name).bn\(n + 1)", of: value, channels: shape[0])
      if n + 1 < kernels.count { value = writer.rectifier(value) }
    }
    let shortcut = try shortcut(block, output: output, of: source, weights, &writer)
    return writer.rectifier(writer.sum(value, shortcut))
  }

  private func shortcut(
    _ block: Block, output: Int, of source: String, _ weights: WeightSet, _ writer: inout GraphWriter
  ) throws -> String {
    guard block.stride > 1 || block.input != output else { return source }
    let name = "\(block.name).downsample"
    guard weights.tensors["\(name).0.weight"] == nil else {
      let projected = try writer.convolution(
        "\(name).0", of: source, shape: [output, block.input, 1], stride: block.stride)
      return try writer.normalisation("\(name).1", of: projected, channels: output)
    }
    let strided = block.stride > 1 ? writer.mean(source, width: 1, stride: block.stride) : source
    return writer.padded(strided, by: output - block.input)
  }
}
