import Cohorts
import DeepRadiomics
import Foundation
import Results

/// The small pictures of one patient for the report.
struct PatientPictures {
  let slides: Slides
  let network: AttributedNetwork

  private var found: ImageAttribution { slides.found }
  /// Pixels of a picture along an axis.
  private var width: Int { min(96, found.side) }
  /// Pixels of one map of the first layer.
  private static let mapWidth = 24

  init(of images: [InputImage], score: AttributedScore, network: AttributedNetwork) throws {
    slides = Slides(try network.attribution(of: images, to: score), of: images)
    self.network = network
  }

  /// The three levels of the lesion.
  func levels() throws -> [ExplainedPatient.Level] {
    let (input, slices) = try slides.levelInput(network.extractor)
    let maps = try network.firstMaps(of: input, slices: slices)
    let gain = Slides.gain(slices.map { input.greys($0) })
    let most = max(found.activation?.flatMap(\.self).max() ?? 0, .leastNormalMagnitude)
    return slides.levels.enumerated().map { number, level in
      let slice = slices[number]
      let greys = reduced(input.greys(slice).map { $0 * gain }, found.side, to: width)
      let outline = outline(slice)
      return ExplainedPatient.Level(
        name: level.name, slice: level.slice + 1, input: picture(greys, [], outline),
        activation: heat(slice, most).map { picture(greys, $0, outline) },
        firstLayer: maps.map { mosaic($0, position: number) })
    }
  }

  /// Grad-CAM at the pixels of a slice, from 0 to 1; `nil` for a slice that does not reach the score.
  private func heat(_ slice: Int, _ most: Double) -> [Float]? {
    let positions = found.slices.indices.filter { found.slices[$0].contains(slice) }
    guard found.activation != nil, !positions.isEmpty else { return nil }
    let places = (0..<width).map { (Double($0) + 0.5) / Double(width) }
    return places.flatMap { row in
      places.map { column in
        Float((positions.map { found.activationValue($0, row: row, column: column) }.max() ?? 0) / most)
      }
    }
  }

  private func outline(_ slice: Int) -> [Bool] {
    let (inside, side) = (found.lesion(slides.images[0].mask, slice: slice), found.side)
    let centres = (0..<width).map { (2 * $0 + 1) * side / (2 * width) }
    return Cohorts.outline(of: centres.flatMap { row in centres.map { inside[row * side + $0] } }, width: width)
  }

  private func picture(_ greys: [Float], _ heat: [Float], _ outline: [Bool]) -> MapPicture {
    let bytes = greys.indices.map { at in
      outline[at] ? MapPicture.outline : MapPicture.byte(grey: greys[at], share: heat.isEmpty ? 0 : heat[at])
    }
    return MapPicture(width: width, coding: .mapped, pixels: Data(bytes))
  }

  /// All maps of one slice, eight or more in a row, each on its own scale of greys.
  private func mosaic(_ maps: NetworkMaps, position: Int) -> MapPicture {
    let own = min(Self.mapWidth, maps.columns)
    let mosaic = MapMosaic(
      maps.all(position).map { reduced($0, maps.columns, to: own) }, columns: own, gap: 1, atLeast: 8)
    return MapPicture(
      width: mosaic.width, coding: .grey, pixels: Data(mosaic.greys.map { UInt8((255 * $0).rounded()) }))
  }

  /// A square picture with fewer pixels: means of the pixels that a new one covers.
  private func reduced(_ values: [Float], _ side: Int, to width: Int) -> [Float] {
    let spans = (0..<width).map { ($0 * side / width)..<max(($0 + 1) * side / width, $0 * side / width + 1) }
    return spans.flatMap { rows in
      spans.map { columns in
        var sum: Float = 0
        for row in rows { for column in columns { sum += values[row * side + column] } }
        return sum / Float(rows.count * columns.count)
      }
    }
  }
}
