import Dispatch

/// Calls `body` with consecutive parts of `0..<count`, on up to `workers` threads.
///
/// For loops whose turns are independent of each other and write to places of their own: the result then cannot depend
/// on how the range is cut. Parts are a few per worker, so that a slow one does not leave the others idle.
/// - Parameter grain: turns that are too few to be worth a thread.
public func parallelRanges(
  _ count: Int, workers: Int, grain: Int = 1, _ body: @Sendable (Range<Int>) -> Void
) {
  let parts = min(4 * workers, count / max(grain, 1))
  guard workers > 1, parts > 1 else {
    if count > 0 { body(0..<count) }
    return
  }
  DispatchQueue.concurrentPerform(iterations: parts) { part in
    body(part * count / parts..<(part + 1) * count / parts)
  }
}

/// A buffer that several threads write to, each to places of its own.
public struct SharedBuffer<Element>: @unchecked Sendable {
  /// The borrowed memory; whoever makes the value keeps it alive and sees to it that no place is written by two
  /// threads.
  public let elements: UnsafeMutableBufferPointer<Element>

  /// Borrows `elements`.
  @inlinable public init(_ elements: UnsafeMutableBufferPointer<Element>) { self.elements = elements }
}

/// A buffer that several threads read.
public struct SharedSource<Element>: @unchecked Sendable {
  /// The borrowed memory, which nobody writes to meanwhile.
  public let elements: UnsafeBufferPointer<Element>

  /// Borrows `elements`.
  @inlinable public init(_ elements: UnsafeBufferPointer<Element>) { self.elements = elements }
}
