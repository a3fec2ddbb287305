import Foundation

/// A patient whom the report explains: which parts of the images raise the score of a deep row.
public struct ExplainedPatient: Codable, Sendable, Hashable {
  /// Why the patient was chosen, by a rule on scores and outcomes alone.
  public enum Reason: String, Codable, Sendable, Hashable, CaseIterable {
    /// The highest score.
    case highest
    /// The middle of all scores.
    case middle
    /// The lowest score.
    case lowest
    /// The event with the lowest score.
    case missedEvent = "missed-event"
    /// The non-event with the highest score.
    case falseAlarm = "false-alarm"
  }

  /// One level of the lesion.
  public struct Level: Codable, Sendable, Hashable {
    /// `superior`, `middle` or `inferior`.
    public var name: String
    /// The slice of the image, counted from 1.
    public var slice: Int
    /// The slice as the network gets it, with the contour of the lesion.
    public var input: MapPicture
    /// The same with Grad-CAM over it; `nil` where the slice does not reach the score, or where `absence` of the series
    /// says why there is none.
    public var activation: MapPicture?
    /// The maps of the first layer, side by side; `nil` for a network without a convolution.
    public var firstLayer: MapPicture?

    /// Makes the value from its parts.
    package init(
      name: String, slice: Int, input: MapPicture, activation: MapPicture?, firstLayer: MapPicture?
    ) {
      (self.name, self.slice) = (name, slice)
      (self.input, self.activation, self.firstLayer) = (input, activation, firstLayer)
    }
  }

  /// Why a network has no Grad-CAM.
  package enum MapAbsence: String, Codable, Sendable, Hashable {
    /// Its features are no means of maps.
    case noMeansOfMaps = "features-are-no-means-of-maps"
  }

  /// The images of one pass through the network.
  public struct Series: Codable, Sendable, Hashable {
    /// Name of the series, or the names of those that are channels of one input.
    public var name: String
    /// The levels from the head downwards.
    public var levels: [Level]
    /// The attention that the heads pay to each slice; `nil` for heads without attention.
    public var attention: [SliceWeight]?
    /// Why the network has no Grad-CAM; `nil` for one that has.
    package var absence: MapAbsence?

    /// Makes the value from its parts.
    package init(name: String, levels: [Level], attention: [SliceWeight]? = nil, absence: MapAbsence? = nil) {
      (self.name, self.levels, self.attention, self.absence) = (name, levels, attention, absence)
    }
  }

  /// The share of one slice in what the heads see.
  public struct SliceWeight: Codable, Sendable, Hashable {
    /// The slice of the image, counted from 1.
    public var slice: Int
    /// Mean weight over the heads; those of one series add up to 1.
    public var weight: Double

    /// Makes the value from its parts.
    package init(slice: Int, weight: Double) { (self.slice, self.weight) = (slice, weight) }
  }

  /// Study id.
  public var subject: String
  /// Why the patient was chosen; several reasons may hold of one patient.
  public var reasons: [Reason]
  /// Whether the event occurred.
  public var outcome: Bool
  /// The score by which the patient was chosen.
  public var score: Double
  /// Its probability of the event; `nil` without calibration.
  public var probability: Double?
  /// The images, in the order of the network's series.
  public var series: [Series]

  /// Makes the value from its parts.
  package init(
    subject: String, reasons: [Reason], outcome: Bool, score: Double, probability: Double?, series: [Series]
  ) {
    (self.subject, self.reasons, self.outcome) = (subject, reasons, outcome)
    (self.score, self.probability, self.series) = (score, probability, series)
  }
}

/// A small picture with one byte a pixel.
public struct MapPicture: Codable, Sendable, Hashable {
  /// The meaning of a byte.
  public enum Coding: String, Codable, Sendable, Hashable {
    /// A grey from 0 to 255.
    case grey
    /// The outline of a lesion, or a grey with a level of a map: see `byte(grey:share:)`.
    case mapped
  }

  /// Pixels of a row.
  public var width: Int
  /// The meaning of a byte.
  public var coding: Coding
  /// The pixels, row by row.
  public var pixels: Data

  /// Makes the value from its parts.
  package init(width: Int, coding: Coding, pixels: Data) {
    (self.width, self.coding, self.pixels) = (width, coding, pixels)
  }
}

extension MapPicture {
  /// The byte of an outline.
  package static let outline: UInt8 = 0
  /// Levels of a map above none.
  package static let levels = 9
  /// Greys of a pixel without a map, and with one.
  package static let (plainGreys, mappedGreys) = (64, 21)

  /// The byte of a pixel in ``Coding/mapped``: 1 to 64 are greys without a map, and then follow 21 greys for each of
  /// the nine levels of the map.
  /// - Parameters:
  ///   - grey: from 0 to 1.
  ///   - share: the value of the map, from 0 to 1.
  package static func byte(grey: Float, share: Float) -> UInt8 {
    let held = grey.isFinite ? min(max(grey, 0), 1) : 0
    let level = share.isFinite ? Int((min(max(share, 0), 1) * Float(levels)).rounded()) : 0
    guard level > 0 else { return UInt8(1 + Int((held * Float(plainGreys - 1)).rounded())) }
    let own = Int((held * Float(mappedGreys - 1)).rounded())
    return UInt8(1 + plainGreys + (level - 1) * mappedGreys + own)
  }

  /// Grey and value of the map of a byte, both from 0 to 1; `nil` for the outline.
  package static func pixel(_ byte: UInt8) -> (grey: Float, share: Float)? {
    guard byte != outline else { return nil }
    let place = Int(byte) - 1
    guard place >= plainGreys else { return (Float(place) / Float(plainGreys - 1), 0) }
    let (level, own) = (place - plainGreys).quotientAndRemainder(dividingBy: mappedGreys)
    return (Float(own) / Float(mappedGreys - 1), Float(level + 1) / Float(levels))
  }
}
