import Cohorts
import Execution
import Foundation
import Testing
import Volumes

struct UsualSpacingTests {
  /// One protocol with small differences, in which one patient has voxels of twice the size, or of half of it.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func aPatientApartFromOneProtocolIsFar(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "spacing")
    let usual = (0..<20).map { _ in
      let own = Double.random(in: 0.95...1.05, using: &random)
      return SIMD3(0.8 * own, 0.8 * own, 3 * own)
    }
    let factor = Bool.random(using: &random) ? 2.2 : 1 / 2.2
    let odd = SIMD3(0.8, 0.8, 3 * factor)
    let spacing = try #require(UsualSpacing(usual + [odd]))
    #expect(spacing.isFar(odd), "seed \(seed)")
    #expect(!usual.contains(where: spacing.isFar), "seed \(seed)")
  }

  /// Images of many hospitals: a factor of two is nothing special among them.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func aCohortOfManyResolutionsHasNoneThatIsFar(seed: UInt64) throws {
    var random = RandomStream(seed: seed, name: "spacings")
    let all = (0..<30).map { _ in
      let plane = exp(Double.random(in: log(0.4)...log(1.6), using: &random))
      return SIMD3(plane, plane, exp(Double.random(in: log(2.5)...log(9), using: &random)))
    }
    let spacing = try #require(UsualSpacing(all))
    #expect(!all.contains(where: spacing.isFar), "seed \(seed)")
  }

  @Test func exactlyTwiceIsFarWhereAllOthersAgree() throws {
    let usual = SIMD3(3.0, 3.0, 8.0)
    let spacing = try #require(UsualSpacing(Array(repeating: usual, count: 9) + [SIMD3(6, 6, 16)]))
    #expect(spacing.isFar(SIMD3(6, 6, 16)))
    #expect(!spacing.isFar(usual))
    #expect(UsualSpacing([usual, usual, usual, usual]) == nil)
  }
}
