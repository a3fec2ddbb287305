import DeepRadiomics

extension InputView {
  /// The largest useful number of views per patient.
  private static let most = 8

  /// `views: {mirror: true, rotate: [-10, 10]}`; each entry gives one view.
  static func list(_ section: YAMLSection) throws(StudyFileError) -> [InputView] {
    var views: [InputView] = []
    if try section.flag("mirror") ?? false, let mirrored = try? InputView(isMirrored: true) { views.append(mirrored) }
    for text in try section.strings("rotate") ?? [] {
      guard let degrees = Double(text), degrees != 0, let view = try? InputView(rotation: degrees) else {
        throw section.fail(
          "rotate",
          .wrongValue(
            key: "\(section.path).rotate", found: text, expected: "degrees from -180 to 180 other than 0"))
      }
      views.append(view)
    }
    guard views.count <= most, Set(views).count == views.count else {
      throw section.fail(
        "rotate",
        .wrongValue(
          key: section.path, found: "\(views.count) views", expected: "at most \(most) that differ"))
    }
    try section.finish()
    return views
  }
}
