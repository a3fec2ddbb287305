import Volumes

/// The size of a network's input, taken from patients: a fit like any other, to be made on training patients only in a
/// sound study.
package struct InputFit: Hashable, Codable, Sendable {
  /// Slices that the network is built for; 1 for a network that takes slice by slice.
  package let depth: Int
  /// Where it came from.
  package let rule: DepthRule
  /// Volumes that the size was taken from; 0 where all of it was given.
  package let volumes: Int
  /// The size of the crop; `nil` for other regions.
  package let crop: CropFit?

  /// A size that was fitted before, as a saved model has it.
  package init(depth: Int, crop: CropFit? = nil) {
    (self.depth, self.crop) = (depth, crop)
    (rule, volumes) = (.fixed(depth), 0)
  }

  /// The size by `settings` for a network that sees slices in the given way.
  ///
  /// Which volumes belong here is the caller's part: those of the training patients, or with
  /// ``DepthRule/largestOfCohort`` those of all.
  package init(
    _ settings: InputSettings, for treatment: DepthTreatment, of extents: [InputExtent]
  ) throws(InputError) {
    rule = settings.depth
    volumes = settings.fitted(for: treatment) == nil ? 0 : extents.count
    if let crop = settings.crop {
      let fit = try CropFit(crop, for: treatment, of: extents)
      (depth, self.crop) = (try settings.slices(of: fit, extents), fit)
    } else {
      (depth, crop) = (treatment == .slices ? 1 : try settings.longest(of: extents), nil)
    }
  }
}

/// What of an input's size is fitted on patients.
package enum FittedSize: Hashable, Sendable {
  /// The number of slices.
  case depth
  /// The size of the crop in mm, and the number of slices with it.
  case crop
}

extension InputSettings {
  /// The crop; `nil` for other regions.
  package var crop: LesionCrop? { if case .crop(let crop) = region { crop } else { nil } }

  /// What of the size is fitted for a network that sees slices in the given way; `nil` if everything is given.
  package func fitted(for treatment: DepthTreatment) -> FittedSize? {
    let countsSlices = treatment != .slices && !depth.isFixed
    guard let crop else { return countsSlices ? .depth : nil }
    return crop.side == nil || countsSlices ? .crop : nil
  }

  /// Slices that an image has for the network before it is fitted to a depth.
  package func depth(of image: InputImage) throws(InputError) -> Int { try depth(of: InputExtent(image)) }

  /// The same from the image's sizes.
  package func depth(of extent: InputExtent) throws(InputError) -> Int { try box(of: extent).size.z }

  fileprivate func longest(of extents: [InputExtent]) throws(InputError) -> Int {
    if case .fixed(let slices) = depth { return slices }
    var longest = 0
    for extent in extents { longest = max(longest, try depth(of: extent)) }
    guard longest > 0 else { throw .noVolumes }
    return longest
  }

  /// Slices of a crop: as many as were asked for, or one for each middle distance of the volumes' slices.
  fileprivate func slices(of crop: CropFit, _ extents: [InputExtent]) throws(InputError) -> Int {
    guard let length = crop.depth else { return 1 }
    if case .fixed(let slices) = depth { return slices }
    let distances = extents.map(\.spacing.z).sorted()
    guard !distances.isEmpty else { throw .noVolumes }
    return min(max(1, Int((length / distances[distances.count / 2]).rounded())), Self.mostSlices)
  }

  /// The voxels that the network sees; of a crop the lesion's box, since its frame is no block of voxels.
  func box(of extent: InputExtent) throws(InputError) -> VoxelBox {
    guard region != .image || reference == .lesion else { return extent.bounds }
    guard let lesion = extent.lesion else { throw .emptyMask }
    switch region {
    case .lesion, .image: return extent.bounds
    case .crop: return lesion
    case .lesionBox(let margin):
      let spacing = extent.spacing
      let voxels = SIMD3<Int>(
        Int((margin / spacing.x).rounded()), Int((margin / spacing.y).rounded()), Int((margin / spacing.z).rounded()))
      return lesion.expanded(by: voxels, within: extent.bounds)
    }
  }
}

extension CropFit {
  /// The largest lesion with its margin: in the plane, and along depth for a network that takes whole volumes. A side
  /// that was given is that of a cube.
  fileprivate init(
    _ crop: LesionCrop, for treatment: DepthTreatment, of extents: [InputExtent]
  ) throws(InputError) {
    let isSliced = treatment == .slices
    if let side = crop.side {
      self.init(side: side, depth: isSliced ? nil : side)
      return
    }
    let sizes = extents.compactMap(\.lesionSize)
    guard let plane = sizes.map(\.plane).max(), let depth = sizes.map(\.z).max() else { throw .noVolumes }
    self.init(side: plane + 2 * crop.margin, depth: isSliced ? nil : depth + 2 * crop.margin)
  }
}

extension DepthRule {
  /// Whether the number of slices is given.
  package var isFixed: Bool { if case .fixed = self { true } else { false } }
}
