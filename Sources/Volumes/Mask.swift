/// A region of interest: which voxels of a grid belong to it.
public struct Mask: Sendable, Equatable {
  /// Where the voxels are.
  public let grid: Grid
  /// 1 inside the region, 0 outside; x-fastest. Bytes, so that kernels can load several at once.
  public let voxels: [UInt8]

  /// The region of the voxels whose value is not 0, so the 0 and 255 of other programs are a region too.
  /// - Parameter voxels: one value for each voxel of `grid`, x-fastest; ``voxels`` has 1 for every value but 0.
  public init(grid: Grid, voxels: [UInt8]) {
    precondition(voxels.count == grid.count, "one value per voxel")
    self.grid = grid
    self.voxels = voxels.areBits ? voxels : voxels.map { $0 == 0 ? 0 : 1 }
  }

  /// Number of voxels inside.
  ///
  /// Eight voxels at a time: of bytes that are 0 or 1 the set bits are the sum.
  public var count: Int {
    voxels.withUnsafeBytes { bytes in
      let whole = bytes.count & ~7
      var count = 0
      for start in stride(from: 0, to: whole, by: 8) {
        count &+= bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).nonzeroBitCount
      }
      return bytes[whole...].reduce(count) { $0 + Int($1) }
    }
  }

  /// Volume of the region as voxels times voxel volume, in mm³.
  public var volume: Double { Double(count) * grid.voxelVolume }

  /// Whether a voxel is inside.
  @inlinable public subscript(i: Int, j: Int, k: Int) -> Bool { voxels[grid.offset(i, j, k)] != 0 }

  /// The part of the mask in `box`.
  public func cropped(to box: VoxelBox) -> Mask {
    Mask(grid: grid.cropped(to: box), voxels: voxels.block(box, of: grid))
  }

  /// Smallest box with every inside voxel; `nil` when the mask is empty.
  public var boundingBox: VoxelBox? {
    var lower = grid.size
    var upper = SIMD3<Int>.zero
    for run in RegionRuns(self).runs {
      let (row, i) = run.start.quotientAndRemainder(dividingBy: grid.size.x)
      let (k, j) = row.quotientAndRemainder(dividingBy: grid.size.y)
      lower = pointwiseMin(lower, [i, j, k])
      upper = pointwiseMax(upper, [i + run.length, j + 1, k + 1])
    }
    return upper == .zero ? nil : VoxelBox(lower: lower, upper: upper)
  }
}

extension Volume {
  /// The voxels whose value equals `label`, as label images (NIfTI, NRRD) encode regions.
  public func mask(label: Int) -> Mask {
    Mask(grid: grid, voxels: voxels.map { $0 == Double(label) ? 1 : 0 })
  }

  /// The labels that occur, in ascending order, without 0; values that are not whole numbers are left out.
  public var labels: [Int] {
    var seen = Set<Double>()
    var last = 0.0
    for value in voxels where value != last {
      last = value
      seen.insert(value)
    }
    return seen.filter { $0 != 0 && $0 == $0.rounded() && abs($0) < 1e9 }.map { Int($0) }.sorted()
  }
}

extension [UInt8] {
  /// Whether every byte is 0 or 1; eight at a time.
  fileprivate var areBits: Bool {
    withUnsafeBytes { bytes in
      let whole = bytes.count & ~7
      var others: UInt64 = 0
      for start in stride(from: 0, to: whole, by: 8) {
        others |= bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self) & 0xfefe_fefe_fefe_fefe
      }
      return others == 0 && bytes[whole...].allSatisfy { $0 < 2 }
    }
  }
}
