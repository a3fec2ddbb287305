/// Adds `a * weights` to `sum`, for `weights` with a row for each column of `a`.
///
/// Four rows of the weights are taken at a time, so that each partial sum is loaded and stored once for four products;
/// every sum is in the order of the columns of `a`, whatever the number of rows.
func addProduct(_ a: Rows, _ weights: ArraySlice<Double>, to sum: inout Rows) {
  precondition(weights.count == a.width * sum.width && a.count == sum.count)
  let width = sum.width
  a.values.withUnsafeBufferPointer { a in
    weights.withUnsafeBufferPointer { w in
      sum.values.withUnsafeMutableBufferPointer { z in
        // Invariant: by the precondition, `row * inputs + k`, `k * width + j` and `row * width + j` are inside the
        // buffers.
        let rows = z.count / max(width, 1)
        let inputs = width == 0 ? 0 : w.count / width
        var k = 0
        while k + 4 <= inputs {
          for row in 0..<rows {
            let at = row * inputs + k
            addFour(a[at], a[at + 1], a[at + 2], a[at + 3], w, from: k * width, width: width, to: z, row * width)
          }
          k += 4
        }
        while k < inputs {
          for row in 0..<rows {
            let factor = a[row * inputs + k]
            for j in 0..<width { z[row * width + j] += factor * w[k * width + j] }
          }
          k += 1
        }
      }
    }
  }
}

/// `z += a b0 + b b1 + c b2 + d b3` over one row, for four consecutive rows of weights.
///
/// Four numbers at a time by hand, since the compiler cannot rule out that `z` overlaps `w` and stays scalar.
@inline(__always)
private func addFour(
  _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ w: UnsafeBufferPointer<Double>, from start: Int, width: Int,
  to z: UnsafeMutableBufferPointer<Double>, _ target: Int
) {
  guard let weights = w.baseAddress, let sums = z.baseAddress else { return }
  let w0 = weights + start
  let (w1, w2, w3) = (w0 + width, w0 + 2 * width, w0 + 3 * width)
  let row = sums + target
  var j = 0
  while j + 4 <= width {
    // Invariant: the callers' preconditions put four rows of `width` at `start` and one at `target` inside the buffers.
    var sum = four(row + j) + a * four(w0 + j)
    sum += b * four(w1 + j)
    sum += c * four(w2 + j)
    sum += d * four(w3 + j)
    UnsafeMutableRawPointer(row + j).storeBytes(of: sum, as: SIMD4<Double>.self)
    j += 4
  }
  while j < width {
    row[j] = (((row[j] + a * w0[j]) + b * w1[j]) + c * w2[j]) + d * w3[j]
    j += 1
  }
}

/// Four numbers from an address that need not be aligned.
@inline(__always)
private func four(_ start: UnsafePointer<Double>) -> SIMD4<Double> {
  UnsafeRawPointer(start).loadUnaligned(as: SIMD4<Double>.self)
}

@inline(__always)
private func four(_ start: UnsafeMutablePointer<Double>) -> SIMD4<Double> { four(UnsafePointer(start)) }

/// Writes `aᵀ * b` into `range` of `result`: the gradient of weights for inputs `a` and gradients `b` of outputs.
///
/// A range of the whole array and not a slice, since writing to a slice would copy it.
func writeOuter(_ a: Rows, _ b: Rows, to result: inout [Double], _ range: Range<Int>) {
  precondition(range.count == a.width * b.width && a.count == b.count && range.upperBound <= result.count)
  let (rows, inputs, width) = (a.count, a.width, b.width)
  a.values.withUnsafeBufferPointer { a in
    b.values.withUnsafeBufferPointer { b in
      result.withUnsafeMutableBufferPointer { g in
        // Invariant: by the precondition, every index below is inside its buffer.
        for k in 0..<inputs {
          let target = range.lowerBound + k * width
          for j in 0..<width { g[target + j] = 0 }
          var row = 0
          while row + 4 <= rows {
            addFour(
              a[row * inputs + k], a[(row + 1) * inputs + k], a[(row + 2) * inputs + k], a[(row + 3) * inputs + k], b,
              from: row * width, width: width, to: g, target)
            row += 4
          }
          while row < rows {
            let factor = a[row * inputs + k]
            for j in 0..<width { g[target + j] += factor * b[row * width + j] }
            row += 1
          }
        }
      }
    }
  }
}

/// `b * weightsᵀ`: the gradient of a layer's inputs from the gradient `b` of its outputs.
func productWithTranspose(_ b: Rows, _ weights: ArraySlice<Double>) -> Rows {
  let inputs = weights.count / b.width
  var result = Rows(count: b.count, width: inputs)
  b.values.withUnsafeBufferPointer { b0 in
    weights.withUnsafeBufferPointer { w in
      for row in 0..<b.count {
        let line = UnsafeBufferPointer(rebasing: b0[(row * b.width)..<((row + 1) * b.width)])
        for k in 0..<inputs {
          result[row, k] = dot(line, UnsafeBufferPointer(rebasing: w[(k * b.width)..<((k + 1) * b.width)]))
        }
      }
    }
  }
  return result
}

/// Sum of products in four fixed strands: the same bits everywhere.
func dot(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> Double {
  precondition(a.count == b.count)
  guard let left = a.baseAddress, let right = b.baseAddress else { return 0 }
  var strands = SIMD4<Double>.zero
  var i = 0
  while i + 4 <= a.count {
    // Invariant: `i + 3` is below both counts.
    strands += four(left + i) * four(right + i)
    i += 4
  }
  var sum = (strands[0] + strands[1]) + (strands[2] + strands[3])
  while i < a.count {
    sum += a[i] * b[i]
    i += 1
  }
  return sum
}

/// Sum of products of two arrays of one length.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in dot(a, b) } }
}
