import Volumes

extension InputSettings {
  /// The input of a network from one patient's series: one series, or several as channels.
  /// - Parameters:
  ///   - depth: slices that the network is built for, from an ``InputFit``; `nil` keeps the volume's own, for networks
  ///     that take slice by slice.
  ///   - crop: the size of the crop, which a region that is one needs.
  ///   - slices: the only slices the network will look at, where that is known; others may be left empty.
  ///   - view: how the finished slices are looked at.
  package func prepare(
    _ images: [InputImage], depth: Int?, crop: CropFit? = nil, normalisation: [ChannelStatistics], slices: [Int]? = nil,
    view: InputView = .original
  ) throws(InputError) -> PreparedInput {
    guard (1...normalisation.count).contains(images.count) else {
      throw .seriesCount(images.count, most: normalisation.count)
    }
    var prepared: [(greys: [Float], frame: InputFrame, notes: [String])] = []
    for image in images {
      guard images[0].volume.grid.agrees(with: image.volume.grid) else {
        throw .seriesGrids(first: images[0].volume.grid, other: image.volume.grid)
      }
      // One box for all, that of the first lesion: channels must show the same place.
      let seen = InputImage(name: image.name, volume: image.volume, mask: images[0].mask)
      prepared.append(try SeriesPreparation(self, seen, depth: depth, crop: crop).run(slices: slices, view))
    }
    let channels = normalisation.indices.map { prepared[$0 % prepared.count].greys }
    return PreparedInput(
      input: NetworkInput(channels: channels, rows: side, columns: side, normalisation: normalisation),
      notes: prepared.flatMap(\.notes), frames: prepared.map(\.frame))
  }
}

/// One series on its way to a channel.
private struct SeriesPreparation {
  let settings: InputSettings
  let image: InputImage
  let geometry: SeriesGeometry
  let scale: GreyScale
  let notes: [String]

  private var box: VoxelBox { geometry.box }

  init(_ settings: InputSettings, _ image: InputImage, depth: Int?, crop: CropFit?) throws(InputError) {
    self.settings = settings
    self.image = image
    geometry = try SeriesGeometry(settings, image, depth: depth, crop: crop)
    scale = try GreyScale(
      settings.scaling, of: image.volume, within: settings.reference == .lesion ? image.mask : nil)
    let name = image.name.isEmpty ? "" : "\(image.name): "
    var notes = scale.isFlat ? ["\(name)the image has no contrast, so the network sees nothing"] : []
    if let slices = geometry.cutFrom {
      let box = geometry.box
      notes.append(
        "\(name)\(slices) slices are more than the network's \(box.size.z); slices \(box.lower.z + 1) to "
          + "\(box.upper.z) of the image were kept, centred on the lesion")
    }
    self.notes = notes
    // The scaling has looked at the lesion only, and the network may see more.
    if settings.reference == .lesion, !image.volume.cropped(to: geometry.box).voxels.areFinite { throw .notFinite }
  }

  func run(slices: [Int]?, _ view: InputView) -> (greys: [Float], frame: InputFrame, notes: [String]) {
    let plane = settings.side * settings.side
    let (lines, depth) = (geometry.lines, geometry.depth)
    var made: [Int: GreySlice] = [:]
    var greys = [Float](repeating: 0, count: depth * plane)
    for slice in (slices ?? Array(0..<depth)) where slice < depth {
      for (n, weight) in lines.weights[slice].enumerated() where weight > 0 {
        let source = lines.starts[slice] + n
        let resized =
          made[source]
          ?? view.applied(
            to: self.slice(source).resized(rows: geometry.rows, columns: geometry.columns).centred(in: settings.side))
        made[source] = resized
        resized.add(weight, to: &greys, at: slice * plane)
      }
      // Later slices never look back behind this one's first.
      for old in made.keys where old < lines.starts[slice] { made[old] = nil }
    }
    return (greys, geometry.frame, notes)
  }

  /// One slice of the box as greys; outside the lesion 0 where only the lesion is shown.
  private func slice(_ number: Int) -> GreySlice {
    let grid = image.volume.grid
    let masked = settings.region.isMasked
    var values: [Float] = []
    values.reserveCapacity(box.size.x * box.size.y)
    image.volume.voxels.withUnsafeBufferPointer { voxels in
      image.mask.voxels.withUnsafeBufferPointer { inside in
        for j in box.lower.y..<box.upper.y {
          let row = grid.offset(0, j, box.lower.z + number)
          for position in (row + box.lower.x)..<(row + box.upper.x) {
            let grey = masked && inside[position] == 0 ? 0 : scale.grey(voxels[position])
            values.append(settings.isEightBit ? (grey * 255).rounded(.toNearestOrEven) / 255 : grey)
          }
        }
      }
    }
    return GreySlice(rows: box.size.y, columns: box.size.x, values: values)
  }
}

extension GreySlice {
  /// Adds the slice, times a weight, to the values from `start` on.
  fileprivate func add(_ weight: Float, to greys: inout [Float], at start: Int) {
    greys.withUnsafeMutableBufferPointer { greys in
      values.withUnsafeBufferPointer { values in
        let target = UnsafeMutableBufferPointer(rebasing: greys[start..<(start + values.count)])
        for i in 0..<values.count { target[i] += weight * values[i] }
      }
    }
  }
}

extension InputRegion {
  /// Whether everything outside the lesion is grey 0.
  fileprivate var isMasked: Bool {
    switch self {
    case .lesion: true
    case .crop(let crop): crop.isMasked
    case .lesionBox, .image: false
    }
  }
}
