import Volumes

/// The air around a patient: in each slice the dark pixels that a path of dark pixels joins to its border.
///
/// A threshold alone would take dark tissue, lung or bowel for air. Skin keeps the border away from them.
struct AirAround {
  private let image: Volume
  private let limit: Double

  /// - Parameter limit: intensity up to which a voxel is dark.
  init(_ image: Volume, below limit: Double) { (self.image, self.limit) = (image, limit) }

  /// Voxels of a region that are air.
  func voxels(of mask: Mask, in box: VoxelBox) -> Int {
    (box.lower.z..<box.upper.z).reduce(0) { sum, k in
      let start = image.grid.offset(0, 0, k)
      let count = image.grid.size.x * image.grid.size.y
      let region = mask.voxels[start..<(start + count)]
      // Most lesions have no dark voxel at all.
      guard zip(region, image.voxels[start..<(start + count)]).contains(where: { $0 == 1 && $1 <= limit }) else {
        return sum
      }
      return sum + zip(region, air(slice: k)).count { $0 == 1 && $1 }
    }
  }

  /// The pixels of a slice that are air.
  func air(slice k: Int) -> [Bool] {
    let (width, height) = (image.grid.size.x, image.grid.size.y)
    let start = image.grid.offset(0, 0, k)
    var isAir = [Bool](repeating: false, count: width * height)
    var open: [Int] = []
    func visit(_ pixel: Int) {
      guard !isAir[pixel], image.voxels[start + pixel] <= limit else { return }
      isAir[pixel] = true
      open.append(pixel)
    }
    for i in 0..<width { [i, i + width * (height - 1)].forEach(visit) }
    for j in 0..<height { [j * width, j * width + width - 1].forEach(visit) }
    while let pixel = open.popLast() {
      let i = pixel % width
      if i > 0 { visit(pixel - 1) }
      if i < width - 1 { visit(pixel + 1) }
      if pixel >= width { visit(pixel - width) }
      if pixel < width * (height - 1) { visit(pixel + width) }
    }
    return isAir
  }
}
