import Glibc

/// Tells the allocator to keep what it has.
///
/// Every image of a case needs the same few large blocks. glibc hands blocks of this size back to the kernel at once and gets them
/// again page by page, each cleared first: a fifth of the time of an extraction. Kept blocks are used again.
enum MemoryPolicy {
  /// Parameters of `mallopt`, from glibc's `malloc.h`, which the module map of Glibc leaves out.
  private enum Parameter: Int32 {
    case trimThreshold = -1
    case topPad = -2
    case mapThreshold = -3
    case arenaMax = -8
  }

  /// Does nothing where the C library has no `mallopt`.
  static func keepFreedBlocks() {
    guard let symbol = dlsym(nil, "mallopt"), let allocator = dlsym(nil, "malloc") else { return }
    let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
    // By its address: a compiler that knows it for `malloc` leaves out a block that is only freed, and the heap would not grow.
    let allocate = unsafeBitCast(allocator, to: (@convention(c) (Int) -> UnsafeMutableRawPointer?).self)
    let choices: [(Parameter, Int32)] = [
      // The highest threshold that glibc takes; larger blocks, a few whole volumes, still go back.
      (.mapThreshold, 32 << 20), (.trimThreshold, 1 << 30), (.topPad, heapGrowth),
      // A second thread's own arena would keep a second copy of all of it.
      (.arenaMax, 1),
    ]
    for (parameter, value) in choices { _ = mallopt(parameter.rawValue, value) }
    // More than what is left of the first heap, less than what would be mapped by itself; it makes the heap as long as `heapGrowth` says. Not
    // Swift's own allocation, which ends the process where there is none.
    if let block = allocate(16 << 20) {
      free(block)
      useLargePages()
    } else {
      // With so long a step of growth glibc would refuse small blocks too, of which there are enough.
      _ = mallopt(Parameter.topPad.rawValue, usualGrowth)
    }
  }

  /// Asks for large pages where the heap will grow.
  ///
  /// A page of 4 kB costs the kernel a microsecond when it is first touched, as much as computing on it; one of 2 MB costs little
  /// more than clearing it.
  private static func useLargePages() {
    guard let end = sbrk(0) else { return }
    let page = 2 << 20
    let last = UInt(bitPattern: end) / UInt(page) * UInt(page)
    let first = (UInt(bitPattern: end) - UInt(heapGrowth)) / UInt(page) * UInt(page) + UInt(page)
    guard first < last, let start = UnsafeMutableRawPointer(bitPattern: first) else { return }
    // Where the kernel has none, it says so and nothing changes.
    _ = madvise(start, Int(last - first), MADV_HUGEPAGE)
  }

  /// Address space, not memory: pages come as they are touched.
  private static let heapGrowth: Int32 = 256 << 20
  /// glibc's own step, `DEFAULT_TOP_PAD`.
  private static let usualGrowth: Int32 = 128 << 10
}
