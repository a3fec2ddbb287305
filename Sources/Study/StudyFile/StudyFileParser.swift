import Foundation
import Yams

extension StudyFile {
  /// Reads a study file; unknown keys, unknown names and values out of range are errors that name the line.
  /// - Parameter root: replaces the file's `root:`.
  public init(reading path: String, root: String? = nil) throws(StudyFileError) {
    guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8) else {
      throw StudyFileError(file: path, problem: .unreadable)
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try self.init(parsing: text, file: path, folder: folder, root: root)
  }

  /// Parses the text of a study file; `folder` is what a relative `root:` starts from.
  public init(parsing text: String, file: String, folder: String, root: String? = nil) throws(StudyFileError) {
    let node = try StudyFile.node(text, file: file)
    let presetName = node.mapping?["preset"]?.string
    let preset = try presetName.map { name throws(StudyFileError) in try StudyFile.preset(name, file: file) }
    let section = try YAMLSection(preset.map { node.merged(over: $0) } ?? node, file: file, path: "")
    try self.init(section, folder: folder, root: root)
    try section.finish()
    try checkNames(section)
  }

  private static func node(_ text: String, file: String) throws(StudyFileError) -> Node {
    do {
      guard let node = try compose(yaml: text) else {
        throw StudyFileError(file: file, problem: .notYAML("the file is empty"))
      }
      return node
    } catch let error as StudyFileError {
      throw error
    } catch let error as YamlError {
      throw StudyFileError(file: file, problem: .notYAML("\(error)"))
    } catch {
      throw StudyFileError(file: file, problem: .notYAML(error.localizedDescription))
    }
  }

  private static func preset(_ name: String, file: String) throws(StudyFileError) -> Node {
    guard let text = StudyPreset.all[name] else {
      throw StudyFileError(
        file: file, problem: .unknownName(name, in: "preset", known: StudyPreset.all.keys.sorted()))
    }
    return try node(text, file: "preset \(name)")
  }

  private init(_ top: YAMLSection, folder: String, root: String?) throws(StudyFileError) {
    guard try top.integer("apus", "1, the version of the format", where: { $0 == 1 }) != nil else {
      throw top.missing("apus")
    }
    let written = try top.string("root") ?? "."
    self.root = root ?? (written.hasPrefix("/") ? written : written == "." ? folder : "\(folder)/\(written)")
    name = try top.required("name")
    isSynthetic = try top.flag("synthetic") ?? false
    preset = try top.string("preset")
    cohort = try Cohort(top.requiredSection("cohort"))
    outcome = try Outcome(top.requiredSection("outcome"))
    series =
      try top.section("series")?.members { key, section throws(StudyFileError) in
        try Series(name: key, section)
      } ?? []
    factors =
      try top.section("factors")?.members { key, section throws(StudyFileError) in
        try Factor(name: key, section)
      } ?? []
    models = try Models(top.section("models"), factors: factors)
    features = try Features(top.requiredSection("features"))
    robustness = try Robustness(features: top.section("features"))
    split = try Split(top.requiredSection("split"))
    evaluationProtocol = try ProtocolChoice(top)
    controls = try Controls(top.section("controls"))
    let kept = models.selectedFeatures
    let choice = evaluationProtocol
    learning = try top.section("learning").map { section throws(StudyFileError) in
      try LearningSteps(section, kept: kept, choice)
    }
    seed = UInt64(try top.integer("seed", "a whole number from 0", where: { $0 >= 0 }) ?? 0)
    arms = try Arm.list(top)
    let section = try top.section("deep")
    if arms.contains(.deep) {
      guard let section else { throw top.missing("deep") }
      deep = try Deep(section, series: series.map(\.name))
    } else if section != nil {
      throw top.fail("deep", .wrongValue(key: "deep", found: "without the arm", expected: "arms: [hcr, dlr]"))
    }
  }

  private func checkNames(_ top: YAMLSection) throws(StudyFileError) {
    try checkSources(top)
    for factor in models.factors where !factors.contains(where: { $0.name == factor }) {
      throw top.fail("models", .unknownName(factor, in: "models.factors", known: factors.map(\.name)))
    }
    if let twice = models.factors.firstDuplicate {
      throw top.fail(
        "models", .wrongValue(key: "models.factors", found: "\"\(twice)\" twice", expected: "each factor once"))
    }
    for name in models.factors where factors.first(where: { $0.name == name })?.column == outcome.column {
      throw top.fail(
        "models",
        .wrongValue(key: "models.factors", found: "\"\(name)\", the outcome's own column", expected: "a predictor"))
    }
    // Such a name could make the same column of a model twice.
    for name in models.factors where name.contains("=") || series.contains(where: { name.hasPrefix("\($0.name)_") }) {
      throw top.fail(
        "models",
        .wrongValue(
          key: "models.factors", found: "\"\(name)\"", expected: "a name without \"=\" that does not begin as a series")
      )
    }
    if let both = outcome.nonEvent?.first(where: outcome.event.contains) {
      throw top.fail(
        "outcome", .wrongValue(key: "outcome", found: "\"\(both)\" in event and non-event", expected: "one of the two"))
    }
    if case .column(_, let training, let test) = split, let both = test.first(where: training.contains) {
      throw top.fail(
        "split", .wrongValue(key: "split", found: "\"\(both)\" in training and test", expected: "one of the two"))
    }
    try checkLevels(top)
    try checkSeries(top)
    try checkHarmonisation(top)
  }

