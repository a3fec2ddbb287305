import Results
import Statistics

extension StudyFile.Features {
  package init(_ section: YAMLSection) throws(StudyFileError) {
    if try section.string("table") != nil {
      self = .table(try StudyFile.FeatureSource(section))
      return
    }
    let recipe = try section.string("recipe")
    let parameters = try section.string("parameters")
    // Read by `StudyFile.Robustness`.
    _ = section.node("robustness")
    try section.finish()
    switch (recipe, parameters) {
    case (let name?, nil):
      guard let recipe = StudyFile.FeatureRecipe(rawValue: name) else {
        let known = StudyFile.FeatureRecipe.allCases.map(\.rawValue)
        throw section.fail("recipe", .unknownName(name, in: "features.recipe", known: known))
      }
      self = .recipe(recipe)
    case (nil, let path?): self = .parameters(path)
    case (nil, nil): throw section.missing("recipe")
    default:
      throw section.fail(
        "recipe", .wrongValue(key: "features", found: "recipe and parameters", expected: "one of the two"))
    }
  }
}

extension StudyFile.FeatureSource {
  package init(_ section: YAMLSection) throws(StudyFileError) {
    table = try section.required("table")
    id = try section.required("id")
    columns = try section.strings("columns") ?? []
    exclude = try section.strings("exclude") ?? []
    volume = try section.string("volume")
    let unit = try section.string("volume-unit") ?? "ml"
    guard let known = StudyFile.VolumeUnit(rawValue: unit) else {
      let all = StudyFile.VolumeUnit.allCases.map(\.rawValue)
      throw section.fail("volume-unit", .unknownName(unit, in: "features.volume-unit", known: all))
    }
    volumeUnit = known
    // Read by `StudyFile.Robustness`.
    _ = section.node("robustness")
    try section.finish()
  }
}

extension StudyFile.Split {
  /// The key that says how patients are split. `training` and `test` go with `column`.
  private static let ways = ["leave-one-out", "repeated", "nested", "site", "column", "every", "train"]

  package init(_ section: YAMLSection) throws(StudyFileError) {
    let isLeftOut = try section.flag("leave-one-out") == true
    let given = section.keys.filter { $0 == Self.ways[0] ? isLeftOut : Self.ways.contains($0) }
    if given.count > 1 {
      throw section.fail(
        given[1], .otherwise("split has \(given.joined(separator: " and ")), but a study has one split"))
    }
    if isLeftOut {
      self = .leaveOneOut
    } else if let repeated = try section.section("repeated") {
      let folds = try repeated.integer("folds", expecting: "a whole number from 2", where: { $0 >= 2 }) ?? 5
      guard let times = try repeated.integer("times", expecting: "a whole number from 1", where: { $0 >= 1 }) else {
        throw repeated.missing("times")
      }
      self = .repeated(folds: folds, times: times)
      try repeated.finish()
    } else if let folds = try section.integer("nested", expecting: "a whole number of folds from 2", where: { $0 >= 2 })
    {
      self = .nested(folds)
    } else if let column = try section.string("site") {
      self = .site(column)
    } else if let column = try section.string("column") {
      self = .column(
        column, training: try section.strings("training") ?? ["train", "training"],
        test: try section.strings("test") ?? ["test"])
    } else if let step = try section.integer("every", expecting: "a whole number from 2", where: { $0 >= 2 }) {
      self = .every(step)
    } else if let share = try section.number(
      "train", expecting: "a share of the patients between 0 and 1", where: { $0 > 0 && $0 < 1 })
    {
      self = .share(share)
    } else {
      // Keys of other ways to split are better named than the key of this one as missing.
      try section.finish()
      throw section.missing("train")
    }
    try section.finish()
  }
}

extension StudyFile.Controls {
  init(_ section: YAMLSection?) throws(StudyFileError) {
    permutedOutcomes =
      try section?.integer("permuted-outcomes", expecting: "a whole number from 0", where: { $0 >= 0 }) ?? 0
    shuffledVoxels = try section?.flag("shuffled-voxels") ?? false
    try section?.finish()
  }
}

extension ConformalRule? {
  /// `conformal: {coverage: 0.9, by-class: false}`, which is also what an absent key means; or `none`.
  package init(_ top: YAMLSection) throws(StudyFileError) {
    guard let node = top.node("conformal") else {
      self = .standard
      return
    }
    if let word = node.scalar?.string {
      guard word == "none" else {
        throw top.wrong("conformal", node, expecting: "none, or a mapping such as {coverage: 0.9}")
      }
      self = nil
      return
    }
    guard let section = try top.section("conformal") else { throw top.missing("conformal") }
    let coverage = try section.number(
      "coverage", expecting: "a share of the patients from 0.5 to 0.99, such as 0.9",
      where: { (0.5...0.99).contains($0) })
    self = ConformalRule(
      coverage: coverage ?? ConformalRule.standard.coverage, isByClass: try section.flag("by-class") ?? false)
    try section.finish()
  }
}

extension ProtocolChoice {
  package init(_ top: YAMLSection) throws(StudyFileError) {
    let text = try top.string("protocol") ?? "sound"
    guard let known = Self(rawValue: text) else {
      let all = Self.allCases.map(\.rawValue)
      throw top.fail("protocol", .unknownName(text, in: "protocol", known: all))
    }
    self = known
  }
}
