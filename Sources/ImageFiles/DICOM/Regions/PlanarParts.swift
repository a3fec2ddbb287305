/// The parts of one slice: pixels that touch by a side or a corner.
struct PlanarParts {
  /// Offsets of the pixels of each part.
  let offsets: [[Int]]
  /// Number of the part of each pixel; negative where there is none.
  private let numbers: [Int32]

  init(_ pixels: [UInt8], width: Int) {
    var numbers = pixels.map { $0 == 1 ? PlanarParts.unknown : PlanarParts.outside }
    var parts: [[Int]] = []
    let height = width > 0 ? pixels.count / width : 0
    for start in pixels.indices where numbers[start] == PlanarParts.unknown {
      let number = Int32(parts.count)
      numbers[start] = number
      var part = [start]
      var next = 0
      while next < part.count {
        let (j, i) = part[next].quotientAndRemainder(dividingBy: width)
        next += 1
        for y in max(0, j - 1)...min(height - 1, j + 1) {
          for at in (y * width + max(0, i - 1))...(y * width + min(width - 1, i + 1))
          where numbers[at] == PlanarParts.unknown {
            numbers[at] = number
            part.append(at)
          }
        }
      }
      parts.append(part)
    }
    (offsets, self.numbers) = (parts, numbers)
  }

  private static let outside: Int32 = -1
  private static let unknown: Int32 = -2

  /// The part that a pixel belongs to.
  func number(of offset: Int) -> Int? { numbers[offset] < 0 ? nil : Int(numbers[offset]) }
}
