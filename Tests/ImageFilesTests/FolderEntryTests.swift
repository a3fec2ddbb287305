import Foundation
import ImageFiles
import Testing

/// What the file system says of the entries of a folder.
struct FolderEntryTests {
  /// Some network file systems say DT_UNKNOWN of every entry.
  @Test func entriesOfUnknownTypeAreAsked() {
    let linkToFolder = FolderEntry("a", type: Int32(DT_UNKNOWN)) { $0 ? S_IFDIR : S_IFLNK }
    #expect(linkToFolder.isLink && linkToFolder.isFolder)
    let linkToFile = FolderEntry("a", type: Int32(DT_UNKNOWN)) { $0 ? S_IFREG : S_IFLNK }
    #expect(linkToFile.isLink && !linkToFile.isFolder)
    let folder = FolderEntry("a", type: Int32(DT_UNKNOWN)) { _ in S_IFDIR }
    #expect(!folder.isLink && folder.isFolder)
    let gone = FolderEntry("a", type: Int32(DT_UNKNOWN)) { _ in nil }
    #expect(!gone.isLink && !gone.isFolder)
  }

  /// A known type asks no more than it must.
  @Test func knownTypesAreBelieved() {
    let file = FolderEntry("a", type: Int32(DT_REG)) { _ in S_IFDIR }
    #expect(!file.isLink && !file.isFolder)
    let link = FolderEntry("a", type: Int32(DT_LNK)) { $0 ? S_IFDIR : S_IFREG }
    #expect(link.isLink && link.isFolder)
  }

  /// Copies of one folder by Linux (composed accents) and macOS (decomposed ones) are listed alike, and so are two
  /// files whose names differ in that alone, in whatever order the file system gives them.
  @Test func namesAreListedAlikeWhateverTheirAccentsAreMadeOf() {
    let composed = ["zoo", "\u{e9}b", "ea", "\u{e9}a", "eb", "\u{e8}"]
    let decomposed = ["zoo", "e\u{301}b", "ea", "e\u{301}a", "eb", "e\u{300}"]
    let first = composed.indices.sorted { isListed(composed[$0], before: composed[$1]) }
    let second = decomposed.indices.sorted { isListed(decomposed[$0], before: decomposed[$1]) }
    #expect(first == second)
    let twins = ["\u{e9}", "e\u{301}", "f"]
    let orders = [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]].map { order in
      order.map { twins[$0] }.sorted(by: isListed).map { Array($0.utf8) }
    }
    #expect(Set(orders).count == 1)
  }
}
