/// Whether `|value − reference| ≤ absolute + relative |reference|`: NumPy's `isclose`, with its defaults.
///
/// The two are not alike, since the reference alone sets the scale. NaN is close to nothing.
package func isClose(
  _ value: Double, to reference: Double, relative: Double = 1e-5, absolute: Double = 1e-8
) -> Bool {
  abs(value - reference) <= absolute + relative * abs(reference)
}
