import Features
import Foundation
import ImageProcessing
import Records
internal import Yams

extension ExtractionSettings {
  /// The settings of a PyRadiomics parameter file, YAML or JSON, as it is.
  ///
  /// Keys that PyRadiomics does not know are errors, and so are those that it knows and this version does not compute,
  /// unless their value changes nothing (`force2D: false`); see `Documentation/extraction.md`.
  public init(pyRadiomicsFile path: String) throws(ParameterFileError) {
    try self.init(pyRadiomicsText: ParameterFile.text(of: path), file: path)
  }

  /// ``init(pyRadiomicsFile:)`` for a text; `file` only names it in errors.
  public init(pyRadiomicsText text: String, file: String) throws(ParameterFileError) {
    self = try ParameterFile(text, file: file).settings()
  }
}

/// The sections of a PyRadiomics parameter file.
struct ParameterFile {
  let file: String
  let setting: ParameterSection
  let imageType: ParameterSection
  let featureClass: ParameterSection
  let voxelSetting: ParameterSection

  init(_ text: String, file: String) throws(ParameterFileError) {
    self.file = file
    let root = try ParameterSection(Self.parse(text, file: file), file: file, path: "")
    try root.check(known: ["profile", "setting", "imageType", "featureClass", "voxelSetting"])
    setting = try ParameterSection(root.node("setting"), file: file, path: "setting")
    imageType = try ParameterSection(root.node("imageType"), file: file, path: "imageType")
    featureClass = try ParameterSection(root.node("featureClass"), file: file, path: "featureClass")
    try setting.check(known: Self.settingKeys)
    // Settings of voxel-wise maps change nothing in the features of a region.
    voxelSetting = try ParameterSection(root.node("voxelSetting"), file: file, path: "voxelSetting")
    try voxelSetting.check(known: Self.voxelKeys)
  }

  func settings() throws(ParameterFileError) -> ExtractionSettings {
    let interpolator = try interpolator()
    let channel = try setting.integer("label_channel", expecting: "a whole number from 0") { $0 >= 0 }
    return ExtractionSettings(
      images: try images(), selection: try selection(), normalisation: try normalisation(),
      resampledSpacing: interpolator == nil ? nil : try spacing(), interpolator: interpolator ?? .cubicBSpline,
      padDistance: try setting.integer("padDistance", expecting: "a whole number from 0") { $0 >= 0 } ?? 5,
      cropsFirst: try setting.flag("preCrop") ?? false,
      label: try setting.givenLabel, labelChannel: channel ?? 0,
      requirements: try requirements(), resegmentation: try resegmentation(),
      gridTolerance: try setting.number("geometryTolerance", expecting: "a number above 0") { $0 > 0 } ?? 0.01,
      correctsMask: try setting.flag("correctMask") ?? false, shapePlane: try plane())
  }

  /// The text of a file.
  static func text(of path: String) throws(ParameterFileError) -> String {
    do throws(TextInput.Failure) {
      return try TextInput.text(of: path)
    } catch {
      switch error {
      case .unreadable: throw ParameterFileError(path, .unreadable)
      case .isFolder: throw ParameterFileError(path, .isFolder)
      case .otherEncoding: throw ParameterFileError(path, .notText)
      }
    }
  }

