import Foundation

/// The name under which a program keeps a file until its copy or download is complete, or a compressed file by itself.
///
/// Such a file beside slices means that one of them is not there yet, unless the file that it stands for is there too.
struct UnfinishedName {
  /// Path of the file that it stands for.
  let target: String
  /// Whether the target itself is incomplete where it is there: aria2 fills it in place, and keeps a list beside it.
  let isBesideTarget: Bool

  /// `nil` for any other name.
  init?(_ path: String) {
    let url = URL(filePath: path)
    let name = url.lastPathComponent
    guard let target = Self.hiddenTarget(name) ?? Self.visibleTarget(name), !target.isEmpty else { return nil }
    self.target = url.deletingLastPathComponent().appending(path: target).path
    isBesideTarget = name.lowercased().hasSuffix(".aria2")
  }

  /// Names with a mark before them: `.IM12.dcm.XyZ123` (rsync), `.syncthing.IM12.dcm.tmp`, `.IM12.dcm.icloud`,
  /// `~$IM12.dcm`, `.IM12.dcm`. `._IM12.dcm` (AppleDouble) has what macOS knows of a file, and no part of it; alone, it
  /// shows that the file was lost on its way.
  private static func hiddenTarget(_ name: String) -> String? {
    for prefix in [".syncthing.", "~syncthing~"] where name.hasPrefix(prefix) && name.hasSuffix(".tmp") {
      return String(name.dropFirst(prefix.count).dropLast(4))
    }
    if name.hasPrefix("~$") { return String(name.dropFirst(2)) }
    if name.hasPrefix("._") { return String(name.dropFirst(2)) }
    guard name.hasPrefix("."), !name.hasPrefix(".~"), let point = name.lastIndex(of: ".") else { return nil }
    let ending = name[point...].dropFirst()
    let isRandom = (5...8).contains(ending.count) && ending.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    let isMarked = point > name.startIndex && (isRandom || transfers.contains(ending.lowercased()))
    return String((isMarked ? name[..<point] : name[...]).dropFirst())
  }

  /// Names with an ending after them: `IM12.dcm.part`, `IM12.dcm.gz`.
  private static func visibleTarget(_ name: String) -> String? {
    guard !name.hasPrefix("."), let point = name.lastIndex(of: ".") else { return nil }
    let ending = name[point...].dropFirst().lowercased()
    return transfers.contains(ending) || compressions.contains(ending) ? String(name[..<point]) : nil
  }

  /// Browsers, WinSCP, FileZilla, curl, aria2, BitTorrent and others.
  private static let transfers: Set<String> = [
    "!qb", "!ut", "aria2", "crdownload", "download", "filepart", "opdownload", "part", "partial", "temp", "tmp",
  ]

  /// Of one file; archives of many (zip, tar) are no slice.
  private static let compressions: Set<String> = ["bz2", "gz", "lz4", "xz", "z", "zst"]
}
