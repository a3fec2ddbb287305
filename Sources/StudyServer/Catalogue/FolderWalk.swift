import Glibc

/// How much of a folder is looked at. An export has hundreds of thousands of files, in which no study file is hidden.
package struct WalkLimits: Sendable {
  /// Folders within folders.
  let depth: Int
  let folders: Int
  /// Files and folders.
  let entries: Int

  package init(depth: Int = 6, folders: Int = 20_000, entries: Int = 400_000) {
    (self.depth, self.folders, self.entries) = (depth, folders, entries)
  }
}

/// The folders below one, with the files that can matter to a study, as far as limits allow.
///
/// Symbolic links are not followed, neither to files nor to folders: a link could lead out of the folder that is
/// served.
struct FolderWalk {
  /// A folder with the names in it.
  struct Folder {
    /// Path relative to the start, empty for the start itself.
    let place: String
    let files: Set<String>
    let folders: [String]
  }

  /// Folders near the start come first.
  private(set) var folders: [Folder] = []
  /// Whether everything was looked at.
  private(set) var isComplete = true

  /// - Parameter keeps: whether the name of a file matters.
  init(below root: String, limits: WalkLimits, keeps: (String) -> Bool) {
    var (waiting, left) = ([(place: "", depth: 0)], limits.entries)
    var next = 0
    while next < waiting.count {
      let (place, depth) = waiting[next]
      next += 1
      guard folders.count < limits.folders, left > 0 else {
        isComplete = false
        return
      }
      guard let folder = Self.list(root, place, &left, keeps) else { continue }
      folders.append(folder)
      guard !folder.isOfRun else { continue }
      if depth >= limits.depth {
        if !folder.folders.isEmpty { isComplete = false }
        continue
      }
      waiting += folder.folders.map { (place: folder.path($0), depth: depth + 1) }
    }
    if left <= 0 { isComplete = false }
  }

  private static func list(_ root: String, _ place: String, _ left: inout Int, _ keeps: (String) -> Bool) -> Folder? {
    let path = place.isEmpty ? root : "\(root)/\(place)"
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      return nil
    }
    defer { closedir(stream) }
    var (files, folders) = (Set<String>(), [String]())
    while left > 0, let entry = readdir(stream) {
      left -= 1
      guard let name = name(of: entry), !name.hasPrefix(".") else { continue }
      switch kind(of: entry, name, in: descriptor) {
      case DT_REG: if keeps(name) { files.insert(name) }
      case DT_DIR: folders.append(name)
      default: continue
      }
    }
    return Folder(place: place, files: files, folders: folders.sorted())
  }

  /// The name of an entry; `nil` if it is no UTF-8, since no path could be made of it.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
        String(validatingCString: $0)
      }
    }
  }

  /// What an entry is. Some file systems say it only when they are asked for the file.
  private static func kind(of entry: UnsafeMutablePointer<dirent>, _ name: String, in folder: Int32) -> Int {
    guard entry.pointee.d_type == UInt8(DT_UNKNOWN) else { return Int(entry.pointee.d_type) }
    var facts = stat()
    guard fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else { return Int(DT_UNKNOWN) }
    switch facts.st_mode & S_IFMT {
    case S_IFREG: return DT_REG
    case S_IFDIR: return DT_DIR
    default: return Int(DT_UNKNOWN)
    }
  }
}

extension FolderWalk.Folder {
  /// The path of something in it, relative to the start.
  func path(_ name: String) -> String { place.isEmpty ? name : "\(place)/\(name)" }
}
