import Glibc
import Synchronization

/// Memory that the linear algebra needs.
package enum LinearMemory {
  /// The block that OpenBLAS requests for each thread that computes: 128 MB of address space and a page.
  ///
  /// If it gets none, it repeats the request without end, so the memory must be checked before.
  private static let block = (128 << 20) + (64 << 10)
  /// The address space that each further thread needs besides: its stack and the arena of the allocator.
  private static let perThread = 160 << 20
  /// Address space for everything else: the library, which is loaded after this check, and data.
  private static let reserve = 128 << 20

  /// The memory that one thread needs, in MB, for messages.
  package static var megabytes: Int { (block + reserve) >> 20 }

  /// The threads that earlier calls got. The library keeps their blocks, so memory for them is not checked again; the
  /// rest may be too little for a second time.
  private static let given = Mutex(0)

  /// The number of threads, at most `wanted`, for which the system has memory; 0 if it is not enough for one. The block
  /// of the first thread is taken at once. A later call for no more threads gets the same number.
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
      try LinearAlgebra.loadLibrary()
      _ = LinearAlgebra.gram(ofColumns: [1], rows: 1, columns: 1)
      return count
    }
    return 0
  }

  /// Whether the system gives blocks of these sizes at the same time. They are given back immediately.
  ///
  /// By `mmap`, because a compiler may remove a `malloc` whose block is only freed.
  private static func isThere(_ sizes: [Int]) -> Bool {
    let blocks = sizes.map { mmap(nil, $0, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) }
    let given = zip(blocks, sizes).filter { $0.0 != MAP_FAILED }
    for (block, size) in given { munmap(block, size) }
    return given.count == sizes.count
  }
}
