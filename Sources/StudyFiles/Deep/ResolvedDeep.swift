import DeepRadiomics
import Yams

extension StudyFile.Deep {
  /// The section `deep:` with every default written out.
  var node: Node { node(beside: nil) }

  /// - Parameter first: the first network, of which a further one takes over what it does not say.
  private func node(beside first: StudyFile.Deep?) -> Node {
    if readsTables { return .map(itemsOfTables) }
    let inherits = first?.ways[0].keepsSlices ?? false
    var items: [(String, Node)] = [("network", .quoted(network))]
    if let weights { items.append(("weights", .quoted(weights))) }
    if let layer = settings.layer { items.append(("layer", .quoted(layer))) }
    items += ways[0].items(inheritingPooling: inherits) + [("series", .list(series))]
    if let published {
      items.append(("as-published", .map(published.items(inheritingPooling: inherits || ways[0].keepsSlices))))
    }
    // A further network without views must say so. Otherwise it would read back with those of the first network.
    if !views.isEmpty || !label.isEmpty { items.append(("views", viewsNode)) }
    if let lastBlock { items.append(("train", lastBlock.node)) }
    items += [
      ("factors", .quoted(factors.rawValue)), ("ensemble", .plain("\(ensemble)")),
      ("beyond", .list(beyond.isEmpty ? ["none"] : beyond.map(\.rawValue))),
    ]
    if !further.isEmpty { items.append(("further", .map(further.map { ($0.label, $0.node(beside: self)) }))) }
    return .map(items)
  }

  private var itemsOfTables: [(String, Node)] {
    var items: [(String, Node)] = [("table", .list(tables))]
    if let tableID { items.append(("id", .quoted(tableID))) }
    items += [
      ("factors", .quoted(factors.rawValue)), ("ensemble", .plain("\(ensemble)")),
      ("beyond", .list(beyond.isEmpty ? ["none"] : beyond.map(\.rawValue))),
    ]
    return further.isEmpty ? items : items + [("further", .map(further.map { ($0.label, $0.node) }))]
  }

  private var viewsNode: Node {
    let turns = views.filter { $0.rotation != 0 }.map { Node.plain("\($0.rotation)") }
    let mirror: [(String, Node)] = views.contains(where: \.isMirrored) ? [("mirror", "true")] : []
    let rotate: [(String, Node)] =
      turns.isEmpty ? [] : [("rotate", .sequence(Node.Sequence(turns, Tag(.seq), .flow)))]
    return .map(mirror + rotate)
  }
}

extension StudyFile.Deep.Way {
  /// - Parameter inherits: whether what is not said would be read as the pooling of another part.
  fileprivate func items(inheritingPooling inherits: Bool) -> [(String, Node)] {
    let inflation = DeepNames.inflations.first { $0.1 == settings.depth }?.0 ?? ""
    return [
      ("inflation", .quoted(inflation)), ("pooling", .quoted(settings.pooling.rawValue)),
      ("precision", .quoted(settings.precision.rawValue)), ("input", .quoted(input.isEightBit ? "jeong2024" : "sound")),
    ] + input.region.items + scaling + [
      ("reference", .quoted(input.reference.rawValue)),
      ("levels", .quoted(name(input.isEightBit, in: DeepNames.levels))), ("side", .plain("\(input.side)")),
      ("frame", .quoted(name(input.keepsProportions, in: DeepNames.frames))),
      ("normalisation", .quoted(name(input.normalisation, in: DeepNames.normalisations))),
      ("resize", .quoted(input.resize.rawValue)), ("depth", input.depth.node), ("fit", .quoted(input.fitting.rawValue)),
      ("combine", .quoted(input.series.rawValue)),
    ] + pooling(inherits)
  }

  private func pooling(_ inherits: Bool) -> [(String, Node)] {
    let isSaid = keepsSlices || inherits && settings.depth == .slices
    return isSaid ? [(slicePoolingKey, .list(poolings.map(\.rawValue)))] : []
  }

  private var scaling: [(String, Node)] {
    guard case .window(let low, let high) = input.scaling else {
      return [("scaling", .quoted(name(input.scaling, in: DeepNames.scalings(window: nil))))]
    }
    let ends = [low, high].map { Node.plain("\($0)") }
    return [("scaling", .quoted("window")), ("window", .sequence(Node.Sequence(ends, Tag(.seq), .flow)))]
  }

  private func name<Value: Equatable>(_ value: Value, in known: [(String, Value)]) -> String {
    known.first { $0.1 == value }?.0 ?? ""
  }
}

extension DepthRule {
  fileprivate var node: Node {
    switch self {
    case .fixed(let slices): .plain("\(slices)")
    case .largestOfTraining: .quoted("training")
    case .largestOfCohort: .quoted("cohort")
    }
  }
}

extension InputRegion {
  fileprivate var items: [(String, Node)] {
    switch self {
    case .lesion: [("region", .quoted("lesion"))]
    case .lesionBox(let margin): [("region", .quoted("box")), ("margin", .plain("\(margin)"))]
    case .image: [("region", .quoted("image"))]
    case .crop(let crop):
      [("region", .quoted(crop.isMasked ? "masked-crop" : "crop")), ("margin", .plain("\(crop.margin)"))]
        + (crop.side.map { [("crop", .plain("\($0)"))] } ?? [])
    }
  }
}
