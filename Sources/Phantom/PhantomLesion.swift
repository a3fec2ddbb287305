import Execution
import Glibc
import Mathematics

/// A lesion: its outline, and the texture and necrosis that carry the planted signal.
package struct PhantomLesion {
  package let shape: LesionShape
  private let common: GaussianField
  private let own: [GaussianField]
  private let rim: GaussianField
  private let amplitude: Double
  private let core: Double
  private let signals: [(tumour: Double, necrosis: Double)]

  /// The lesion of a patient. Texture follows the heterogeneity latent `η`: relative amplitude `0.13 exp(0.35 η)`,
  /// smoothing length `4.5 exp(−0.25 η)` mm. The core's relative radius follows the necrosis latent `ν`:
  /// `0.8 logistic(ν − 0.7)`.
  init(_ covariates: PhantomCovariates, drawnBy stream: inout RandomStream) {
    let shift = SIMD3(stream.normal(), stream.normal(), stream.normal()).clamped(to: 2)
    shape = LesionShape(
      diameter: Double(covariates.tumourSize), centre: SIMD3(0, 2, 0) + shift * SIMD3(4, 3, 3), drawnBy: &stream)
    amplitude = 0.13 * exp(0.35 * covariates.heterogeneity.clamped(to: 2.5))
    let smoothing = 4.5 * exp(-0.25 * covariates.heterogeneity.clamped(to: 2.5))
    core = 0.8 * logistic(covariates.necrosis - 0.7)
    // Contrast differs between tumours for reasons of their own: nuisance, without which intensity alone would tell.
    signals = PhantomSeriesKind.allCases.map { kind in
      let level = 1 + 0.08 * stream.normal().clamped(to: 2)
      return (Tissue.tumour.signal(in: kind) * level, Tissue.necrosis.signal(in: kind))
    }
    common = GaussianField(smoothing: smoothing, drawnBy: &stream)
    own = PhantomSeriesKind.allCases.map { _ in GaussianField(smoothing: smoothing, drawnBy: &stream) }
    rim = GaussianField(smoothing: 6, drawnBy: &stream)
  }

  /// Share of a place that is lesion, and the lesion's signal there.
  func appearance(at place: SIMD3<Double>, in kind: PhantomSeriesKind) -> (share: Double, signal: Double)? {
    guard let depth = shape.depth(at: place) else { return nil }
    let share = 0.5 + depth.distance / Self.edge
    guard share > 0 else { return nil }
    // Four fifths of the amplitude is common to both series: one tissue, seen twice.
    let texture = 0.8 * common.value(at: place) + 0.6 * own[kind.rawValue].value(at: place)
    let viable = signals[kind.rawValue].tumour * (1 + amplitude * texture)
    let edgeOfCore = core * (1 + 0.25 * rim.value(at: place))
    let dead = min(max(0.5 + (edgeOfCore - depth.relativeRadius) / 0.12, 0), 1)
    return (min(share, 1), viable + dead * (signals[kind.rawValue].necrosis - viable))
  }

  /// Width in mm over which the lesion's edge fades.
  private static let edge = 2.0
}
