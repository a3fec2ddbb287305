import Glibc

/// Tells the allocator to keep what it has.
///
/// Every image of a case needs the same few large blocks. glibc hands blocks of this size back to the kernel at once and gets them
/// again page by page, each cleared first: a fifth of the time of an extraction. Kept blocks are used again.
enum MemoryPolicy {
  static func keepFreedBlocks() {
    // Larger blocks, whole volumes, are few and go back.
    mallopt(M_MMAP_THRESHOLD, 1 << 30)
    mallopt(M_TRIM_THRESHOLD, 1 << 30)
    mallopt(M_TOP_PAD, 16 << 20)
    // A second thread's own arena would keep a second copy of all of it.
    mallopt(M_ARENA_MAX, 1)
  }
}
