/// The order of a Riesz transform along each axis: a derivative that keeps the amplitude of every frequency.
///
/// `R(ν) = (-j)ᴸ √(L! / l₁! l₂! l₃!) ν₁^l₁ ν₂^l₂ ν₃^l₃ / |ν|ᴸ`, `L = l₁ + l₂ + l₃`, and 0 at `ν = 0`. Order (1, 0, 0)
/// is a gradient along x, (0, 2, 0) the second derivative along y. IBSI code `AYRS`; IBSI-2 manual (arXiv 2006.05470).
public struct RieszOrder: Hashable, Codable, Sendable {
  /// Order along x.
  public let x: Int
  /// Order along y.
  public let y: Int
  /// Order along z; 0 for a filter by slice.
  public let z: Int

  /// Orders along the three axes.
  public init(x: Int = 0, y: Int = 0, z: Int = 0) {
    (self.x, self.y, self.z) = (x, y, z)
  }

  /// Along x, y and z.
  var orders: [Int] { [x, y, z] }

  /// The order of the derivative.
  var total: Int { x + y + z }

  /// `√(L! / l₁! l₂! l₃!)`.
  var norm: Double {
    func factorial(_ n: Int) -> Double { (1...max(n, 1)).reduce(1) { $0 * Double($1) } }
    return (factorial(total) / orders.reduce(1) { $0 * factorial($1) }).squareRoot()
  }

  func ranges(in space: FilterSpace) -> [ParameterRange] {
    let lowest = Double(orders.min() ?? 0)
    // Added as floating-point numbers, since decoded orders may overflow.
    let sum = orders.reduce(0) { $0 + Double($1) }
    let across = space == .slices ? z : 0
    return [
      ParameterRange("riesz", lowest, "orders of 0 or more") { $0 >= 0 },
      ParameterRange("riesz", sum, "orders whose sum is 1...12") { 1...12 ~= $0 },
      ParameterRange("riesz", Double(across), "order 0 along z for a filter by slice") { $0 == 0 },
    ]
  }
}