  /// The outcome is no covariate, and a batch that is tested must be one that training has.
  private func checkHarmonisation(_ top: YAMLSection) throws(StudyFileError) {
    guard let harmonise = learning?.harmonise else { return }
    for name in harmonise.covariates where !models.factors.contains(name) {
      throw top.fail("learning", .unknownName(name, in: "learning.harmonise.covariates", known: models.factors))
    }
    guard harmonise.batch != outcome.column else {
      throw top.fail(
        "learning",
        .wrongValue(key: "learning.harmonise.batch", found: "the outcome's own column", expected: "a site or scanner"))
    }
    if case .site(harmonise.batch) = split, harmonise.unseen == .refuse {
      throw top.fail(
        "learning",
        .wrongValue(
          key: "learning.harmonise", found: "the column that split.site holds out",
          expected: "unseen: estimate, since no training patient is of the site that is scored"))
    }
  }

  /// Features come from images or from a table, never from both.
  private func checkSources(_ top: YAMLSection) throws(StudyFileError) {
    guard case .table = features else {
      guard !series.isEmpty else { throw top.missing("series") }
      return
    }
    guard series.isEmpty else {
      throw top.fail(
        "features", .wrongValue(key: "features.table", found: "beside series", expected: "images or a table, not both"))
    }
    if let robustness, case .perturbations = robustness.source {
      throw top.fail(
        "features",
        .wrongValue(
          key: "features.robustness", found: "perturbations with features.table",
          expected: "a table of repeated measurements, or images to perturb"))
    }
    guard deep == nil else {
      throw top.fail("arms", .wrongValue(key: "arms", found: "dlr with features.table", expected: "images to look at"))
    }
    guard !controls.shuffledVoxels else {
      throw top.fail(
        "controls",
        .wrongValue(key: "controls.shuffled-voxels", found: "true with features.table", expected: "images to shuffle"))
    }
  }

  /// A value in two levels would silently belong to the first.
  private func checkLevels(_ top: YAMLSection) throws(StudyFileError) {
    for factor in factors {
      guard case .categorical(let levels, let unknown) = factor.kind,
        let twice = (levels.flatMap(\.values) + unknown).firstDuplicate
      else { continue }
      throw top.fail(
        "factors",
        .wrongValue(key: "factors.\(factor.name)", found: "\"\(twice)\" twice", expected: "each value in one level"))
    }
  }

  private func checkSeries(_ top: YAMLSection) throws(StudyFileError) {
    // Series name columns and files of the report, where `CE-T1` beside `ce-t1` would be told apart by nobody.
    if let twice = series.map({ $0.name.lowercased() }).firstDuplicate {
      throw top.fail("series", .wrongValue(key: "series", found: "\"\(twice)\" twice", expected: "names that differ"))
    }
    for item in series where item.name.isEmpty || item.name.contains("/") {
      throw top.fail(
        "series", .wrongValue(key: "series", found: "the name \"\(item.name)\"", expected: "a name without \"/\""))
    }
    for item in series {
      guard case .series(let other) = item.mask else { continue }
      let drawn = series.filter { if case .file = $0.mask { $0.name != item.name } else { false } }.map(\.name)
      guard drawn.contains(other) else {
        throw top.fail("series", .unknownName(other, in: "series.\(item.name).mask-of", known: drawn))
      }
    }
  }
}

extension YAMLSection {
  /// Every member of this mapping, in order, made by `make` and checked for unknown keys.
  func members<Member>(
    _ make: (String, YAMLSection) throws(StudyFileError) -> Member
  ) throws(StudyFileError) -> [Member] {
    var result: [Member] = []
    for key in keys {
      guard let section = try section(key) else { throw missing(key) }
      result.append(try make(key, section))
      try section.finish()
    }
    return result
  }
}

extension Node {
  /// This file's keys over a preset's, mapping by mapping.
  fileprivate func merged(over preset: Node) -> Node {
    guard case .mapping(var own) = self, case .mapping(let base) = preset else { return self }
    for (key, value) in base {
      // One choice replaces another whole: a file's `leave-one-out` must not meet a preset's `train`.
      let isChoice = key.string == "split" || key.string == "features"
      if let present = own[key] {
        own[key] = isChoice ? present : present.merged(over: value)
      } else {
        own[key] = value
      }
    }
    return .mapping(own)
  }
}
