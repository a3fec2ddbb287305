import Learning
import Yams

// How `apus study show` prints the section.
extension StudyFile.LearningSteps {
  var resolvedNode: Node {
    var items: [(String, Node)] = [("impute", impute.node)]
    if let harmonise { items.append(("harmonise", harmonise.node)) }
    items += [
      ("filters", Self.list(filters)), ("scale", scale.node), ("select", Self.list(select)),
      ("classifier", Self.list(classifiers)), ("weights", .text(weights.rawValue)),
      ("oversample", .text(oversample.rawValue)),
    ]
    var searched: [(String, Node)] = [("name", .text(search.rawValue))]
    if search == .halving { searched.append(("factor", Node("\(factor)"))) }
    items += [("search", .pairs(searched)), ("settings", Node("\(settings)"))]
    if let folds { items.append(("folds", folds.node)) }
    return .pairs(items)
  }

  private static func list(_ steps: [StepChoice]) -> Node {
    .sequence(Node.Sequence(steps.map(\.node), Tag(.seq), .block))
  }
}

extension StudyFile.LearningSteps.Harmonisation {
  fileprivate var node: Node {
    var items: [(String, Node)] = [("name", .text(step.name)), ("batch", .text(batch))]
    if !covariates.isEmpty { items.append(("covariates", .texts(covariates))) }
    if let reference { items.append(("reference", .text(reference))) }
    return .pairs(items + [("unseen", .text(unseen.rawValue))] + step.options.map { ($0.key, $0.node) })
  }
}

extension StudyFile.LearningSteps.Folds {
  fileprivate var node: Node {
    switch self {
    case .stratified: .text("stratified")
    case .inOrder: .text("in-order")
    case .shuffled(let seed): .pairs([("name", .text("shuffled")), ("seed", Node("\(seed)"))])
    }
  }
}

extension StepChoice {
  fileprivate var node: Node { .pairs([("name", .text(name))] + options.map { ($0.key, $0.node) }) }
}

extension StepChoice.Option {
  fileprivate var node: Node { values.count == 1 ? .text(values[0]) : .texts(values) }
}

extension Node {
  fileprivate static func text(_ text: String) -> Node { .scalar(Scalar(text, Tag(.str), .doubleQuoted)) }

  fileprivate static func texts(_ texts: [String]) -> Node {
    .sequence(Sequence(texts.map { text($0) }, Tag(.seq), .flow))
  }

  fileprivate static func pairs(_ items: [(String, Node)]) -> Node {
    .mapping(Mapping(items.map { (text($0.0), $0.1) }))
  }
}
