import Exports
import ImageFiles
import Statistics
import Yams

extension StudyFile {
  /// This study with all defaults and presets written out, as a study file that reads back as the same value.
  package var resolvedText: String {
    do {
      return try serialize(node: resolvedNode, width: 100, allowUnicode: true)
    } catch {
      // An empty text would give every study the same identity.
      preconditionFailure("a tree of texts can be written as YAML: \(error)")
    }
  }

  var resolvedNode: Node {
    var items: [(String, Node)] = [
      ("apus", "1"), ("name", .quoted(name)), ("synthetic", isSynthetic ? "true" : "false"),
    ]
    if let preset { items.append(("preset", .quoted(preset))) }
    items += [
      ("root", .quoted(root)), ("cohort", cohort.node), ("outcome", outcome.node),
    ]
    if !series.isEmpty { items.append(("series", .map(series.map { ($0.name, $0.node) }))) }
    items += [
      ("factors", .map(factors.map { ($0.name, $0.node) })),
      ("models", models.node), ("features", features.node(robustness)), ("split", split.node),
      ("protocol", .quoted(evaluationProtocol.rawValue)), ("seed", .plain("\(seed)")),
    ]
    if arms != [.handcrafted] { items.append(("arms", .list(arms.map(\.rawValue)))) }
    if let deep { items.append(("deep", deep.node)) }
    if let learning { items.append(("learning", learning.resolvedNode)) }
    if let comparisons = primary.node { items.append(("comparisons", comparisons)) }
    if controls != .none { items.append(("controls", controls.node)) }
    // The sets of the default are added to results and change nothing in them, so studies keep their identity.
    if conformal != .standard { items.append(("conformal", conformal.node)) }
    return .map(items)
  }
}

extension ConformalRule? {
  fileprivate var node: Node {
    guard let rule = self else { return .quoted("none") }
    return .map([("coverage", .plain("\(rule.coverage)")), ("by-class", rule.isByClass ? "true" : "false")])
  }
}

extension StudyFile.Cohort {
  fileprivate var node: Node {
    var items: [(String, Node)] = [("table", .quoted(table)), ("id", .quoted(id))]
    if let group { items.append(("group", .quoted(group))) }
    if !exclusions.isEmpty { items.append(("exclude", Node(exclusions.map(\.node)))) }
    if !images.isEmpty { items.append(("images", .list(images))) }
    if let patientID { items.append(("patient-id", .quoted(patientID))) }
    return .map(items)
  }
}

extension StudyFile.ExclusionRule {
  fileprivate var node: Node {
    var items: [(String, Node)] = [("column", .quoted(column))]
    if let equals { items.append(("equals", .list(equals))) }
    if let cause { items.append(("cause", .quoted(cause))) }
    return .map(items)
  }
}

extension StudyFile.Outcome {
  fileprivate var node: Node {
    var items: [(String, Node)] = [("column", .quoted(column)), ("event", .list(event))]
    if let nonEvent { items.append(("non-event", .list(nonEvent))) }
    return .map(items + [("event-name", .quoted(eventName)), ("non-event-name", .quoted(nonEventName))])
  }
}

extension StudyFile.Series {
  fileprivate var node: Node {
    // The order of the keys is that of Apus 0.1: identities of saved models are made of this text.
    var items: [(String, Node)] = []
    if case .pattern(let path, _, _) = image { items.append(("image", .quoted(path))) }
    items += mask.items
    if let roiColumn { items.append(("roi-column", .quoted(roiColumn))) }
    if let between { items.append(("between", .quoted(between.rawValue))) }
    items += image.rules
    if structureSet != .any { items.append(("structure-set", structureSet.node)) }
    items.append(("spacing-tolerance", .plain("\(spacingTolerance)")))
    if let biasField { items.append(("bias-field", .quoted(biasField.rawValue))) }
    if let normalisation {
      let pairs = normalisation.items.map { key, values in
        (key, values.count == 1 ? Node.quoted(values[0]) : Node.list(values))
      }
      items.append(("normalisation", .map(pairs)))
    }
    return .map(items)
  }
}

extension StudyFile.MaskSource {
  fileprivate var items: [(String, Node)] {
    var items: [(String, Node)] = []
    switch self {
    case .file(let path, let roi, let label, let resampled):
      items.append(("mask", .quoted(path)))
      if let roi { items.append(("roi", .quoted(roi))) }
      if let label { items.append(("label", .plain("\(label)"))) }
      if resampled { items.append(("resample-mask", "true")) }
    case .drawn(let rois, let folder):
      if let folder { items.append(("mask", .quoted(folder))) }
      if !rois.isEmpty { items.append(("roi", .values(rois))) }
    case .series(let other): items.append(("mask-of", .quoted(other)))
    }
    return items
  }
}

extension StudyFile.SeriesImage {
  /// What chooses a series, but for a path.
  fileprivate var rules: [(String, Node)] {
    var items: [(String, Node)] = []
    switch self {
    case .pattern(_, let modality, let description):
      if let modality { items.append(("modality", .quoted(modality))) }
      if let description { items.append(("description", .quoted(description))) }
    case .rules(let rules):
      if let modality = rules.modality { items.append(("modality", .quoted(modality))) }
      if !rules.description.isEmpty { items.append(("description", .values(rules.description))) }
      if !rules.imageType.isEmpty { items.append(("image-type", .values(rules.imageType))) }
      if let range = rules.echoTime { items.append(("echo-time", .range(range))) }
      if let range = rules.repetitionTime { items.append(("repetition-time", .range(range))) }
      if let orientation = rules.orientation { items.append(("orientation", .quoted(orientation.rawValue))) }
      if let range = rules.slices { items.append(("slices", .range(range))) }
      if let choose = rules.choose { items.append(("choose", .quoted(choose.rawValue))) }
    }
    return items
  }
}

