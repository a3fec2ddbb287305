import Dispatch
import Synchronization

/// `transform` over `items` on up to `workers` threads, results in the order of the items.
///
/// The result does not depend on `workers`: every call sees only its own item, and no reduction crosses items. A
/// failure of one item is a value, so one bad patient never stops the others.
/// - Parameter workers: threads at most; 1 runs on the caller's thread, which keeps stack traces and profiles readable.
public func parallelMap<Item: Sendable, Output: Sendable>(
  _ items: [Item], workers: Int, _ transform: @Sendable (Item) throws -> Output
) -> [Result<Output, any Error>] {
  guard workers > 1, items.count > 1 else { return items.map { item in Result { try transform(item) } } }
  let results = Mutex([Result<Output, any Error>?](repeating: nil, count: items.count))
  let next = Atomic(0)
  DispatchQueue.concurrentPerform(iterations: min(workers, items.count)) { _ in
    while true {
      let position = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard position < items.count else { return }
      let result = Result { try transform(items[position]) }
      results.withLock { $0[position] = result }
    }
  }
  return results.withLock { all in
    all.map { result in
      guard let result else { preconditionFailure("every item has its result") }
      return result
    }
  }
}

/// ``parallelMap(_:workers:_:)`` for a transform that cannot fail.
public func parallelMap<Item: Sendable, Output: Sendable>(
  _ items: [Item], workers: Int, _ transform: @Sendable (Item) -> Output
) -> [Output] {
  let results = parallelMap(items, workers: workers) { item throws -> Output in transform(item) }
  return results.compactMap { try? $0.get() }
}
