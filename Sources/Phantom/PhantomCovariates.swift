import Execution
import Glibc
import Mathematics

/// What decides the response of one synthetic patient.
package struct PhantomCovariates: Hashable, Codable, Sendable {
  /// Texture latent, standard normal: amplitude up, correlation length down. Seen only in the images.
  package let heterogeneity: Double
  /// Necrosis latent, standard normal: size of the core. Seen only in the images.
  package let necrosis: Double
  /// Largest diameter of the lesion in whole mm. Seen in the images and in the table.
  package let tumourSize: Int
  /// FIGO IIIC1 to IVA. Only in the table.
  package let isAdvanced: Bool
  /// The tumour's true HPV status, which the table may not know.
  package let isHPVNegative: Bool
  /// Whether the table knows it.
  package let isHPVRecorded: Bool

  /// Tumour size in units of its spread.
  var standardisedSize: Double { (Double(tumourSize) - Self.meanSize) / Self.sizeSpread }
}

extension PhantomCovariates {
  // Table 1 and the text of Jeong et al. 2024, doi 10.1038/s41598-024-51742-z.
  static let advancedOdds = 54.0 / 198.0
  static let unknownHPV = 80.0 / 252.0
  // Not in the publication: assumed, within what is reported for locally advanced disease.
  static let meanSize = 47.0
  static let sizeSpread = 12.0
  static let hpvNegative = 0.2
  static let advancedBySize = 0.25

  /// One draw from the population of the phantom; every hospital draws from the same one.
  /// - Parameter position: uniform coordinates that decide stage (0), HPV status (1), whether HPV is recorded (2) and,
  ///   by Box and Muller's method, both latents (4 and 5); coordinate 3 is the response's.
  package init(position: SIMD8<Double>, drawnBy stream: inout RandomStream) {
    let radius = (-2 * log(1 - position[4])).squareRoot()
    heterogeneity = radius * cos(2 * Double.pi * position[5])
    necrosis = radius * sin(2 * Double.pi * position[5])
    let size = (Self.meanSize + Self.sizeSpread * stream.normal()).rounded()
    tumourSize = Int(min(max(size, 25), 80))
    let standardised = (Double(tumourSize) - Self.meanSize) / Self.sizeSpread
    isAdvanced = position[0] < Self.advancedShare(size: standardised)
    isHPVNegative = position[1] < Self.hpvNegative
    isHPVRecorded = position[2] >= Self.unknownHPV
  }

  /// Probability of an advanced stage for a tumour of a (standardised) size: larger tumours spread more often.
  static func advancedShare(size: Double) -> Double { logistic(log(advancedOdds) + advancedBySize * size) }
}
