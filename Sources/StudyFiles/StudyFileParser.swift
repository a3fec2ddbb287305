import Foundation
import Records
import Results
import Statistics
import Yams

extension StudyFile {
  /// Reads a study file. Unknown keys, unknown names and values out of range are errors that give the line.
  /// - Parameter root: replaces the `root:` of the file.
  package init(reading path: String, root: String? = nil) throws(StudyFileError) {
    let text: String
    do throws(TextInput.Failure) {
      text = try TextInput.text(of: path)
    } catch {
      throw StudyFileError(file: path, problem: .text(error))
    }
    let folder = URL(filePath: path).deletingLastPathComponent().path
    // A root that is given beside the file belongs to the folder that the command runs in. The record of a run lies
    // elsewhere, and a relative root in it would belong to the record's own folder.
    try self.init(parsing: text, file: path, folder: folder, root: root.map { URL(filePath: $0).path })
  }

  /// Parses the text of a study file; a relative `root:` starts from `folder`.
  package init(parsing text: String, file: String, folder: String, root: String? = nil) throws(StudyFileError) {
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
    guard try top.integer("apus", expecting: "1, the version of the format", where: { $0 == 1 }) != nil else {
      throw top.missing("apus")
    }
    let written = try top.string("root") ?? "."
    self.root = root ?? (written.hasPrefix("/") ? written : written == "." ? folder : "\(folder)/\(written)")
    name = try top.required("name")
    isSynthetic = try top.flag("synthetic") ?? false
    preset = try top.string("preset")
    cohort = try Cohort(top.requiredSection("cohort"))
    outcome = try Outcome(top.requiredSection("outcome"))
    let isLinked = !cohort.images.isEmpty
    series =
      try top.section("series")?.members { key, section throws(StudyFileError) in
        try Series(name: key, isLinked: isLinked, section)
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
    primary = try PrimaryComparisons(top.section("comparisons"))
    controls = try Controls(top.section("controls"))
    conformal = try ConformalRule?(top)
    let kept = models.selectedFeatures
    let choice = evaluationProtocol
    learning = try top.section("learning").map { section throws(StudyFileError) in
      try LearningSteps(section, kept: kept, choice)
    }
    seed = UInt64(try top.integer("seed", expecting: "a whole number from 0", where: { $0 >= 0 }) ?? 0)
    arms = try Arm.list(top)
    let section = try top.section("deep")
    if arms.contains(.deep) {
      guard let section else { throw top.missing("deep") }
      deep = try Deep(section, series: series.map(\.name), evaluationProtocol)
    } else if section != nil {
      throw top.fail("deep", .wrongValue(key: "deep", found: "without the deep arm", expected: "arms: [hcr, dlr]"))
    }
  }
}

extension YAMLSection {
  /// Every member of this mapping, in order, each checked for unknown keys.
  package func members<Member>(
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
  /// The keys of this file, completed by those of a preset, mapping by mapping.
  fileprivate func merged(over preset: Node) -> Node {
    guard case .mapping(var own) = self, case .mapping(let base) = preset else { return self }
    for (key, value) in base {
      // These sections are one choice and replace the preset's as a whole: `leave-one-out` must not meet its `train`.
      let isChoice = key.string == "split" || key.string == "features"
      if let present = own.first(where: { $0.key.scalar?.string == key.scalar?.string }) {
        own[present.key] = isChoice ? present.value : present.value.merged(over: value)
      } else {
        own[key] = value
      }
    }
    return .mapping(own)
  }
}
