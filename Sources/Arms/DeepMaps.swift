import DeepRadiomics
import Extraction
import Foundation
import ImageFiles
import Volumes

/// Which parts of an image determine a score, as pictures and volumes: the output of `apus deep maps`.
package struct DeepMaps: Sendable {
  /// A grey-scale picture, or one with a map over it.
  package struct Picture: Sendable {
    /// What the picture shows.
    package let caption: String
    /// Number of pixels in a row.
    package let width: Int
    /// Grey values from 0 to 1, row by row.
    package let greys: [Float]
    /// A map from 0 to 1 over the same pixels.
    package let heat: [Float]?
  }

  /// Facts about the case, each with a name and a value.
  package let facts: [(name: String, value: String)]
  /// Grad-CAM over the slices that reach the score.
  package let activations: [Picture]
  /// Occlusion over the same slices.
  package let occlusions: [Picture]
  /// Input slices at three levels of the lesion, each with the maps of the first layer, as in Figure 6 of the paper.
  package let levels: [(slice: Picture, maps: Picture)]
  private let volumes: [(file: String, volume: Volume)]

  /// Computes all maps.
  /// - Parameter patch: the squares used for occlusion; `nil` for no occlusion.
  package init(
    of single: ExtractionCase, label: Int?, extractor: DeepExtractor, weights: WeightSet, score: AttributedScore,
    patch: (side: Int, stride: Int)?
  ) throws {
    let (image, regionNotes, _) = try single.input(label: label)
    let found = try extractor.attribution(of: image, to: score, occluding: patch)
    let slides = Slides(found, of: image)
    activations = slides.activations
    occlusions = slides.occlusions
    levels = try slides.levels(extractor, weights: weights)
    var volumes = [(file: "gradcam.nii.gz", volume: found.activationVolume(on: image.volume.grid))]
    if let hidden = found.occlusionVolume(on: image.volume.grid) { volumes.append(("occlusion.nii.gz", hidden)) }
    self.volumes = volumes
    let sight = SeenLesions.Patient(subject: single.image, sights: try extractor.sights(of: [image]), images: "")
    let counted = found.slices.map { Self.runs($0.map { slides.imageSlice($0) + 1 }) }.joined(separator: " | ")
    let reach =
      extractor.network.mixesSlices
      ? "each position sees its neighbours' slices too" : "no other slice reaches the network's output"
    facts =
      [
        ("Network", extractor.network.description.settings.architecture.rawValue),
        ("Weights", "\(weights.source.name), \(weights.source.licence), \(weights.source.origin)"),
        ("Score", "\(score.name): \(Self.rounded(found.score))"),
        (
          "Slices that count",
          "\(counted), by depth position; \(reach)"
        ), ("Lesion in the frame", SeenLesions([sight]).words),
      ] + (found.occlusion.map { [("Occlusion", "\($0.passes) passes, squares of \($0.patch) pixels")] } ?? [])
      + (regionNotes.map(\.description) + found.notes + sight.sights.flatMap(\.notes)).map { ("Note", $0) }
  }

  /// Ascending numbers as `1 to 3, 7`. A slice that resampling used twice is listed once.
  private static func runs(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, (last.upperBound...(last.upperBound + 1)).contains(number) {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { run in
      switch run.count {
      case 1: "\(run.lowerBound)"
      case 2: "\(run.lowerBound), \(run.upperBound)"
      default: "\(run.lowerBound) to \(run.upperBound)"
      }
    }.joined(separator: ", ")
  }

  /// Rounded to five digits, since float32 arithmetic determines no more.
  private static func rounded(_ score: Double) -> String { String(format: "%.5g", score) }

  /// Writes the volumes into a folder and creates it if needed.
  package func writeVolumes(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (file, volume) in volumes { try writeNIfTI(volume, to: "\(folder)/\(file)") }
  }
}

extension AttributedScore {
  fileprivate var name: String {
    switch self {
    case .norm: "length of the feature vector"
    case .feature(let number): "feature \(number)"
    case .head: "log-odds of the event by the trained head"
    }
  }
}

/// The pictures of an attribution.
private struct Slides {
  let found: ImageAttribution
  let image: InputImage
  let side: Int

  init(_ found: ImageAttribution, of image: InputImage) {
    (self.found, self.image) = (found, image)
    side = found.side
  }

  func imageSlice(_ slice: Int) -> Int { found.imageSlice(slice) }

  var activations: [DeepMaps.Picture] {
    pictures(scaledBy: found.activation) { position, row, column in
      found.activationValue(position, row: row, column: column)
    }
  }

  var occlusions: [DeepMaps.Picture] {
    guard let occlusion = found.occlusion else { return [] }
    return pictures(scaledBy: occlusion.falls) { position, row, column in
      max(0, found.occlusionValue(position, row: row, column: column))
    }
  }

  /// One picture per depth position, all on one scale, so that brightness can be compared between slices.
  private func pictures(scaledBy values: [[Double]], value: (Int, Double, Double) -> Double) -> [DeepMaps.Picture] {
    let most = max(values.flatMap(\.self).max() ?? 0, .leastNormalMagnitude)
    let gain = Self.gain(found.slices.flatMap { $0.filter { $0 < found.depth } }.map { found.greys($0) })
    return found.slices.indices.compactMap { position in
      let real = found.slices[position].filter { $0 < found.depth }
      guard !real.isEmpty else { return nil }
      let slice = real[real.count / 2]
      var heat: [Float] = []
      for row in 0..<side {
        for column in 0..<side {
          let place = ((Double(row) + 0.5) / Double(side), (Double(column) + 0.5) / Double(side))
          heat.append(Float(min(1, value(position, place.0, place.1) / most)))
        }
      }
      let greys = found.greys(slice)
      let words = greys.contains { $0 > 0 } ? "" : ", where the network sees nothing"
      return DeepMaps.Picture(
        caption: "slice \(imageSlice(slice) + 1)\(words)", width: side, greys: greys.map { $0 * gain }, heat: heat)
    }
  }

  /// The factor that makes the brightest pixel white. A lesion alone is often dark on the scale of its whole image.
  private static func gain(_ slices: [[Float]]) -> Float {
    let most = slices.flatMap(\.self).max() ?? 0
    return most > 0 ? 1 / most : 1
  }

  /// Superior, middle and inferior level of the lesion along the axes of the image.
  func levels(
    _ extractor: DeepExtractor, weights: WeightSet
  ) throws -> [(slice: DeepMaps.Picture, maps: DeepMaps.Picture)] {
    let box = image.mask.boundingBox ?? image.volume.grid.bounds
    let (low, high) = (box.lower.z, box.upper.z - 1)
    let headward = image.volume.grid.axes.k.z >= 0
    let wanted = [
      ("superior", headward ? high : low), ("middle", (low + high) / 2), ("inferior", headward ? low : high),
    ]
    let slices = wanted.map { found.inputSlice($0.1) }
    let input = try extractor.settings.with(depth: .fixed(max(1, found.depth))).prepare(
      [image], depth: found.depth, crop: extractor.fit.crop, normalisation: extractor.normalisation
    ).input
    let maps = try extractor.network.stemMaps(of: input, slices: slices, weights: weights)
    let gain = Self.gain(slices.map { input.greys($0) })
    return wanted.indices.map { level in
      let title = "\(wanted[level].0) level, slice \(wanted[level].1 + 1)"
      let slice = DeepMaps.Picture(
        caption: title, width: side, greys: input.greys(slices[level]).map { $0 * gain }, heat: nil)
      return (slice, mosaic(maps, position: level, caption: "\(maps.channels) first-layer maps, \(title)"))
    }
  }

  /// All maps of one slice, side by side.
  private func mosaic(_ maps: NetworkMaps, position: Int, caption: String) -> DeepMaps.Picture {
    let across = Int(Double(maps.channels).squareRoot().rounded(.up))
    let (down, gap) = ((maps.channels + across - 1) / across, 3)
    let width = across * (maps.columns + gap) - gap
    // White between the maps and in unused places of the last row.
    var greys = [Float](repeating: 1, count: width * (down * (maps.rows + gap) - gap))
    for channel in 0..<maps.channels {
      let map = Array(maps.map(position, channel))
      let (low, high) = (map.min() ?? 0, map.max() ?? 0)
      for (place, value) in map.enumerated() {
        let row = channel / across * (maps.rows + gap) + place / maps.columns
        let column = channel % across * (maps.columns + gap) + place % maps.columns
        greys[row * width + column] = high > low ? (value - low) / (high - low) : 0
      }
    }
    return DeepMaps.Picture(caption: caption, width: width, greys: greys, heat: nil)
  }
}
