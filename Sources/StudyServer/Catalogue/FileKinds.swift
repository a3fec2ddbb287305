import Cohorts
import Results

/// What names in a folder tell.
enum FileKinds {
  static func isStudyName(_ name: String) -> Bool {
    let lower = name.lowercased()
    return lower.hasSuffix(".yaml") || lower.hasSuffix(".yml")
  }

  static func isTableName(_ name: String) -> Bool {
    let lower = name.lowercased()
    // Excel keeps a file with this beginning while a workbook is open.
    return !name.hasPrefix("~$") && [".csv", ".csv.gz", ".tsv", ".xlsx"].contains(where: lower.hasSuffix)
  }

  /// Whether a name matters to the list.
  static func matters(_ name: String) -> Bool {
    isStudyName(name) || isTableName(name) || name == RunFile.results.rawValue
  }
}

extension FolderWalk.Folder {
  /// Whether a run wrote it: its study file is a copy.
  var isOfRun: Bool {
    files.contains(RunFile.study.rawValue)
      && (files.contains(RunFile.results.rawValue)
        || folders.contains("cache") && folders.contains(RunFile.figures.rawValue)
        || folders.contains(RunFolder.draftName))
  }
}
