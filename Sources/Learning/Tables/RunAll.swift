import Execution

/// Runs `body` for every item, in parallel, each with a log of its own for its purpose; the logs are joined in the
/// order of the items.
func runAll<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ purposes: [FitPurpose], workers: Int, log: inout FitLog,
  _ body: @Sendable (Item, inout FitLog) throws(LearningError) -> Value
) throws(LearningError) -> [Value] {
  let branches = purposes.map { FitLog(purpose: $0) }
  let results = parallelMap(Array(items.enumerated()), workers: workers) {
    item -> Result<(Value, FitLog), LearningError> in
    var own = branches[item.offset]
    do throws(LearningError) { return .success((try body(item.element, &own), own)) } catch { return .failure(error) }
  }
  var values: [Value] = []
  for result in results {
    let (value, own) = try result.get()
    values.append(value)
    log.append(own)
  }
  return values
}
