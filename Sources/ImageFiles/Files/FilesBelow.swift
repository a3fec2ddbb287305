import Foundation

/// The files below a folder, in the order of their paths, so that every machine lists them alike.
///
/// Data sets often consist of links (git-annex, BIDS derivatives), so links to folders are followed. Each folder is
/// entered only once, and by its own path rather than by a link if it has one below the folder. So no slice comes
/// twice, and circles of links end. Hidden folders are not entered.
package struct FilesBelow {
  /// Files whose names do not begin with a point.
  package let visible: [String]
  /// Hidden files whose names are those of unfinished copies (``UnfinishedName``).
  let unfinished: [String]

  /// Lists a folder and those below it.
  package init(_ path: String) {
    var (visible, unfinished): ([String], [String]) = ([], [])
    var seen: Set<FolderEntry.Identity> = []
    var (links, next) = ([URL(filePath: path).path], 0)
    while next < links.count {
      var folders = [links[next]]
      next += 1
      while let folder = folders.popLast() {
        guard let identity = FolderEntry.Identity(of: folder) else {
          // A name that is not UTF-8 leads nowhere; the error of opening it says so.
          visible.append(folder)
          continue
        }
        guard seen.insert(identity).inserted else { continue }
        for entry in FolderEntry.all(of: folder) {
          let place = folder == "/" ? "/" + entry.name : folder + "/" + entry.name
          if entry.isHidden {
            if !entry.isFolder, UnfinishedName(place) != nil { unfinished.append(place) }
          } else if !entry.isFolder {
            visible.append(place)
          } else if entry.isLink {
            links.append(place)
          } else {
            folders.append(place)
          }
        }
      }
    }
    (self.visible, self.unfinished) = (visible.sorted(by: isListed), unfinished.sorted(by: isListed))
  }
}

/// The folder that a file is in, as a path.
func folder(of file: String) -> String {
  // Asked for every slice; only a relative path needs the current folder.
  guard file.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
    return URL(filePath: file).deletingLastPathComponent().path
  }
  return slash == file.startIndex ? "/" : String(file[..<slash])
}
