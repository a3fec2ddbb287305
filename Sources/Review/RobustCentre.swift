import Foundation
import Mathematics

/// Median and median absolute deviation of a cohort, which a few wrong values do not move.
struct RobustCentre: Sendable {
  let median: Double
  /// The deviation as that of a normal distribution.
  private let deviation: Double

  /// - Parameters:
  ///   - values: of the patients; those that are not finite are left out.
  ///   - tolerance: a difference from the median that is never an outlier.
  /// - Returns: `nil` for fewer than ``SuspicionLimits/patients`` values.
  init?(_ values: [Double], tolerance: Double) {
    let sorted = values.filter(\.isFinite).sorted()
    guard sorted.count >= SuspicionLimits.patients else { return nil }
    let centre = middle(ofSorted: sorted)
    median = centre
    let own = middle(ofSorted: sorted.map { abs($0 - centre) }.sorted()) / normalMedianDeviation
    deviation = max(own, tolerance / SuspicionLimits.outlier)
  }

  /// Whether a value is an outlier.
  func isFar(_ value: Double) -> Bool { abs(value - median) > SuspicionLimits.outlier * deviation }
}

/// What is usual in one series of the cohort.
struct SeriesReference: Sendable {
  private let logVolume, intensity, logScale: RobustCentre?
  private let logSpacing: [RobustCentre?]
  private let ratio: RobustCentre?

  /// From the patients whose series could be opened.
  init(_ all: [LesionMeasures]) {
    logVolume = RobustCentre(all.map { log($0.volume) }, tolerance: log(SuspicionLimits.volumeFactor))
    intensity = RobustCentre(
      all.compactMap { $0.intensities?.relative }, tolerance: SuspicionLimits.intensityShare)
    logScale = RobustCentre(
      all.compactMap { $0.intensities.map { log($0.range) } }, tolerance: log(SuspicionLimits.scaleFactor))
    logSpacing = (0..<3).map { axis in
      RobustCentre(all.map { log($0.spacing[axis]) }, tolerance: log(SuspicionLimits.spacingFactor))
    }
    ratio = RobustCentre(all.map(\.anisotropy), tolerance: 0)
  }

  /// What sets a patient apart from the cohort.
  func suspicions(of one: LesionMeasures) -> [Suspicion] {
    let volume = logVolume.flatMap { centre -> Suspicion? in
      centre.isFar(log(one.volume)) ? .volume(one.volume, median: exp(centre.median)) : nil
    }
    return [volume, place(one), range(one), spacing(one), anisotropy(one)].compactMap(\.self)
  }

  private func place(_ one: LesionMeasures) -> Suspicion? {
    guard let intensity, let own = one.intensities?.relative, intensity.isFar(own) else { return nil }
    return .intensity(own, median: intensity.median)
  }

  private func range(_ one: LesionMeasures) -> Suspicion? {
    guard let logScale, let own = one.intensities?.range, logScale.isFar(log(own)) else { return nil }
    return .scale(own, median: exp(logScale.median))
  }

  private func spacing(_ one: LesionMeasures) -> Suspicion? {
    let different = ImageAxis.allCases.compactMap { axis -> Suspicion.SpacingDifference? in
      guard let usual = logSpacing[axis.rawValue], usual.isFar(log(one.spacing[axis.rawValue])) else { return nil }
      return Suspicion.SpacingDifference(axis: axis, found: one.spacing[axis.rawValue], median: exp(usual.median))
    }
    return different.isEmpty ? nil : .spacing(different)
  }

  private func anisotropy(_ one: LesionMeasures) -> Suspicion? {
    let usual = ratio?.median ?? 0
    let limit = max(SuspicionLimits.anisotropy, SuspicionLimits.anisotropyBesideCohort * usual)
    return one.anisotropy > limit ? .anisotropic(one.anisotropy, median: ratio?.median) : nil
  }
}
