import Execution
import Volumes

extension Mask {
  /// The region grown (`change` above 0) or shrunk by a share of its volume, to the nearest whole voxel.
  ///
  /// Whole layers of face neighbours are added or taken as long as they fit; of the next layer as many voxels as are
  /// missing, drawn from `stream`. Where a region fills the image along all its axes it cannot grow further.
  /// - SeeAlso: Zwanenburg et al. 2019, doi 10.1038/s41598-018-36938-4, volume adaptation.
  func changed(by change: Double, _ stream: RandomStream) -> Mask {
    var stream = stream
    let neighbours = FaceNeighbours(grid)
    let wanted = Int((Double(count) * (1 + change)).rounded())
    var (current, size) = (voxels, count)
    while size != wanted {
      let next = wanted > size ? neighbours.grown(current) : neighbours.shrunk(current)
      var layer = current.indices.filter { current[$0] != next[$0] }
      // The whole region is border: shrinking would remove all of it, so it stays.
      guard !layer.isEmpty else { break }
      if layer.count > abs(wanted - size) { layer = layer.drawn(abs(wanted - size), &stream) }
      for voxel in layer { current[voxel] = wanted > size ? 1 : 0 }
      size += wanted > size ? layer.count : -layer.count
    }
    return Mask(grid: grid, voxels: current)
  }
}

extension Array {
  /// `count` elements without replacement.
  fileprivate func drawn(_ count: Int, _ stream: inout RandomStream) -> [Element] {
    var pool = self
    for position in 0..<count { pool.swapAt(position, position + stream.index(below: pool.count - position)) }
    return Array(pool.prefix(count))
  }
}
