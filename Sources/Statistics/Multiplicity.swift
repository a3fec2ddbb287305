/// Holm's adjusted p-values, in the order given: `max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎)`.
///
/// They bound the chance of any false rejection, whatever the dependence.
/// - SeeAlso: Holm 1979, https://www.jstor.org/stable/4615733; `p.adjust(method = "holm")`.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = ascending(pValues)
  var (adjusted, floor) = (pValues, 0.0)
  for (rank, index) in order.enumerated() {
    floor = max(floor, min(1, Double(order.count - rank) * pValues[index]))
    adjusted[index] = floor
  }
  return adjusted
}

/// Benjamini and Hochberg's adjusted p-values, in the order given: `min over j ≥ i of min(1, m p₍ⱼ₎ / j)`.
///
/// Rejecting those up to q keeps the expected share of false rejections at q when the tests are independent or positively
/// dependent.
/// - SeeAlso: doi 10.1111/j.2517-6161.1995.tb02031.x; `p.adjust(method = "BH")`.
public func benjaminiHochbergAdjusted(_ pValues: [Double]) -> [Double] {
  let order = ascending(pValues)
  var (adjusted, ceiling) = (pValues, 1.0)
  for (rank, index) in order.enumerated().reversed() {
    ceiling = min(ceiling, Double(order.count) / Double(rank + 1) * pValues[index])
    adjusted[index] = ceiling
  }
  return adjusted
}

private func ascending(_ pValues: [Double]) -> [Int] {
  precondition(pValues.allSatisfy { (0...1).contains($0) }, "a p-value lies between 0 and 1")
  return pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
}
