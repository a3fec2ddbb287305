/// With how many digits a file has the coordinates of its contours, and so by how much each may have been rounded.
///
/// Programs write so many decimals, or so many significant digits (`%g`). Either shows in the largest numbers, whose
/// last digit is worth most; zeros at the end may be left out, so the longest of them counts.
struct WrittenDigits {
  /// Numbers of one coordinate with so many digits before the point: how many there are, and the most decimals.
  private struct Magnitude {
    var count = 0
    var decimals = 0
  }

  private var coordinates = [[Magnitude]](repeating: [Magnitude](repeating: Magnitude(), count: 8), count: 3)

  /// Numbers of a magnitude from which on they show with how many digits numbers are written.
  private static let enough = 4
  /// Of a number in single precision, in which many programs keep coordinates.
  private static let singlePrecision = 0x1p-23

  /// Takes the text of one ContourData: x, y and z of each point, parted by backslashes.
  mutating func add(_ text: [UInt8]) {
    for (n, number) in text.split(separator: UInt8(ascii: "\\")).enumerated() { add(number, to: n % 3) }
  }

  private mutating func add(_ number: ArraySlice<UInt8>, to axis: Int) {
    let mantissa = number.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let exponent = Int(String(decoding: number.dropFirst(mantissa.count + 1).filter { $0 > 0x20 }, as: UTF8.self)) ?? 0
    guard abs(exponent) < 100 else { return }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    let parts = mantissa.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let whole = (parts.first ?? []).filter(isDigit).drop { $0 == UInt8(ascii: "0") }.count
    let decimals = parts.count > 1 ? parts[1].count(where: isDigit) : 0
    let magnitude = min(max(whole + exponent, 0), 7)
    coordinates[axis][magnitude].count += 1
    coordinates[axis][magnitude].decimals = max(coordinates[axis][magnitude].decimals, decimals - exponent)
  }

  /// The unit of the last digit of each coordinate, mm; 0 where that is not known. Whole numbers are no sign of
  /// rounding: slices often lie at some, and the other coordinates tell the digits.
  var units: SIMD3<Double> {
    let own = (0..<3).map(unit)
    let known = own.filter { $0 < 1 }.max() ?? 0
    return SIMD3(own.map { $0 < 1 ? $0 : known })
  }

  private func unit(_ axis: Int) -> Double {
    guard let top = coordinates[axis].lastIndex(where: { $0.count > 0 }) else { return 0 }
    var (count, decimals) = (0, 0)
    for magnitude in coordinates[axis][...top].reversed() where count < Self.enough {
      count += magnitude.count
      decimals = max(decimals, magnitude.decimals)
    }
    let scale = { (base: Double, count: Int) in (0..<count).reduce(1.0) { value, _ in value * base } }
    return max(1 / scale(10, min(decimals, 20)), scale(10, top) * Self.singlePrecision)
  }
}