extension StructureSetRules {
  fileprivate var node: Node {
    var items: [(String, Node)] = []
    if !label.isEmpty { items.append(("label", .values(label))) }
    if isApproved { items.append(("approved", "true")) }
    if let choose { items.append(("choose", .quoted(choose.rawValue))) }
    return .map(items)
  }
}

extension StudyFile.Factor {
  fileprivate var node: Node {
    var items: [(String, Node)] = [("column", .quoted(column)), ("label", .quoted(label))]
    if let unit { items.append(("unit", .quoted(unit))) }
    switch kind {
    case .continuous(let cut):
      items.append(("type", "continuous"))
      if let cut { items.append(("cut", .plain("\(cut)"))) }
    case .categorical(let levels, let unknown):
      items.append(("type", "categorical"))
      if !levels.isEmpty { items.append(("groups", .map(levels.map { ($0.name, .list($0.values)) }))) }
      if !unknown.isEmpty { items.append(("unknown", .list(unknown))) }
    }
    return .map(items)
  }
}

extension StudyFile.Models {
  fileprivate var node: Node {
    .map([
      ("factors", .list(factors)), ("unknown", .quoted(unknown.rawValue)),
      ("selected-features", .plain("\(selectedFeatures)")),
    ])
  }
}

extension StudyFile.Features {
  fileprivate func node(_ robustness: StudyFile.Robustness?) -> Node {
    let source: Node =
      switch self {
      case .recipe(let recipe): .map([("recipe", .quoted(recipe.rawValue))])
      case .parameters(let path): .map([("parameters", .quoted(path))])
      case .table(let source): source.node
      }
    guard let robustness, var mapping = source.mapping else { return source }
    mapping["robustness"] = .resolved(.mapping(robustness.resolved))
    return .mapping(mapping)
  }
}

extension StudyFile.FeatureSource {
  fileprivate var node: Node {
    var items: [(String, Node)] = [("table", .quoted(table)), ("id", .quoted(id))]
    if !columns.isEmpty { items.append(("columns", .list(columns))) }
    if !exclude.isEmpty { items.append(("exclude", .list(exclude))) }
    if let volume {
      items += [("volume", .quoted(volume)), ("volume-unit", .quoted(volumeUnit.rawValue))]
    }
    return .map(items)
  }
}

extension StudyFile.Controls {
  fileprivate var node: Node {
    .map([
      ("permuted-outcomes", .plain("\(permutedOutcomes)")), ("shuffled-voxels", shuffledVoxels ? "true" : "false"),
    ])
  }
}

extension StudyFile.Split {
  fileprivate var node: Node {
    switch self {
    case .share(let share): .map([("train", .plain("\(share)"))])
    case .column(let column, let training, let test):
      .map([("column", .quoted(column)), ("training", .list(training)), ("test", .list(test))])
    case .every(let step): .map([("every", .plain("\(step)"))])
    case .leaveOneOut: .map([("leave-one-out", "true")])
    case .repeated(let folds, let times):
      .map([("repeated", .map([("folds", .plain("\(folds)")), ("times", .plain("\(times)"))]))])
    case .nested(let folds): .map([("nested", .plain("\(folds)"))])
    case .site(let column): .map([("site", .quoted(column))])
    }
  }
}

extension Node {
  /// Text in quotes, so that `yes`, `1.0` or `null` reads back as text.
  static func quoted(_ text: String) -> Node { .scalar(Scalar(text, Tag(.str), .doubleQuoted)) }

  fileprivate static func resolved(_ value: StudyFile.Robustness.ResolvedValue) -> Node {
    switch value {
    case .text(let text): .quoted(text)
    case .number(let text): .plain(text)
    case .numbers(let texts): .sequence(Sequence(texts.map(plain), Tag(.seq), .flow))
    case .mapping(let items): .map(items.map { ($0.key, resolved($0.value)) })
    }
  }

  static func plain(_ text: String) -> Node { .scalar(Scalar(text)) }

  static func list(_ texts: [String]) -> Node { .sequence(Sequence(texts.map(quoted), Tag(.seq), .flow)) }

  /// One text, or a list of several.
  fileprivate static func values(_ texts: [String]) -> Node { texts.count == 1 ? quoted(texts[0]) : list(texts) }

  fileprivate static func range<Bound>(_ range: ClosedRange<Bound>) -> Node {
    .sequence(Sequence([plain("\(range.lowerBound)"), plain("\(range.upperBound)")], Tag(.seq), .flow))
  }

  static func map(_ items: [(String, Node)]) -> Node {
    .mapping(Mapping(items.map { (quoted($0.0), $0.1) }))
  }
}

extension StudyFile {
  /// Labels of the factors in the models, for texts.
  package var modelFactorLabels: [String] {
    models.factors.map { name in factors.first { $0.name == name }?.label ?? name }
  }

  /// Everything that determines the results, without the location of the files.
  ///
  /// A label that the study file does not give stands as label 1, as Apus 0.1 wrote it: identities of saved models are
  /// made of it.
  package var identity: String { portable.resolvedText }

  /// The same without the location of the files.
  var portable: StudyFile {
    var own = self
    own.root = ""
    own.series = series.map(\.withUsualLabels)
    return own
  }
}

extension StudyFile.Series {
  /// The same with label 1 where no label is given.
  fileprivate var withUsualLabels: StudyFile.Series {
    var own = self
    if case .file(let path, let roi, nil, let resampled) = mask {
      own.mask = .file(path: path, roi: roi, label: 1, resampled: resampled)
    }
    if let reference = normalisation?.reference { own.normalisation?.reference?.label = reference.label ?? 1 }
    return own
  }
}
