/// What enters the last block of a network for one patient, from the frozen layers before it.
package struct EntranceMaps: Hashable, Sendable {
  /// For each pass through the network (series), its slices one after the other, each by channel, row, column; or one
  /// volume by channel, slice, row, column.
  package let branches: [[Float]]

  /// Takes the passes as given.
  package init(branches: [[Float]]) { self.branches = branches }

  /// Bytes of all numbers.
  package var byteCount: Int { branches.reduce(0) { $0 + $1.count } * MemoryLayout<Float>.stride }
}

/// The slices of some patients on their way through a block, in chunks.
struct BlockBatch {
  /// One slice, or volume.
  private struct Unit {
    let patient: Int
    let branch: Int
    let maps: ArraySlice<Float>
    /// Slices of its patient and branch, over which features are averaged.
    let count: Int
  }

  private let units: [Unit]
  private let network: BlockNetwork
  private let patients: Int
  /// Features of a patient.
  private let width: Int

  init(_ patients: [EntranceMaps], through network: BlockNetwork) {
    let size = network.block.entranceCount
    self.network = network
    self.patients = patients.count
    width = (patients.first?.branches.count ?? 0) * network.block.features
    units = patients.enumerated().flatMap { patient, maps in
      maps.branches.enumerated().flatMap { branch, values -> [Unit] in
        precondition(!values.isEmpty && values.count.isMultiple(of: size), "whole slices")
        let count = values.count / size
        return (0..<count).map { slice in
          Unit(patient: patient, branch: branch, maps: values[(slice * size)..<((slice + 1) * size)], count: count)
        }
      }
    }
  }

  private var chunks: [Range<Int>] {
    stride(from: 0, to: units.count, by: network.batch).map { $0..<min($0 + network.batch, units.count) }
  }

  /// The feature vectors of the patients: means over slices of the means over places.
  func features() throws(NetworkError) -> Rows {
    var rows = Rows(count: patients, width: width)
    for chunk in chunks {
      let found = try network.features(of: units[chunk].map(\.maps))
      for (place, unit) in units[chunk].enumerated() {
        for feature in 0..<network.block.features {
          rows[unit.patient, unit.branch * network.block.features + feature] +=
            found[place * network.block.features + feature] / Double(unit.count)
        }
      }
    }
    return rows
  }

  /// Adds to the gradient of the network, right after ``features()``.
  ///
  /// Chunks go forwards once more, so that the maps of one chunk are in memory instead of all. The last one is still
  /// there.
  /// - Parameter slopes: the gradient by the feature vectors.
  func addGradient(_ slopes: Rows) throws(NetworkError) {
    let all = chunks
    for (number, chunk) in all.enumerated().reversed() {
      if number + 1 < all.count { _ = try network.features(of: units[chunk].map(\.maps)) }
      try network.addGradient(
        units[chunk].flatMap { unit in
          (0..<network.block.features).map { feature in
            slopes[unit.patient, unit.branch * network.block.features + feature] / Double(unit.count)
          }
        })
    }
  }
}
