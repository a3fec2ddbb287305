import Execution
import Foundation
import Records
import Results

/// The files of a run as entities with their hashes.
struct CrateFiles {
  /// Files and folders at the top.
  let top: [String]
  /// Files that went into the run.
  let inputs: [String]
  /// Files that came out of it.
  let outputs: [String]
  /// Every file and folder.
  let entities: [CrateEntity]

  /// Reads and hashes every result of a folder; its cache and other files of anybody are no part of the crate.
  init(_ folder: String) throws {
    var (top, files, entities): ([String], [String], [CrateEntity]) = ([], [], [])
    let own = RunFile.allCases.filter { $0 != .crate }
    for file in own where FileManager.default.fileExists(atPath: "\(folder)/\(file)") {
      let names = try Self.below(file.rawValue, in: folder)
      let isFolder = names != nil
      top.append(isFolder ? "\(file)/" : file.rawValue)
      for name in names ?? [file.rawValue] {
        files.append(name)
        entities.append(try Self.file(name, of: file, in: folder))
      }
      if let names {
        entities.append(
          CrateEntity(
            id: "\(file)/", type: "Dataset",
            properties: ["name": .text(file.rawValue), "hasPart": .entities(names.map(Self.escaped))]))
      }
    }
    let taken = [RunFile.study, .decisions].map(\.rawValue)
    self.top = top.map(Self.escaped)
    inputs = files.filter(taken.contains).map(Self.escaped)
    outputs = files.filter { !taken.contains($0) }.map(Self.escaped)
    self.entities = entities
  }

  /// The files below a folder in the order of their names; `nil` for a file.
  private static func below(_ name: String, in folder: String) throws -> [String]? {
    guard isFolder("\(folder)/\(name)") else { return nil }
    return try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(name)").sorted()
      .filter { !isFolder("\(folder)/\(name)/\($0)") }.map { "\(name)/\($0)" }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func file(_ name: String, of file: RunFile, in folder: String) throws -> CrateEntity {
    let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"), options: .mappedIfSafe)
    return CrateEntity(
      id: escaped(name), type: "File",
      properties: [
        "name": .text(name), "description": .text(file.contents), "contentSize": .text("\(data.count)"),
        "encodingFormat": .text(format(of: name)), "sha256": .text(data.sha256),
      ])
  }

  /// A path as a relative address.
  private static func escaped(_ path: String) -> String {
    path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
  }

  /// The media type, by the end of the name.
  private static func format(of name: String) -> String {
    switch URL(filePath: name).pathExtension {
    case "csv": "text/csv"
    case "json": "application/json"
    case "html": "text/html"
    case "svg": "image/svg+xml"
    case "yaml": "application/yaml"
    case "sha256", "": "text/plain"
    default: "application/octet-stream"
    }
  }
}

extension RunFile {
  /// What it holds, in one sentence.
  fileprivate var contents: String {
    switch self {
    case .report: "The report, a page that opens offline."
    case .results: "Everything that the study found; Documentation/results.schema.json describes it."
    case .predictions: "Score, probability and predicted class of every evaluated patient."
    case .features: "Features of every analysed patient."
    case .training: "How each model was tuned and trained."
    case .fits: "Every fit with the patients that it used."
    case .exclusions: "Patients who were left out, with causes."
    case .patients: "Analysed patients, their outcome and set, and hashes of their images."
    case .audit: "Claims about leakage: proved, refuted or not checked."
    case .seal: "SHA-256 of the results, as sha256sum reads it."
    case .landmarks: "Landmarks of intensity normalisation."
    case .robustness: "Robustness of features on training patients."
    case .deepFeatures: "Features of networks."
    case .deepSlices: "Features of networks by slice."
    case .decisions: "Decisions of the review of contours."
    case .crate: "The description of this folder."
    case .timeline: "When each stage and patient began and ended, in the trace-event format."
    case .figures: "A figure of the report."
    case .models: "A saved model, for apus predict."
    case .study: "The study file with every default."
    }
  }
}
