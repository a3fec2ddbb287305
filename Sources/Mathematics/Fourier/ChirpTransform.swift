/// Bluestein's algorithm: a transform of any length as a convolution with a chirp, done by transforms of a fast length.
struct ChirpTransform: Sendable {
  private let length: Int
  private let inner: StagedTransform
  private let chirp: [UnitRoot]
  /// Spectrum of the conjugate chirp, divided by the inner length.
  private let spectrum: [(re: Double, im: Double)]

  var workspace: Int { 2 * inner.length }

  init(length: Int) {
    self.length = length
    inner = StagedTransform(length: FourierPlan.fastLength(2 * length - 1))
    // n² modulo 2N before the division keeps the angle exact.
    chirp = (0..<length).map { UnitRoot($0 * $0 % (2 * length), 2 * length) }
    let storage = LaneStorage(count: 2 * inner.length)
    let line = storage.line
    for (n, root) in chirp.enumerated() {
      for position in n == 0 ? [0] : [n, inner.length - n] {
        line.re[position] = Lanes(repeating: root.re)
        line.im[position] = Lanes(repeating: -root.im)
      }
    }
    inner.transform(line, line.advanced(by: inner.length))
    let scale = 1 / Double(inner.length)
    spectrum = (0..<inner.length).map { (line.re[$0][0] * scale, line.im[$0][0] * scale) }
  }

  func transform(_ line: LaneLine, _ workspace: LaneLine) {
    let (padded, scratch) = (workspace, workspace.advanced(by: inner.length))
    for (n, root) in chirp.enumerated() {
      padded.re[n] = line.re[n] * root.re - line.im[n] * root.im
      padded.im[n] = line.re[n] * root.im + line.im[n] * root.re
    }
    (padded.re + length).update(repeating: .zero, count: inner.length - length)
    (padded.im + length).update(repeating: .zero, count: inner.length - length)
    inner.transform(padded, scratch)
    for (n, weight) in spectrum.enumerated() {
      let (re, im) = (padded.re[n], padded.im[n])
      padded.re[n] = re * weight.re - im * weight.im
      padded.im[n] = re * weight.im + im * weight.re
    }
    inner.transform(padded.swapped, scratch)
    for (n, root) in chirp.enumerated() {
      line.re[n] = padded.re[n] * root.re - padded.im[n] * root.im
      line.im[n] = padded.re[n] * root.im + padded.im[n] * root.re
    }
  }
}
