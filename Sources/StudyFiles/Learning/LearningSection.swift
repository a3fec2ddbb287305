import Learning
import Results
import Yams

extension StudyFile.LearningSteps {
  /// The section `learning:`. Unknown names and values out of range are errors that list what is known.
  package init(_ section: YAMLSection, kept: Int, _ protocols: ProtocolChoice) throws(StudyFileError) {
    try section.checkScope(protocols)
    (search, factor) = try section.search()
    impute = try section.step("impute", .impute, kept: kept) ?? Self.standard("median", .impute)
    scale = try section.step("scale", .scale, kept: kept) ?? Self.standard("standard", .scale)
    harmonise = try Harmonisation(section)
    filters = try section.steps("filters", [.filters], kept: kept) ?? []
    let chosen = try section.steps("select", [.filters, .select], kept: kept)
    select = []
    for step in chosen ?? [StepChoice(keeping: kept)] {
      if StepRegistry.step(step.name, .select) != nil {
        select.append(step)
      } else if select.isEmpty {
        filters.append(step)
      } else {
        throw section.fail(
          "select",
          .wrongValue(
            key: "learning.select", found: "the filter \(step.name) after a selector", expected: "filters first"))
      }
    }
    let isWide = search != .grid
    classifiers =
      try section.steps("classifier", [.classifier], kept: kept, isWide: isWide)
      ?? [Self.standard("svm", .classifier, isWide: isWide)]
    weights = try section.word("weights") ?? .none
    oversample = try section.word("oversample") ?? .none
    folds = try section.folds()
    settings = 0
    settings = try section.settings(search, of: spanned)
    try section.finish()
  }

  private static func standard(
    _ name: String, _ place: LearningStep.Place, isWide: Bool = false
  ) -> StepChoice {
    guard let definition = StepRegistry.step(name, place) else { preconditionFailure("\(name) is in the registry") }
    return StepChoice(definition, isWide: isWide)
  }

  /// Number of settings that the values of the classifiers' options form.
  private var spanned: Int {
    let context = StepContext(balancesClasses: weights == .balanced, seed: 0)
    return Set(classifiers.flatMap { $0.settings(context) }).count
  }
}

extension StepChoice {
  /// Recursive elimination, which is used if the study file names no selector.
  fileprivate init(keeping kept: Int) {
    guard let definition = StepRegistry.step("rfe", .select) else { preconditionFailure("rfe is in the registry") }
    self.init(definition, given: ["keep": ["\(kept)"]])
  }
}

extension StudyFile.LearningSteps.Harmonisation {
  fileprivate init?(_ learning: YAMLSection) throws(StudyFileError) {
    guard learning.node("harmonise") != nil else { return nil }
    guard let section = try? learning.section("harmonise") else {
      throw learning.fail(
        "harmonise",
        .wrongValue(
          key: "learning.harmonise", found: "no mapping",
          expected: "{name: combat, batch: a column of the clinical table}"))
    }
    batch = try section.required("batch")
    covariates = try section.strings("covariates") ?? []
    reference = try section.string("reference")
    unseen = try section.word("unseen") ?? .refuse
    let name = try section.string("name") ?? "combat"
    step = try section.choice(name, .harmonise, kept: 0, isWide: false)
  }
}

extension YAMLSection {
  /// One step, given by its name or by a mapping with `name` and options.
  fileprivate func step(
    _ key: String, _ place: LearningStep.Place, kept: Int
  ) throws(StudyFileError) -> StepChoice? {
    guard let steps = try steps(key, [place], kept: kept) else { return nil }
    guard let only = steps.first, steps.count == 1 else {
      throw fail(key, .wrongValue(key: "\(path).\(key)", found: "\(steps.count) steps", expected: "one"))
    }
    return only
  }

  /// Steps, given as a name, a mapping with `name` and options, or a list of both; `none` gives an empty list.
  fileprivate func steps(
    _ key: String, _ places: [LearningStep.Place], kept: Int, isWide: Bool = false
  ) throws(StudyFileError) -> [StepChoice]? {
    guard let node = node(key) else { return nil }
    if node.scalar?.string == "none", places != [.classifier], places != [.impute], places != [.scale] { return [] }
    var result: [StepChoice] = []
    for item in node.sequence.map(Array.init) ?? [node] {
      let text: Node = item.scalar == nil ? item : Node([(Node("name"), item)])
      let section = try YAMLSection(text, file: file, path: "\(path).\(key)")
      let name = try section.required("name")
      guard let place = places.first(where: { StepRegistry.step(name, $0) != nil }) else {
        let known = places.flatMap { StepRegistry.steps($0).map(\.name) }
        throw fail(key, .unknownName(name, in: "\(path).\(key)", known: known))
      }
      result.append(try section.choice(name, place, kept: kept, isWide: isWide))
    }
    guard !result.isEmpty || places != [.classifier] else {
      throw fail(key, .wrongValue(key: "\(path).\(key)", found: "an empty list", expected: "a step or several"))
    }
    return result
  }

