/// Whether `|value − reference| ≤ absolute + relative |reference|`: NumPy's `isclose`, with its defaults.
///
/// The arguments may not be exchanged, because the reference alone sets the scale. NaN is close to nothing, and an
/// infinity to itself alone.
package func isClose(
  _ value: Double, to reference: Double, relative: Double = 1e-5, absolute: Double = 1e-8
) -> Bool {
  guard value.isFinite, reference.isFinite else { return value == reference }
  return abs(value - reference) <= absolute + relative * abs(reference)
}
