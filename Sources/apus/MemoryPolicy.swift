import Glibc

/// Tells the allocator to keep freed memory for later use.
///
/// Every image of a case needs the same few large blocks. By default glibc returns blocks of this size to the kernel at
/// once and gets them again page by page, each cleared first. That takes a fifth of the time of an extraction. Blocks
/// that are kept are used again.
enum MemoryPolicy {
  /// Parameters of `mallopt`, from glibc's `malloc.h`, which the module map of Glibc leaves out.
  private enum Parameter: Int32 {
    case trimThreshold = -1
    case topPad = -2
    case mapThreshold = -3
    case arenaMax = -8
  }

  /// Does nothing if the C library has no `mallopt`.
  static func keepFreedBlocks() {
    guard let symbol = dlsym(nil, "mallopt"), let allocator = dlsym(nil, "malloc") else { return }
    let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
    // `malloc` is called by its address. A compiler that recognises it removes a block that is only freed, and the heap
    // would not grow.
    let allocate = unsafeBitCast(allocator, to: (@convention(c) (Int) -> UnsafeMutableRawPointer?).self)
    let choices: [(Parameter, Int32)] = [
      // The highest threshold that glibc accepts. Larger blocks (a few whole volumes) are still returned.
      (.mapThreshold, 32 << 20), (.trimThreshold, 1 << 30), (.topPad, heapGrowth),
      // With an arena for each thread, every thread would keep its own copy of these blocks.
      (.arenaMax, 1),
    ]
    for (parameter, value) in choices { _ = mallopt(parameter.rawValue, value) }
    // The block is larger than the rest of the first heap and smaller than one that is mapped separately, so the heap
    // grows by `heapGrowth`. Swift's own allocation is not used, because it ends the process if there is no memory.
    if let block = allocate(16 << 20) {
      free(block)
      useLargePages()
    } else {
      // With such a large growth step, glibc would refuse small blocks as well, although there is memory for them.
      _ = mallopt(Parameter.topPad.rawValue, usualGrowth)
    }
  }

  /// Asks for large pages in the range into which the heap will grow.
  ///
  /// A page of 4 kB costs the kernel a microsecond when it is first touched, as much as computing on it; one of 2 MB
  /// costs little more than clearing it.
  private static func useLargePages() {
    guard let end = sbrk(0) else { return }
    let page = 2 << 20
    let last = UInt(bitPattern: end) / UInt(page) * UInt(page)
    let first = (UInt(bitPattern: end) - UInt(heapGrowth)) / UInt(page) * UInt(page) + UInt(page)
    guard first < last, let start = UnsafeMutableRawPointer(bitPattern: first) else { return }
    // If the kernel has no large pages, the call fails and nothing changes.
    _ = madvise(start, Int(last - first), MADV_HUGEPAGE)
  }

  /// Size in address space, not memory: a page uses memory only when it is first touched.
  private static let heapGrowth: Int32 = 256 << 20
  /// glibc's own step, `DEFAULT_TOP_PAD`.
  private static let usualGrowth: Int32 = 128 << 10
}
