import Mathematics
import Testing

@Suite struct CorrelationTests {
  /// R 4.2.2: `cor(c(1, 2, 3, 4, 5), c(2, 1, 4, 3, 5))` is 0.8, and `cor(c(1, 2, 4), c(3, 5, 9))` is 1.
  @Test func pearsonIsThatOfR() throws {
    #expect(abs(try #require(pearsonCorrelation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])) - 0.8) < 1e-15)
    #expect(abs(try #require(pearsonCorrelation([1, 2, 4], [3, 5, 9])) - 1) < 1e-15)
    #expect(pearsonCorrelation([1, 1, 1], [3, 5, 9]) == nil)
    #expect(pearsonCorrelation([], []) == nil)
  }

  /// By hand: the inverse of `[[2, 1], [1, 2]]` is `[[2, -1], [-1, 2]] / 3`.
  @Test func theInverseSolvesTheUnitVectors() {
    let inverse = LinearSystem.inverse([[2, 1], [1, 2]])
    let wanted = [[2.0 / 3, -1.0 / 3], [-1.0 / 3, 2.0 / 3]]
    for (row, own) in zip(inverse, wanted) { for (a, b) in zip(row, own) { #expect(abs(a - b) < 1e-15) } }
    #expect(LinearSystem.solved([[4, 2, 2], [2, 3, 3]]) == [0, 1])
  }
}
