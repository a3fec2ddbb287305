import Volumes

extension ImageAttribution {
  /// Rows and columns of the network's input.
  package var side: Int { prepared.input.rows }

  /// Slices of the input that come from the image.
  package var depth: Int { prepared.frames[0].depth }

  /// What was done to the image.
  package var notes: [String] { prepared.notes }

  /// Greys of one slice of the input.
  package func greys(_ slice: Int) -> [Float] { prepared.input.greys(slice) }

  /// The image's slice behind one of the input.
  package func imageSlice(_ slice: Int) -> Int { prepared.frames[0].imageSlice(slice) }

  /// The input's slice from one of the image, held inside what the network sees.
  package func inputSlice(_ slice: Int) -> Int {
    let frame = prepared.frames[0]
    return min(max(frame.inputSlice(slice), 0), frame.depth - 1)
  }

  /// Grad-CAM of a position at a place in the input's plane, both axes from 0 to 1; bilinear with half-pixel centres.
  package func activationValue(_ position: Int, row: Double, column: Double) -> Double {
    guard let activation else { return 0 }
    return sample(
      activation[position], rows: rows, columns: columns, row * Double(rows) - 0.5, column * Double(columns) - 0.5)
  }

  /// Mean fall of the score over the squares that hid a place of a position.
  package func occlusionValue(_ position: Int, row: Double, column: Double) -> Double {
    guard let occlusion else { return 0 }
    let (rows, columns) = (occlusion.covering(row * Double(side)), occlusion.covering(column * Double(side)))
    guard !rows.isEmpty, !columns.isEmpty else { return 0 }
    let falls = rows.flatMap { r in columns.map { occlusion.falls[position][r * occlusion.count + $0] } }
    return falls.reduce(0, +) / Double(falls.count)
  }

  /// Grad-CAM on the image's own grid, bilinear in the plane; 0 in slices that do not reach the network and outside its
  /// frame. `nil` without Grad-CAM.
  package func activationVolume(on grid: Grid) -> Volume? {
    activation == nil ? nil : volume(on: grid, slices: slices) { activationValue($0, row: $1, column: $2) }
  }

  /// Where the pixels of an input's slice show the lesion: a pixel whose centre lies in a voxel of the mask.
  package func lesion(_ mask: Mask, slice: Int) -> [Bool] {
    let (frame, side) = (prepared.frames[0], prepared.input.rows)
    let k = frame.imageSlice(slice)
    let columns = (0..<side).map { frame.voxelColumn(behind: $0, in: side) }
    return (0..<side).flatMap { pixel -> [Bool] in
      guard let j = frame.voxelRow(behind: pixel, in: side) else { return columns.map { _ in false } }
      return columns.map { i in i.map { mask.voxels[mask.grid.offset($0, j, k)] != 0 } ?? false }
    }
  }

  /// Mean fall of the score over the squares that hid a voxel, on the image's own grid.
  package func occlusionVolume(on grid: Grid) -> Volume? {
    occlusion == nil ? nil : volume(on: grid, slices: slices) { occlusionValue($0, row: $1, column: $2) }
  }

  /// Values at the centres of voxels; `value` gets a position and the place in the input's plane, both axes from 0 to
  /// 1.
  private func volume(on grid: Grid, slices: [[Int]], _ value: (Int, Double, Double) -> Double) -> Volume {
    let frame = prepared.frames[0]
    let side = prepared.input.rows
    var voxels = [Double](repeating: 0, count: grid.count)
    for k in frame.box.lower.z..<frame.box.upper.z {
      let slice = frame.inputSlice(k)
      let positions = slices.indices.filter { slices[$0].contains(slice) }
      guard !positions.isEmpty else { continue }
      for j in frame.box.lower.y..<frame.box.upper.y {
        guard let row = frame.row(of: j, in: side) else { continue }
        for i in frame.box.lower.x..<frame.box.upper.x {
          guard let column = frame.column(of: i, in: side) else { continue }
          // Neighbouring windows share slices where the volume is short.
          voxels[grid.offset(i, j, k)] = positions.map { value($0, row, column) }.max() ?? 0
        }
      }
    }
    return Volume(grid: grid, voxels: voxels)
  }

