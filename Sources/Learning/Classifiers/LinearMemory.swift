import Glibc

/// Memory that the linear algebra needs.
package enum LinearMemory {
  /// What OpenBLAS asks for at once, for each thread that computes: 128 MB of address space and a page.
  ///
  /// It asks again without end where it gets none, so whether there is any must be known before.
  private static let block = (128 << 20) + (64 << 10)
  /// What a further thread takes beside that: its stack and the allocator's own arena, address space both.
  private static let perThread = 160 << 20
  /// Room for everything else.
  private static let reserve = 64 << 20

  /// What one thread needs, in MB, as messages have it.
  package static var megabytes: Int { (block + reserve) >> 20 }

  /// Threads, `wanted` at most, that the system has memory for; 0 where there is none for one. Takes the first thread's block right away.
  package static func threads(upTo wanted: Int) -> Int {
    for count in stride(from: max(1, wanted), through: 1, by: -1) {
      let blocks = (0..<count).map { _ in malloc(block) }
      let rest = malloc(reserve + (count - 1) * perThread)
      let isEnough = rest != nil && blocks.allSatisfy { $0 != nil }
      free(rest)
      for block in blocks { free(block) }
      guard isEnough else { continue }
      _ = LinearAlgebra.gram(ofColumns: [1], rows: 1, columns: 1)
      return count
    }
    return 0
  }
}
