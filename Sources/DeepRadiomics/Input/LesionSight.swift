import Volumes

/// What a network sees of one series' lesion.
package struct LesionSight: Hashable, Sendable {
  /// Name of the series.
  package let name: String
  /// Voxels of the lesion.
  package let voxels: Int
  /// Those that reach the network's output.
  package let seenVoxels: Int
  /// Slices of the image that hold the lesion.
  package let slices: Int
  /// Those that reach the network's output.
  package let seenSlices: Int
  /// Longer side of the lesion's box in pixels of the input; 0 without a lesion.
  package let pixels: Double
  /// Share of the frame that the lesion fills, from 0 to 1: the mean over the slices of the lesion that are seen.
  package let share: Double
  /// A sentence if the lesion is larger than the crop, so that it is shown smaller than those of the others.
  package let note: String?

  /// Every sentence that a reader of the features should know.
  package var notes: [String] {
    (note.map { [$0] } ?? [])
      + (isBlind ? ["\(name.isEmpty ? "" : "\(name): ")no voxel of the lesion reaches the features"] : [])
  }

  /// Whether there is a lesion of which the network sees nothing.
  package var isBlind: Bool { voxels > 0 && seenVoxels == 0 }

  /// Takes every part as given.
  package init(
    name: String = "", voxels: Int, seenVoxels: Int, slices: Int, seenSlices: Int, pixels: Double, share: Double,
    note: String? = nil
  ) {
    self.name = name
    self.voxels = voxels
    self.seenVoxels = seenVoxels
    self.slices = slices
    self.seenSlices = seenSlices
    self.pixels = pixels
    self.share = share
    self.note = note
  }

  /// What of the mask of `image` a geometry shows.
  /// - Parameter slices: slices of the input that decide the output; `nil` for all.
  init(_ image: InputImage, _ geometry: SeriesGeometry, slices decisive: [Int]?, side: Int) {
    let counts = image.mask.voxelsBySlice(within: geometry.box)
    let reached = geometry.slicesOfImage(decisive)
    let lesions = counts.whole.indices.filter { counts.whole[$0] > 0 }
    let seen = lesions.filter { reached.contains($0) && counts.inside[$0] > 0 }
    name = image.name
    voxels = counts.whole.reduce(0, +)
    seenVoxels = seen.reduce(0) { $0 + counts.inside[$1] }
    (slices, seenSlices) = (lesions.count, seen.count)
    let size = geometry.pixelsOfVoxel
    let box = image.mask.boundingBox?.size
    pixels = box.map { max(Double($0.x) * size.columns, Double($0.y) * size.rows) } ?? 0
    let area = size.columns * size.rows / Double(side * side)
    share = seen.isEmpty ? 0 : Double(seenVoxels) / Double(seen.count) * area
    note = geometry.larger.map { lesion, crop in
      let name = image.name.isEmpty ? "" : "\(image.name): "
      return
        "\(name)the lesion is \(lesion.plane.tenths) mm in the plane and \(lesion.z.tenths) mm in depth, more than the "
        + "crop of \(crop.words), and is shown smaller to fit"
    }
  }
}

extension InputSettings {
  /// What a network sees of the lesion of each series, with the parameters of
  /// ``prepare(_:depth:crop:normalisation:slices:view:)``.
  package func sights(
    of images: [InputImage], depth: Int?, crop: CropFit?, slices: [Int]?
  ) throws(InputError) -> [LesionSight] {
    var sights: [LesionSight] = []
    for image in images {
      // Channels show the place of the first lesion.
      let mask = series == .channels ? images[0].mask : image.mask
      let seen = InputImage(name: image.name, volume: image.volume, mask: mask)
      let geometry = try SeriesGeometry(self, seen, depth: depth, crop: crop)
      sights.append(LesionSight(seen, geometry, slices: slices, side: side))
    }
    return sights
  }
}

extension InputSettings {
  /// The area of the lesion in every slice of an input, in pixels: what lies in the frame of the network. Of a view
  /// that is turned it is that of the original.
  package func areas(of images: [InputImage], depth: Int?, crop: CropFit?) throws(InputError) -> [Double] {
    // Channels show the place of the first lesion.
    let geometry = try SeriesGeometry(self, images[0], depth: depth, crop: crop)
    let (inside, size) = (images[0].mask.voxelsBySlice(within: geometry.box).inside, geometry.pixelsOfVoxel)
    return (0..<geometry.depth).map { slice in
      geometry.lines.weights[slice].enumerated().reduce(0) { sum, line in
        let source = geometry.box.lower.z + geometry.lines.starts[slice] + line.offset
        return sum + Double(line.element) * Double(inside[source]) * size.columns * size.rows
      }
    }
  }
}

extension CropFit {
  /// The size, e.g. `64.0 mm` or `64.0 mm in the plane and 40.0 mm in depth`.
  package var words: String {
    depth.map { "\(side.tenths) mm in the plane and \($0.tenths) mm in depth" } ?? "\(side.tenths) mm"
  }
}

extension Double {
  /// One decimal.
  fileprivate var tenths: String { "\((self * 10).rounded() / 10)" }
}

extension SeriesGeometry {
  /// Pixels of the input that one voxel covers.
  fileprivate var pixelsOfVoxel: (columns: Double, rows: Double) {
    if let crop = frame.crop { return (1 / crop.columns.scale, 1 / crop.rows.scale) }
    return (Double(frame.columns) / Double(box.size.x), Double(frame.rows) / Double(box.size.y))
  }

  /// Slices of the image that slices of the input are made from.
  fileprivate func slicesOfImage(_ wanted: [Int]?) -> Set<Int> {
    var found: Set<Int> = []
    for slice in wanted ?? Array(0..<depth) where slice < depth {
      for (n, weight) in lines.weights[slice].enumerated() where weight > 0 {
        found.insert(box.lower.z + lines.starts[slice] + n)
      }
    }
    return found
  }
}

extension Mask {
  /// Voxels inside by slice, and those of them that lie within the columns and rows of a box.
  fileprivate func voxelsBySlice(within box: VoxelBox) -> (whole: [Int], inside: [Int]) {
    let size = grid.bounds.size
    var (whole, inside) = ([Int](repeating: 0, count: size.z), [Int](repeating: 0, count: size.z))
    voxels.withUnsafeBufferPointer { voxels in
      for k in 0..<size.z {
        for j in 0..<size.y {
          let start = grid.offset(0, j, k)
          let isInside = (box.lower.y..<box.upper.y).contains(j)
          for i in 0..<size.x where voxels[start + i] != 0 {
            whole[k] += 1
            if isInside, (box.lower.x..<box.upper.x).contains(i) { inside[k] += 1 }
          }
        }
      }
    }
    return (whole, inside)
  }
}