  private func sample(_ map: [Double], rows: Int, columns: Int, _ row: Double, _ column: Double) -> Double {
    func ends(_ x: Double, _ count: Int) -> (low: Int, high: Int, share: Double) {
      let held = min(max(x, 0), Double(count - 1))
      return (Int(held), min(Int(held) + 1, count - 1), held - held.rounded(.down))
    }
    let (r, c) = (ends(row, rows), ends(column, columns))
    func line(_ row: Int) -> Double {
      map[row * columns + c.low] * (1 - c.share) + map[row * columns + c.high] * c.share
    }
    return line(r.low) * (1 - r.share) + line(r.high) * r.share
  }
}

extension InputFrame {
  /// The image's slice behind one of the input.
  fileprivate func imageSlice(_ slice: Int) -> Int {
    guard let crop else { return min(box.lower.z + slice * box.size.z / depth, box.upper.z - 1) }
    return min(max(crop.slices.voxel(behind: slice), box.lower.z), box.upper.z - 1)
  }

  /// The input's slice from one of the image; outside its range for a slice that no slice of the input is made from.
  fileprivate func inputSlice(_ slice: Int) -> Int {
    guard let crop else { return (slice - box.lower.z) * depth / box.size.z }
    return Int(crop.slices.place(ofVoxel: slice).rounded(.down))
  }

  /// Where the centre of a row of the image lies along the input's side, from 0 to 1; `nil` outside.
  fileprivate func row(of voxel: Int, in side: Int) -> Double? {
    guard let crop else { return place(voxel - box.lower.y, of: box.size.y, rows, in: side) }
    return crop.rows.share(of: voxel)
  }

  /// The same of a column.
  fileprivate func column(of voxel: Int, in side: Int) -> Double? {
    guard let crop else { return place(voxel - box.lower.x, of: box.size.x, columns, in: side) }
    return crop.columns.share(of: voxel)
  }

  /// The row of the image behind a row of the input; `nil` outside.
  fileprivate func voxelRow(behind pixel: Int, in side: Int) -> Int? {
    let voxel = crop?.rows.voxel(behind: pixel) ?? box.lower.y + voxel(pixel, of: box.size.y, rows, in: side)
    return (box.lower.y..<box.upper.y).contains(voxel) ? voxel : nil
  }

  /// The same of a column.
  fileprivate func voxelColumn(behind pixel: Int, in side: Int) -> Int? {
    let voxel = crop?.columns.voxel(behind: pixel) ?? box.lower.x + voxel(pixel, of: box.size.x, columns, in: side)
    return (box.lower.x..<box.upper.x).contains(voxel) ? voxel : nil
  }

  /// The pixel of a box behind a pixel of the input, which may lie outside the box.
  private func voxel(_ pixel: Int, of count: Int, _ resized: Int, in side: Int) -> Int {
    let start = (side - resized) / 2
    return Int(((Double(pixel - start) + 0.5) * Double(count) / Double(resized)).rounded(.down))
  }

  /// Where the centre of a box's pixel lies along the input's side, from 0 to 1.
  private func place(_ pixel: Int, of count: Int, _ resized: Int, in side: Int) -> Double {
    let start = (side - resized) / 2
    return (Double(start) + (Double(pixel) + 0.5) * Double(resized) / Double(count)) / Double(side)
  }
}

extension SampledAxis {
  /// The place of a voxel's centre as a share of the axis; `nil` outside.
  fileprivate func share(of voxel: Int) -> Double? {
    let share = place(ofVoxel: voxel) / Double(count)
    return (0..<1).contains(share) ? share : nil
  }
}

extension ImageAttribution.Occlusion {
  /// Squares along one axis that cover a place in pixels.
  fileprivate func covering(_ place: Double) -> [Int] {
    starts.indices.filter { Double(starts[$0]) <= place && place < Double(starts[$0] + patch) }
  }
}
