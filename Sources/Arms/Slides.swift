import Cohorts
import DeepRadiomics
import Volumes

/// The pictures of an attribution.
struct Slides {
  let found: ImageAttribution
  let images: [InputImage]
  let side: Int

  init(_ found: ImageAttribution, of images: [InputImage]) {
    (self.found, self.images) = (found, images)
    side = found.side
  }

  private var image: InputImage { images[0] }

  func imageSlice(_ slice: Int) -> Int { found.imageSlice(slice) }

  var activations: [DeepMaps.Picture] {
    guard let activation = found.activation else { return [] }
    return pictures(scaledBy: activation) { position, row, column in
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
        caption: "slice \(imageSlice(slice) + 1)\(words)", width: side, greys: greys.map { $0 * gain }, heat: heat,
        lesion: found.lesion(image.mask, slice: slice))
    }
  }

  /// The factor that makes the brightest pixel white. A lesion alone is often dark on the scale of its whole image.
  static func gain(_ slices: [[Float]]) -> Float {
    let most = slices.flatMap(\.self).max() ?? 0
    return most > 0 ? 1 / most : 1
  }

  /// Superior, middle and inferior level of the lesion along the axes of the image, with their slices counted from 0.
  var levels: [(name: String, slice: Int)] {
    let box = image.mask.boundingBox ?? image.volume.grid.bounds
    let reaching = Set(found.slices.joined())
    let levels = LesionLevels(of: box.lower.z..<box.upper.z) { reaching.contains(found.inputSlice($0)) }
    let headward = image.volume.grid.axes.k.z >= 0
    return [
      ("superior", headward ? levels.high : levels.low), ("middle", levels.middle),
      ("inferior", headward ? levels.low : levels.high),
    ]
  }

  /// The input with the slices of the levels, which need not reach the score, and their numbers in it.
  func levelInput(_ extractor: DeepExtractor) throws -> (input: NetworkInput, slices: [Int]) {
    let input = try extractor.settings.with(depth: .fixed(max(1, found.depth))).prepare(
      images, depth: found.depth, crop: extractor.fit.crop, normalisation: extractor.normalisation
    ).input
    return (input, levels.map { found.inputSlice($0.slice) })
  }

  /// The levels, each with the maps of the first layer if there are any.
  func levelPictures(
    _ network: AttributedNetwork
  ) throws -> [(slice: DeepMaps.Picture, maps: DeepMaps.Picture?)] {
    let (input, slices) = try levelInput(network.extractor)
    let maps = try network.firstMaps(of: input, slices: slices)
    let gain = Self.gain(slices.map { input.greys($0) })
    return levels.enumerated().map { number, level in
      let title = "\(level.name) level, slice \(level.slice + 1)"
      let slice = DeepMaps.Picture(
        caption: title, width: side, greys: input.greys(slices[number]).map { $0 * gain }, heat: nil,
        lesion: found.lesion(image.mask, slice: slices[number]))
      return (
        slice, maps.map { mosaic($0, position: number, caption: "\($0.channels) first-layer maps, \(title)") }
      )
    }
  }

  /// All maps of one slice, side by side.
  private func mosaic(_ maps: NetworkMaps, position: Int, caption: String) -> DeepMaps.Picture {
    let mosaic = MapMosaic(maps.all(position), columns: maps.columns, gap: 3)
    return DeepMaps.Picture(caption: caption, width: mosaic.width, greys: mosaic.greys, heat: nil)
  }
}
