/// The largest numbers that are computed with: no training makes larger ones.
enum KernelLimit {
  static let largest: Float = 1e15
}
