internal import CLAPACK

/// The library that shape and the maximal correlation need.
package enum EigenvalueLibrary {
  /// The file or function that the system does not have; `nil` if the library is loaded, by this call at the latest.
  package static var missing: String? { apus_lapack_load().map { String(cString: $0) } }
}

/// Eigenvalues of a real symmetric matrix, ascending (LAPACK `dsyev`, values only).
///
/// In one thread, as `CLAPACK` loads the library, because images run in parallel and matrices of 32 x 32 are too small.
/// Callers ask ``EigenvalueLibrary`` first: without the library every eigenvalue is NaN.
/// - Parameter matrix: `order * order` numbers; the upper triangle by columns is read.
func symmetricEigenvalues(of matrix: [Double], order: Int) -> [Double] {
  precondition(matrix.count == order * order, "a square matrix")
  var matrix = matrix
  var eigenvalues = [Double](repeating: 0, count: order)
  let status = LAPACKE_dsyev(
    LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "U")), Int32(order), &matrix, Int32(order),
    &eigenvalues)
  // A positive status means that QL did not converge, which a finite symmetric matrix cannot cause in practice.
  return status == 0 ? eigenvalues : [Double](repeating: .nan, count: order)
}
