import DeepRadiomics

extension StudyFile.Deep {
  /// A section with `table:`. Keys of a network and of its input have no meaning beside it and are refused.
  init(tables section: YAMLSection, label: String) throws(StudyFileError) {
    self.init(
      network: "", settings: NetworkSettings(depth: .slices), input: .ofVectors, series: [],
      views: [], factors: try section.choice("factors") ?? .all, ensemble: try Self.ensemble(section),
      beyond: try Self.beyond(section), label: label)
    tables = try section.strings("table") ?? []
    tableID = try section.string("id")
    if let foreign = section.keys.first(where: DeepKeys.ofNetworks.contains) {
      throw section.fail(
        foreign,
        .wrongValue(
          key: "\(section.path).\(foreign)", found: "beside \(section.path).table",
          expected: "no key of a network or its input, because the vectors were computed elsewhere"))
    }
    // The names of several files become names of columns.
    let names = tables.map(StudyFile.stem)
    if names.isEmpty || Set(names).count < names.count || names.contains("") {
      throw section.fail(
        "table",
        .wrongValue(
          key: "\(section.path).table", found: tables.joined(separator: ", "),
          expected: "one file, or files whose names differ"))
    }
    if !label.isEmpty { try section.finish() }
  }
}

extension StudyFile {
  /// The name of a file without its folder and its endings `.csv` and `.gz`.
  package static func stem(_ path: String) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? ""
    for end in [".gz", ".csv"] where name.lowercased().hasSuffix(end) { name.removeLast(end.count) }
    return name
  }
}
