import DeepRadiomics
import Volumes

/// Small images for the input chain.
enum SyntheticImage {
  /// An image with these voxels; everything is lesion unless `inside` says otherwise.
  static func image(
    name: String = "", size: SIMD3<Int>, spacing: SIMD3<Double> = .one, _ voxels: [Double], inside: [UInt8]? = nil
  ) -> InputImage {
    let grid = Grid(size: size, spacing: spacing)
    return InputImage(
      name: name, volume: Volume(grid: grid, voxels: voxels),
      mask: Mask(grid: grid, voxels: inside ?? [UInt8](repeating: 1, count: grid.count)))
  }

  /// A stack whose every voxel of slice k is `10 + k`, with a lesion of one voxel in each of `lesion`'s slices.
  static func stack(_ depth: Int, lesion: Range<Int>, side: Int = 32, name: String = "") -> InputImage {
    let plane = side * side
    let voxels = (0..<depth).flatMap { [Double](repeating: 10 + Double($0), count: plane) }
    let inside = (0..<depth).flatMap { slice in
      (0..<plane).map { UInt8(lesion.contains(slice) && $0 == plane / 2 ? 1 : 0) }
    }
    return image(name: name, size: [side, side, depth], voxels, inside: inside)
  }
}

extension [ChannelStatistics] {
  /// Three channels as they are.
  static var identity: [ChannelStatistics] {
    Array(repeating: ChannelStatistics(mean: 0, standardDeviation: 1), count: 3)
  }
}

extension NetworkInput {
  /// One normalised value.
  func value(slice: Int = 0, row: Int, column: Int, channel: Int = 0) -> Float {
    self.slice(slice, channel: channel)[row * columns + column]
  }
}
