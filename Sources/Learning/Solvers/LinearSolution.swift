/// The result of a linear solver.
struct LinearSolution {
  var coefficients: [Double]
  var intercept: Double
}
