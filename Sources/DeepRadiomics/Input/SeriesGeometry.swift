import Volumes

/// Where one axis of the input lies on one of the image: place `p` looks at `origin + (p + 0.5) scale`, in voxels from
/// the edge of the first.
package struct SampledAxis: Sendable, Hashable {
  /// Where the first pixel begins.
  package let origin: Double
  /// Voxels a pixel.
  package let scale: Double
  /// Pixels.
  package let count: Int

  /// The place of a voxel's centre on the input's axis, in pixels from its edge.
  package func place(ofVoxel voxel: Int) -> Double { (Double(voxel) + 0.5 - origin) / scale }

  /// The voxel behind a pixel's centre.
  package func voxel(behind pixel: Int) -> Int { Int((origin + (Double(pixel) + 0.5) * scale).rounded(.down)) }
}

/// The frame of a crop on its image.
package struct CropFrame: Sendable, Hashable {
  /// Along columns, rows and slices of the input.
  package let columns: SampledAxis
  package let rows: SampledAxis
  package let slices: SampledAxis

  /// A frame of `crop` with its middle on the lesion's, in the plane and along depth. A lesion larger than the crop is
  /// shown whole, at a coarser spacing.
  init(_ crop: CropFit, of extent: InputExtent, lesion: VoxelBox, side: Int, depth: Int) {
    let spacing = extent.spacing
    let size = SIMD3(Double(lesion.size.x), Double(lesion.size.y), Double(lesion.size.z)) * spacing
    let middle = { (axis: Int) in Double(lesion.lower[axis] + lesion.upper[axis]) / 2 }
    let axis = { (number: Int, length: Double, count: Int) in
      let voxels = length / spacing[number]
      return SampledAxis(origin: middle(number) - voxels / 2, scale: voxels / Double(count), count: count)
    }
    let plane = max(crop.side, size.plane)
    columns = axis(0, plane, side)
    rows = axis(1, plane, side)
    slices =
      crop.depth.map { axis(2, max($0, size.z), depth) }
      ?? SampledAxis(origin: Double(lesion.lower.z), scale: 1, count: lesion.size.z)
  }
}

/// How one series becomes slices of the input: which voxels are looked at, and with which weights.
struct SeriesGeometry {
  /// The voxels that are looked at.
  let box: VoxelBox
  let frame: InputFrame
  let rows: LineWeights
  let columns: LineWeights
  let lines: LineWeights
  /// The number of slices before a longer volume was cut, where it was.
  let cutFrom: Int?
  /// The size of the lesion in mm, and the crop that it does not fit into.
  let larger: (lesion: SIMD3<Double>, crop: CropFit)?

  /// Slices of the result that are not padding.
  var depth: Int { frame.depth }

  init(_ settings: InputSettings, _ image: InputImage, depth: Int?, crop: CropFit?) throws(InputError) {
    let extent = try InputExtent(image)
    let whole = try settings.box(of: extent)
    if let crop, settings.crop != nil, let lesion = extent.lesion {
      self.init(settings, extent, lesion, crop, depth: depth)
    } else {
      self.init(settings, extent, whole, depth: depth)
    }
  }

  /// A block of voxels that is resized to fill the frame.
  private init(_ settings: InputSettings, _ extent: InputExtent, _ whole: VoxelBox, depth: Int?) {
    let isCut = settings.fitting == .padded && depth.map { $0 < whole.size.z } ?? false
    let box = depth.map { isCut ? whole.window(of: $0, around: extent.lesion) : whole } ?? whole
    let slices = settings.fitting == .resampled ? depth ?? box.size.z : box.size.z
    let (height, width) = settings.frame(of: box, extent.spacing)
    (self.box, cutFrom, larger) = (box, isCut ? whole.size.z : nil, nil)
    rows = LineWeights(from: box.size.y, to: height, settings.resize)
    columns = LineWeights(from: box.size.x, to: width, settings.resize)
    lines = LineWeights(from: box.size.z, to: slices, settings.resize)
    frame = InputFrame(
      box: box, rows: height, columns: width, depth: slices, isResampled: slices != box.size.z, crop: nil)
  }

  /// A frame around the lesion, which may reach beyond the image.
  private init(
    _ settings: InputSettings, _ extent: InputExtent, _ lesion: VoxelBox, _ crop: CropFit, depth: Int?
  ) {
    let place = CropFrame(crop, of: extent, lesion: lesion, side: settings.side, depth: depth ?? lesion.size.z)
    let weights = [place.columns, place.rows, place.slices].enumerated().map { axis, sampled in
      LineWeights(sampled, of: extent.size[axis], settings.resize)
    }
    let spans = weights.map(\.span)
    box = VoxelBox(
      lower: [spans[0].lowerBound, spans[1].lowerBound, spans[2].lowerBound],
      upper: [spans[0].upperBound, spans[1].upperBound, spans[2].upperBound])
    (columns, rows, lines) = (weights[0].fromSpan, weights[1].fromSpan, weights[2].fromSpan)
    cutFrom = nil
    let size = extent.lesionSize ?? SIMD3(repeating: 0)
    larger = size.plane > crop.side || size.z > crop.depth ?? .infinity ? (size, crop) : nil
    frame = InputFrame(
      box: box, rows: settings.side, columns: settings.side, depth: place.slices.count,
      isResampled: place.slices.scale != 1, crop: place)
  }
}

extension InputSettings {
  /// Rows and columns of a resized box: the longer side in mm fills the square.
  fileprivate func frame(of box: VoxelBox, _ spacing: SIMD3<Double>) -> (rows: Int, columns: Int) {
    guard keepsProportions else { return (side, side) }
    let (width, height) = (Double(box.size.x) * spacing.x, Double(box.size.y) * spacing.y)
    let factor = Double(side) / max(width, height)
    return (max(1, Int((height * factor).rounded())), max(1, Int((width * factor).rounded())))
  }
}

extension VoxelBox {
  /// This box with `depth` of its slices, centred on another box as far as the ends allow.
  fileprivate func window(of depth: Int, around centre: VoxelBox?) -> VoxelBox {
    let middle = centre.map { ($0.lower.z + $0.upper.z) / 2 } ?? (lower.z + upper.z) / 2
    let start = min(max(middle - depth / 2, lower.z), upper.z - depth)
    return VoxelBox(lower: [lower.x, lower.y, start], upper: [upper.x, upper.y, start + depth])
  }
}
