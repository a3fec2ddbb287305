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
    /// The pixels of the lesion, whose outline is drawn; `nil` for no outline.
    package var lesion: [Bool]?
  }

  /// The maps of one pass through the network: of one series, or of several that are channels of one input.
  package struct Part: Sendable {
    /// Names of the series; empty where the image has no name.
    package let series: String
    /// Grad-CAM over the slices that reach the score; empty without it.
    package let activations: [Picture]
    /// Why there is no Grad-CAM; `nil` if there is.
    package let absence: String?
    /// Occlusion over the same slices; empty without it.
    package let occlusions: [Picture]
    /// Input slices at three levels of the lesion, each with the maps of the first layer, as in Figure 6 of the paper;
    /// without these for a network that has no convolution.
    package let levels: [(slice: Picture, maps: Picture?)]
    /// Facts about the part, each with a name and a value.
    let facts: [(name: String, value: String)]
    let volumes: [(kind: String, volume: Volume)]
  }

  /// Facts about the case, each with a name and a value.
  package let facts: [(name: String, value: String)]
  /// One part for each pass through the network.
  package let parts: [Part]
  /// Whether the score is that of a model of a synthetic cohort.
  package let isSynthetic: Bool

  /// Takes every part as given; the facts of the parts follow.
  package init(facts: [(name: String, value: String)], parts: [Part], isSynthetic: Bool = false) {
    (self.parts, self.isSynthetic) = (parts, isSynthetic)
    let own = parts.flatMap { part in
      part.facts.map { parts.count > 1 ? ("\($0.name), \(part.series)", $0.value) : ($0.name, $0.value) }
    }
    // What a prediction noted of the image, the maps of the image would note again.
    let known = Set(facts.map(\.value))
    self.facts = facts + own.filter { !known.contains($0.1) }
  }

  /// Computes all maps of one image.
  /// - Parameter patch: the squares used for occlusion; `nil` for no occlusion.
  package init(
    of single: ExtractionCase, label: Int?, network: AttributedNetwork, score: AttributedScore,
    patch: (side: Int, stride: Int)?
  ) throws {
    let (image, regionNotes, _) = try single.input(label: label)
    let part = try Part(of: [image], network: network, score: score, patch: patch)
    self.init(facts: Self.facts(of: network) + regionNotes.map { ("Note", $0.description) }, parts: [part])
  }

  /// The network and its weights.
  package static func facts(of network: AttributedNetwork) -> [(name: String, value: String)] {
    let (name, layer) = (network.description.settings.architecture.rawValue, network.description.layer)
    let trained = network.tunedHeads.map { heads in
      heads == 1
        ? ", its last block trained with the head" : ", with a last block of its own for each of \(heads) heads"
    }
    let source = network.source
    return [
      ("Network", name + (layer.map { ", layer \($0)" } ?? "") + (trained ?? "")),
      ("Weights", "\(source.name), \(source.licence), \(source.origin)"),
    ]
  }

  /// Writes the volumes into a folder and creates it if needed: `gradcam.nii.gz` and `occlusion.nii.gz`, or
  /// `gradcam-SERIES.nii.gz` where there are several parts.
  /// - Returns: the names of the files.
  @discardableResult package func writeVolumes(to folder: String) throws -> [String] {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var names: [String] = []
    for part in parts {
      let suffix = parts.count > 1 ? "-\(part.series)" : ""
      for (kind, volume) in part.volumes {
        names.append("\(kind)\(suffix).nii.gz")
        try writeNIfTI(volume, to: "\(folder)/\(kind)\(suffix).nii.gz")
      }
    }
    return names
  }
}

extension DeepMaps.Part {
  /// Computes the maps of one pass through the network.
  /// - Parameters:
  ///   - images: one series, or the series that are channels of one input.
  ///   - patch: the squares used for occlusion; `nil` for no occlusion.
  package init(
    of images: [InputImage], network: AttributedNetwork, score: AttributedScore, patch: (side: Int, stride: Int)?
  ) throws {
    let (found, image) = (try network.attribution(of: images, to: score, occluding: patch), images[0])
    let slides = Slides(found, of: images)
    series = images.map(\.name).joined(separator: "+")
    activations = slides.activations
    occlusions = slides.occlusions
    levels = try slides.levelPictures(network)
    let others = [
      occlusions.isEmpty ? nil : "occlusion, which needs the score only",
      levels.contains { $0.maps != nil } ? "the maps of the first layer" : nil,
    ].compactMap(\.self)
    let made = others.isEmpty ? "" : " Made without it: \(others.joined(separator: ", and "))."
    absence = found.activation == nil ? Self.cause(network) + made : nil
    volumes =
      (found.activationVolume(on: image.volume.grid).map { [("gradcam", $0)] } ?? [])
      + (found.occlusionVolume(on: image.volume.grid).map { [("occlusion", $0)] } ?? [])
    facts = try Self.facts(found, slides, score, images: images, network)
  }

  /// Why there is no Grad-CAM.
  private static func cause(_ network: AttributedNetwork) -> String {
    guard !network.hasMaps else {
      return "Grad-CAM needs the derivative of the score by the features, and this model gives none: it is no ensemble "
        + "of heads."
    }
    let layer = network.description.layer.map { "the layer \($0)" } ?? "the last layer"
    return """
      Grad-CAM needs features that are means of maps, with channels in front of rows and columns. Here \(layer) holds \
      something else, for example one place, tokens, or numbers behind a further layer, and a graph is computed \
      forwards only. A layer that holds maps can be named with `layer`, which makes other features.
      """
  }

  private static func facts(
    _ found: ImageAttribution, _ slides: Slides, _ score: AttributedScore, images: [InputImage],
    _ network: AttributedNetwork
  ) throws -> [(name: String, value: String)] {
    let sight = SeenLesions.Patient(subject: images[0].name, sights: try network.sights(of: images), images: "")
    let counted = found.slices.map { Self.runs($0.map { slides.imageSlice($0) + 1 }) }.joined(separator: " | ")
    let reach =
      network.mixesSlices
      ? "each position sees its neighbours' slices too" : "no other slice reaches the network's output"
    return [
      ("Score", "\(score.name): \(Self.rounded(found.score))"),
      ("Slices that count", "\(counted), by depth position; \(reach)"),
      ("Lesion in the frame", SeenLesions([sight]).words),
    ] + (found.occlusion.map { [("Occlusion", "\($0.passes) passes, squares of \($0.patch) pixels")] } ?? [])
      + (found.notes + sight.sights.flatMap(\.notes)).map { ("Note", $0) }
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
}

extension AttributedScore {
  fileprivate var name: String {
    switch self {
    case .norm: "length of the feature vector"
    case .feature(let number): "feature \(number)"
    case .head: "log-odds of the event by the trained head"
    case .model(let score): score.name
    case .slices(let score): score.name
    }
  }
}
