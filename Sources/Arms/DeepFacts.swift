import DeepRadiomics
import Records
import Results
import StudyFiles

extension DeepFacts {
  init(
    _ extractor: DeepExtractor, network deep: StudyFile.Deep, poolings: [SlicePooling],
    weights source: WeightSet.Source, seen: SeenLesions
  ) {
    let description = extractor.network.description
    let settings = description.settings
    let inflation = DeepNames.inflations.first { $0.1 == settings.depth }?.0 ?? ""
    let isSlices = settings.depth == .slices
    network =
      "\(deep.network), " + (description.layer.map { "layer \($0), " } ?? "")
      + (isSlices
        ? "slice by slice, \(poolings.sliceWords)"
        : description.layer == nil
          ? "inflated (\(inflation)), pooling \(settings.pooling.rawValue)" : "on whole volumes")
    weights = "\(source.name), licence \(source.licence), from \(source.origin)"
    input = extractor.settings.words(series: deep.series, extractor.fit) + deep.viewWords
    size =
      "\(description.features) features a "
      + "\(extractor.settings.series == .branches && deep.series.count > 1 ? "series" : "patient")"
    lesion = seen.words
    cost = NetworkCost(description)
    frozen = "; frozen, batch normalisation too"
  }
}

extension [SlicePooling] {
  /// How slices are joined, in words.
  fileprivate var sliceWords: String {
    guard self != [.mean] else { return "features averaged over slices" }
    let names = map(\.words).joined(separator: ", ")
    return "features of slices joined by "
      + (count == 1 ? names : "one of \(names), chosen with the other settings of the head")
  }
}

extension NetworkCost {
  /// What a pass of one volume costs, or of one slice for a network that takes slice by slice.
  fileprivate init(_ network: NetworkDescription) {
    self.init(
      parameters: network.parameters,
      input: [network.input.channels, network.input.depth, network.input.rows, network.input.columns],
      convolutionMACs: network.convolutionMACs, countedMACs: network.countedMACs, performedMACs: network.performedMACs)
  }
}

extension StudyFile.Deep {
  fileprivate var viewWords: String {
    guard !views.isEmpty else { return "" }
    let each = views.map { $0.isMirrored ? "mirrored" : "turned by \($0.rotation.short) degrees" }
    return "; training patients also \(each.joined(separator: ", "))"
  }
}

extension InputSettings {
  fileprivate func words(series names: [String], _ fit: InputFit) -> String {
    let seen: String =
      switch region {
      case .lesion: "the lesion alone, the rest of the frame at grey 0"
      case .lesionBox(let margin): "the lesion's box with a margin of \(margin.short) mm"
      case .image: "the whole image"
      case .crop(let crop): fit.crop.map { words(crop, $0, slices: fit.depth) } ?? ""
      }
    let greys: String =
      switch scaling {
      case .minMax: "minimum and maximum of the \(reference.rawValue) to 0 and 1 (inferred: the study does not say)"
      case .zScore(let limit): "z-scores of the \(reference.rawValue) within \(limit.short) standard deviations"
      case .percentiles(let low, let high):
        "percentiles \(low.short) and \(high.short) of the \(reference.rawValue) to 0 and 1"
      case .window(let low, let high): "the window \(low.short) to \(high.short)"
      }
    let joined = names.count > 1 ? " as \(series.rawValue)" : ""
    return "\(names.joined(separator: ", "))\(joined): \(seen); \(greys); \(side) x \(side) pixels"
  }

  /// The crop with its size and its one spacing.
  private func words(_ crop: LesionCrop, _ size: CropFit, slices: Int) -> String {
    let depth =
      size.depth.map { "\(slices) slices \(($0 / Double(slices)).hundredths) mm apart" }
      ?? "the lesion's own slices, each by itself"
    let spacing = (size.side / Double(side)).hundredths
    return "the lesion in a crop of \(size.words) at one spacing of \(spacing) mm, \(depth)"
      + (crop.isMasked ? ", the rest of the crop at grey 0" : "")
  }
}

extension Double {
  fileprivate var hundredths: String { ((self * 100).rounded() / 100).short }
}
