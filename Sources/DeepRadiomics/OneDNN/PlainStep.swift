/// A step over numbers in row-major order, which no operation of oneDNN does here.
///
/// Every number of the target is written by one thread, and no sum is split among threads, so their number changes no
/// bit.
protocol PlainKernel: Sendable {
  func run(_ sources: [UnsafeBufferPointer<Float>], _ target: UnsafeMutableBufferPointer<Float>)

  /// Numbers that are read for each number of the target.
  var work: Int { get }
}

extension PlainKernel {
  var work: Int { 1 }
}

/// A kernel with the tensors that it reads and writes.
struct PlainStep {
  let kernel: any PlainKernel
  let sources: [TensorMemory]
  let target: TensorMemory

  func run() { kernel.run(sources.map { UnsafeBufferPointer($0.floats()) }, target.floats()) }
}