  /// The step `name` with the options of this section; anything else is an unknown key.
  fileprivate func choice(
    _ name: String, _ place: LearningStep.Place, kept: Int, isWide: Bool
  ) throws(StudyFileError) -> StepChoice {
    guard let definition = StepRegistry.step(name, place) else {
      throw fail("name", .unknownName(name, in: path, known: StepRegistry.steps(place).map(\.name)))
    }
    var given: [String: [String]] = [:]
    for option in definition.options {
      guard let values = try strings(option.key) else { continue }
      let isOne = values.count == 1 || option.spansGrid && !values.isEmpty
      guard isOne, let first = values.first, values.allSatisfy(option.accepts) else {
        let wrong = values.first { !option.accepts($0) }
        throw fail(
          option.key,
          .wrongValue(
            key: "\(path).\(option.key)", found: wrong.map { "\"\($0)\"" } ?? "\(values.count) values",
            expected: option.expected + (option.spansGrid ? ", or a list of such" : "")))
      }
      given[option.key] = option.spansGrid ? values : [first]
    }
    for option in definition.options where option.standard.isEmpty && given[option.key] == nil {
      guard option.key == "keep" else { throw missing(option.key) }
      given[option.key] = ["\(kept)"]
    }
    try finish()
    return StepChoice(definition, given: given, isWide: isWide)
  }

  /// An enumeration case by name.
  fileprivate func word<Value: RawRepresentable & CaseIterable>(
    _ key: String
  ) throws(StudyFileError) -> Value? where Value.RawValue == String {
    guard let text = try string(key) else { return nil }
    guard let value = Value(rawValue: text) else {
      throw fail(key, .unknownName(text, in: "\(path).\(key)", known: Value.allCases.map(\.rawValue)))
    }
    return value
  }

  /// `search: NAME`, or a mapping with `name` and `factor`.
  fileprivate func search() throws(StudyFileError) -> (StudyFile.LearningSteps.Search, Int) {
    guard let node = node("search") else { return (.grid, 3) }
    guard node.mapping != nil else { return (try word("search") ?? .grid, 3) }
    guard let section = try section("search") else { return (.grid, 3) }
    guard let method: StudyFile.LearningSteps.Search = try section.word("name") else { throw section.missing("name") }
    let factor = try section.integer(
      "factor", expecting: "a whole number from 2 to 100", where: { (2...100).contains($0) })
    guard factor == nil || method == .halving else {
      throw section.fail(
        "factor", .wrongValue(key: "learning.search.factor", found: "with \(method.rawValue)", expected: "halving"))
    }
    try section.finish()
    return (method, factor ?? 3)
  }

  /// `folds: NAME`, or a mapping with `name` and, for shuffled folds, `seed`.
  fileprivate func folds() throws(StudyFileError) -> StudyFile.LearningSteps.Folds? {
    guard let node = node("folds") else { return nil }
    guard let section = node.mapping == nil ? nil : try section("folds") else {
      return try folds(required("folds"), seed: nil)
    }
    let name = try section.required("name")
    let seed = try section.integer("seed", expecting: "a whole number from 0", where: { $0 >= 0 && $0 <= UInt32.max })
    try section.finish()
    guard seed == nil || name == "shuffled" else {
      throw fail("folds", .wrongValue(key: "learning.folds.seed", found: "with \(name)", expected: "shuffled"))
    }
    return try folds(name, seed: seed)
  }

  private func folds(_ name: String, seed: Int?) throws(StudyFileError) -> StudyFile.LearningSteps.Folds {
    switch name {
    case "stratified": return .stratified
    case "in-order": return .inOrder
    case "shuffled": return .shuffled(seed: UInt32(seed ?? 10))
    default:
      throw fail("folds", .unknownName(name, in: "learning.folds", known: ["stratified", "in-order", "shuffled"]))
    }
  }

  /// `settings`: the length of a grid, or the number of settings drawn from a longer list.
  fileprivate func settings(
    _ search: StudyFile.LearningSteps.Search, of spanned: Int
  ) throws(StudyFileError) -> Int {
    let given = try integer("settings", expecting: "a whole number from 1", where: { $0 >= 1 })
    if search == .grid {
      guard given ?? spanned == spanned else {
        throw fail(
          "settings",
          .wrongValue(
            key: "learning.settings", found: "\(given ?? 0)",
            expected:
              "\(spanned), the size of the classifier's grid; give its options other lists, or choose search: random"))
      }
      return spanned
    }
    let wanted = given ?? min(SettingsSearch.studyBudget, spanned)
    guard wanted <= spanned else {
      throw fail(
        "settings",
        .wrongValue(
          key: "learning.settings", found: "\(wanted)",
          expected: "at most \(spanned), the number of settings that the values of the classifier's options form"))
    }
    return wanted
  }

  /// `scope`: the protocol decides where the steps are fitted. The key exists only to be refused with the reason.
  fileprivate func checkScope(_ protocols: ProtocolChoice) throws(StudyFileError) {
    guard let scope = try string("scope") else { return }
    switch (scope, protocols) {
    case ("folds", .sound), ("training", .asPublished): return
    case ("folds", _), ("training", _):
      throw fail(
        "scope",
        .wrongValue(
          key: "learning.scope", found: "\"\(scope)\" with protocol: \(protocols.rawValue)",
          expected:
            "folds with sound, training with as-published; selection on all training patients before the folds leaks "
            + "into the tuning, so it is available only under the name as-published"))
    case ("all", _):
      throw fail(
        "scope",
        .wrongValue(
          key: "learning.scope", found: "\"all\"",
          expected: "folds or training; no protocol allows a step to see the patients who are scored"))
    default:
      throw fail("scope", .unknownName(scope, in: "learning.scope", known: ["folds", "training"]))
    }
  }
}