  static func parse(_ text: String, file: String) throws(ParameterFileError) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch {
      // The parser's report spans several lines; errors here have one.
      let report = "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
      // Within braces, as in JSON, tabs are allowed, so something else is wrong.
      let isJSON = text.first { !$0.isWhitespace } == "{"
      let tab =
        isJSON
        ? nil
        : text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { line in
          line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
        }
      let hint = tab.map { "line \($0 + 1) is indented by a tab, which YAML does not allow; use spaces" }
      throw ParameterFileError(file, line: tab.map { $0 + 1 }, .notYAML(hint ?? report))
    }
  }

  private func requirements() throws(ParameterFileError) -> RegionRequirements {
    RegionRequirements(
      dimensions: try setting.integer("minimumROIDimensions", expecting: "1, 2 or 3") { (1...3).contains($0) } ?? 2,
      voxels: try setting.integer("minimumROISize", expecting: "a whole number above 0") { $0 > 0 })
  }

  private func normalisation() throws(ParameterFileError) -> ZScoreRecipe? {
    let scale = try setting.number("normalizeScale", expecting: "a number above 0") { $0 > 0 } ?? 1
    let limit = try setting.number("removeOutliers", expecting: "a number above 0") { $0 > 0 }
    return try setting.flag("normalize") == true ? ZScoreRecipe(scale: scale, outlierLimit: limit) : nil
  }

  private func resegmentation() throws(ParameterFileError) -> ResegmentationRecipe? {
    let limits = try setting.numbers("resegmentRange", expecting: "one or two numbers") { (1...2).contains($0.count) }
    let mode = try setting.text("resegmentMode", of: ResegmentationRecipe.Mode.allCases.map(\.rawValue))
    let changesShape = try setting.flag("resegmentShape") ?? false
    return limits.map { limits in
      ResegmentationRecipe(
        limits: limits, mode: mode.flatMap { ResegmentationRecipe.Mode(rawValue: $0) } ?? .absolute,
        changesShape: changesShape)
    }
  }

  private func spacing() throws(ParameterFileError) -> SIMD3<Double>? {
    let expected = "three numbers from 0, in mm, for x, y and z"
    let values = try setting.numbers("resampledPixelSpacing", expecting: expected) {
      $0.count == 3 && $0.allSatisfy { $0 >= 0 }
    }
    return values.map { SIMD3($0[0], $0[1], $0[2]) }
  }

  /// The interpolator; `nil` where it is given as null, which turns resampling off.
  private func interpolator() throws(ParameterFileError) -> Interpolator? {
    guard setting.keys.contains("interpolator") else { return .cubicBSpline }
    guard let node = setting.node("interpolator") else { return nil }
    if let known = Self.interpolators[node.string ?? ""] { return known }
    guard Self.labelInterpolators.contains(node.string ?? "") else {
      throw setting.wrong("interpolator", node, expecting: Self.interpolators.keys.sorted().joined(separator: ", "))
    }
    throw setting.error(
      "interpolator",
      .notSupported(
        "setting.interpolator: \(node.string ?? "")",
        why: "it votes among labels, and the mask is always read at the nearest voxel. Take one made for intensities"))
  }
}

// Feature classes.
extension ParameterFile {
  private func selection() throws(ParameterFileError) -> FeatureSelection {
    try featureClass.check(known: Set(FeatureClass.allCases.map(\.rawValue)))
    // As in PyRadiomics, a file that names no class asks for all of them, in the plane too where there is one.
    if featureClass.keys.isEmpty {
      return try plane() == nil ? .all : FeatureSelection(classes: Set(FeatureClass.allCases))
    }
    var names: [FeatureClass: Set<String>] = [:]
    for key in featureClass.keys {
      guard let known = FeatureClass(rawValue: key) else { continue }
      let listed = try featureClass.texts(key)
      names[known] = listed.isEmpty ? Set(FeatureRegistry.entries(of: known).map(\.name)) : Set(listed)
    }
    do throws(UnknownFeature) {
      return try FeatureSelection(names: names)
    } catch {
      throw featureClass.error(error.featureClass.rawValue, .unknownFeature(error))
    }
  }
}

extension ParameterSection {
  /// A list of texts; empty where null.
  fileprivate func texts(_ key: String) throws(ParameterFileError) -> [String] {
    guard let node = node(key) else { return [] }
    let values = node.sequence?.compactMap(\.string) ?? []
    guard values.count == node.sequence?.count else { throw wrong(key, node, expecting: "a list of feature names") }
    return values
  }
}
