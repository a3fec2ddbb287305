/// What a linear solver found.
struct LinearSolution {
  var coefficients: [Double]
  var intercept: Double
}
