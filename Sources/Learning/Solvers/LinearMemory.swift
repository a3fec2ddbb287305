import Glibc
import Synchronization

/// Memory that the linear algebra needs.
package enum LinearMemory {
  /// What OpenBLAS asks for at once, for each thread that computes: 128 MB of address space and a page.
  ///
  /// It asks again without end where it gets none, so whether there is any must be known before.
  private static let block = (128 << 20) + (64 << 10)
  /// What a further thread takes beside that: its stack and the allocator's own arena, address space both.
  private static let perThread = 160 << 20
  /// Room for everything else, address space too: the library itself, which is loaded after this was asked, and data.
  private static let reserve = 128 << 20

  /// What one thread needs, in MB, as messages have it.
  package static var megabytes: Int { (block + reserve) >> 20 }

  /// Threads that a call before was given. The library keeps their blocks, so they are not asked for again: what is
  /// left may be too little for a second time.
  private static let given = Mutex(0)

  /// Threads, `wanted` at most, that the system has memory for; 0 where there is none for one. Takes the first thread's
  /// block right away. Who asks again for no more gets as many.
  /// - Throws: ``LearningError/missingLibrary(_:)``.
  package static func threads(upTo wanted: Int) throws(LearningError) -> Int {
    try given.withLock { given throws(LearningError) in
      if wanted > given { given = max(given, try free(upTo: wanted)) }
      return min(wanted, given)
    }
  }

  private static func free(upTo wanted: Int) throws(LearningError) -> Int {
    for count in stride(from: max(1, wanted), through: 1, by: -1) {
      guard isThere([Int](repeating: block, count: count) + [reserve + (count - 1) * perThread]) else { continue }
      try LinearAlgebra.load()
      _ = LinearAlgebra.gram(ofColumns: [1], rows: 1, columns: 1)
      return count
    }
    return 0
  }

  /// Whether the system gives blocks of these sizes at once; they go back at once.
  ///
  /// By `mmap`: a compiler may leave out a `malloc` whose block is only freed, and take it for granted.
  private static func isThere(_ sizes: [Int]) -> Bool {
    let blocks = sizes.map { mmap(nil, $0, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) }
    let given = zip(blocks, sizes).filter { $0.0 != MAP_FAILED }
    for (block, size) in given { munmap(block, size) }
    return given.count == sizes.count
  }
}
