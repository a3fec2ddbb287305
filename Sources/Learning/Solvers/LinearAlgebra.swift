internal import CLAPACK

/// The few dense operations the solvers need, in one thread: fold-level work is parallel already, and one thread gives
/// the same bits whatever else runs. Matrices are column-major; of symmetric ones only the lower triangle is read.
enum LinearAlgebra {
  /// Loads the library and takes its memory. Every fit that calls the functions below calls this first.
  /// - Throws: ``LearningError/missingLibrary(_:)``, ``LearningError/littleMemory(megabytes:)``.
  static func load() throws(LearningError) {
    guard try LinearMemory.threads(upTo: 1) > 0 else { throw .littleMemory(megabytes: LinearMemory.megabytes) }
  }

  /// Loads the library, without a look at the memory that its first call takes.
  /// - Throws: ``LearningError/missingLibrary(_:)``.
  static func loadLibrary() throws(LearningError) {
    if let missing = apus_lapack_load() { throw .missingLibrary(String(cString: missing)) }
  }

  /// Replaces the lower triangle of `matrix` (order `n`) by its Cholesky factor; `false` if it is not positive
  /// definite.
  static func factorise(_ matrix: inout [Double], order n: Int) -> Bool {
    return LAPACKE_dpotrf_work(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), Int32(n), &matrix, Int32(n)) == 0
  }

  /// Replaces `right` by the solution of `L Lᵀ x = right`; for one right side two triangular solves beat `dpotrs`,
  /// which packs the factor first.
  static func solve(factor: [Double], order n: Int, _ right: inout [Double]) {
    let size = Int32(n)
    cblas_dtrsv(CblasColMajor, CblasLower, CblasNoTrans, CblasNonUnit, size, factor, size, &right, 1)
    cblas_dtrsv(CblasColMajor, CblasLower, CblasTrans, CblasNonUnit, size, factor, size, &right, 1)
  }

  /// `matrix · vector` for a symmetric matrix.
  static func multiply(symmetric matrix: [Double], order n: Int, _ vector: [Double], into result: inout [Double]) {
    cblas_dsymv(CblasColMajor, CblasLower, Int32(n), 1, matrix, Int32(n), vector, 1, 0, &result, 1)
  }

  /// Lower triangle of `A Aᵀ` for `A` with `rows` and `columns`.
  static func gram(ofRows values: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: rows * rows)
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasNoTrans, Int32(rows), Int32(columns), 1, values, Int32(rows), 0, &result,
      Int32(rows))
    return result
  }

  /// Lower triangle of `Aᵀ A` for `A` with `rows` and `columns`.
  static func gram(ofColumns values: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: columns * columns)
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, Int32(columns), Int32(rows), 1, values, Int32(rows), 0, &result,
      Int32(columns))
    return result
  }

  /// Takes `vector vectorᵀ` off the lower triangle of `matrix`.
  static func downdate(_ matrix: inout [Double], order n: Int, by vector: UnsafePointer<Double>) {
    cblas_dsyr(CblasColMajor, CblasLower, Int32(n), -1, vector, 1, &matrix, Int32(n))
  }
}
