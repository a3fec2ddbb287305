import Archives

/// A zip archive whose entries are all stored, as torch.save writes them; a compressed entry is refused by name, so
/// that no entry can grow beyond the file.
struct StoredArchive {
  private let archive: ZipArchive

  init(_ bytes: FileBytes) throws(WeightFileError.Kind) {
    do throws(ArchiveFault) { archive = try ZipArchive(bytes.all) } catch { throw WeightFileError.Kind(error) }
    if let packed = archive.entries.first(where: { !$0.isStored }) { throw .compressedEntry(packed.name) }
  }

  /// Names of the entries in the order of the directory.
  var names: [String] { archive.entries.map(\.name) }

  /// Where the bytes of an entry are in the file; `nil` if there is none of that name.
  subscript(_ name: String) -> Range<Int>? { archive[name]?.range }

  /// Throws where an entry is absent or its CRC-32 is wrong; its range otherwise.
  func verified(_ name: String) throws(WeightFileError.Kind) -> Range<Int> {
    do throws(ArchiveFault) { return try archive.verified(name) } catch { throw WeightFileError.Kind(error) }
  }
}

extension WeightFileError.Kind {
  /// What is wrong with the archive that a weight file is.
  fileprivate init(_ fault: ArchiveFault) {
    self =
      switch fault {
      case .truncated(let what, let needed, let available):
        .truncated(what: what, needed: needed, available: available)
      case .malformed(let detail): .malformed(detail)
      case .outOfBounds(let name): .outOfBounds(name)
      case .overlap(let first, let second): .overlap(first, second)
      case .duplicateName(let name): .duplicateName(name)
      case .unreadableEntry(let name): .compressedEntry(name)
      case .checksum(let name): .checksum(name)
      case .tooLarge(let name, _, _): .outOfBounds(name)
      }
  }
}
