import CLAPACK

/// Eigenvalues of a real symmetric matrix, ascending (LAPACK `dsyev`, values only).
/// - Parameter matrix: `order * order` numbers; the upper triangle by columns is read.
func symmetricEigenvalues(of matrix: [Double], order: Int) -> [Double] {
  precondition(matrix.count == order * order, "a square matrix")
  _ = oneThread
  var matrix = matrix
  var eigenvalues = [Double](repeating: 0, count: order)
  let status = LAPACKE_dsyev(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "U")), Int32(order), &matrix, Int32(order),
    &eigenvalues)
  // A positive status means that QL did not converge, which a finite symmetric matrix cannot cause in practice.
  return status == 0 ? eigenvalues : [Double](repeating: .nan, count: order)
}

/// OpenBLAS splits sums by its number of threads, so more than one would change bits from machine to machine; and images, not
/// matrices of 32 x 32, are what is worth computing in parallel.
private let oneThread: Void = openblas_set_num_threads(1)
