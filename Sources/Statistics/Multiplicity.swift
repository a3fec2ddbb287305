import Mathematics

/// Holm's adjusted p-values, in the order given: `max over j ≤ i of min(1, (m − j + 1) p₍ⱼ₎)`.
///
/// They bound the chance of any false rejection, whatever the dependence.
/// - Parameter comparisons: all comparisons made, where some have no p-value; `nil` for as many as there are p-values.
/// - SeeAlso: Holm 1979, https://www.jstor.org/stable/4615733; `p.adjust(method = "holm")`.
public func holmAdjusted(_ pValues: [Double], comparisons: Int? = nil) -> [Double] {
  let (order, all) = (ascending(pValues), comparisons ?? pValues.count)
  precondition(all >= pValues.count, "every p-value is of a comparison made")
  var (adjusted, floor) = (pValues, 0.0)
  for (rank, index) in order.enumerated() {
    floor = max(floor, min(1, Double(all - rank) * pValues[index]))
    adjusted[index] = floor
  }
  return adjusted
}

/// Benjamini and Hochberg's adjusted p-values, in the order given: `min over j ≥ i of min(1, m p₍ⱼ₎ / j)`.
///
/// Rejecting those up to q keeps the expected share of false rejections at q when the tests are independent or
/// positively dependent.
/// - Parameter comparisons: all comparisons made, where some have no p-value; `nil` for as many as there are p-values.
/// - SeeAlso: doi 10.1111/j.2517-6161.1995.tb02031.x; `p.adjust(method = "BH")`.
public func benjaminiHochbergAdjusted(_ pValues: [Double], comparisons: Int? = nil) -> [Double] {
  let (order, all) = (ascending(pValues), comparisons ?? pValues.count)
  precondition(all >= pValues.count, "every p-value is of a comparison made")
  var (adjusted, ceiling) = (pValues, 1.0)
  for (rank, index) in order.enumerated().reversed() {
    ceiling = min(ceiling, Double(all) / Double(rank + 1) * pValues[index])
    adjusted[index] = ceiling
  }
  return adjusted
}

private func ascending(_ pValues: [Double]) -> [Int] {
  precondition(pValues.allSatisfy { (0...1).contains($0) }, "a p-value lies between 0 and 1")
  return ascendingOrder(of: pValues)
}
