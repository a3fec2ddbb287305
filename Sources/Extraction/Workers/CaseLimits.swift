import Foundation

/// What one case may take before its process is ended.
package struct CaseLimits: Sendable, Hashable {
  /// Bytes of memory for every case; `nil` for an allowance by the size of its files.
  package let memory: Int?
  /// Seconds for every case; `nil` for an allowance by the size of its files.
  package let seconds: Double?

  /// Takes both as given.
  package init(memory: Int? = nil, seconds: Double? = nil) { (self.memory, self.seconds) = (memory, seconds) }

  /// The allowance of a case that is read from some files.
  ///
  /// What is usual needs far less: an extraction holds some ten volumes of eight bytes a voxel, and computes a million
  /// voxels in a second. The limit is for a file that never ends or claims to be of terabytes, not for a slow disk.
  package func allowance(for files: [String]) -> Allowance {
    guard memory == nil || seconds == nil else { return Allowance(memory: memory ?? 0, seconds: seconds ?? 0) }
    let bytes = files.map { Self.unpackedSize($0) }.reduce(0, +)
    return Allowance(
      memory: memory ?? min(max(Self.leastMemory, 48 * bytes), max(Self.machine, Self.leastMemory)),
      seconds: seconds ?? (Self.leastSeconds + Double(bytes) / 1e5))
  }

  /// The limits of one case; a limit of 0 is none.
  package struct Allowance: Sendable, Hashable {
    package let memory: Int
    package let seconds: Double
  }

  private static let leastMemory = 2 << 30
  private static let leastSeconds = 600.0
  /// Memory of the machine in bytes.
  private static let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)

  /// Bytes of a file, or of all files of a folder, as far as the file system and gzip's last four bytes tell.
  private static func unpackedSize(_ path: String) -> Int {
    let manager = FileManager.default
    guard manager.isFolder(path) else { return unpackedSize(ofFile: path) }
    let names = (try? manager.contentsOfDirectory(atPath: path)) ?? []
    return names.map { unpackedSize(ofFile: "\(path)/\($0)") }.reduce(0, +)
  }

  private static func unpackedSize(ofFile path: String) -> Int {
    guard let facts = try? FileManager.default.attributesOfItem(atPath: path),
      facts[.type] as? FileAttributeType == .typeRegular, let stored = (facts[.size] as? NSNumber)?.intValue
    else { return 0 }
    guard path.hasSuffix(".gz"), stored > 18, let handle = FileHandle(forReadingAtPath: path) else { return stored }
    defer { try? handle.close() }
    // RFC 1952: the size before compression, modulo 2^32, in little-endian order.
    guard (try? handle.seek(toOffset: UInt64(stored - 4))) != nil, let end = try? handle.read(upToCount: 4) else {
      return stored
    }
    return max(stored, end.reversed().reduce(0) { $0 << 8 | Int($1) })
  }
}
