import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The shared libraries that this process has loaded, by the files that they were loaded from.
///
/// The files are asked, not the headers of the build: a program may run on another machine, with other versions. Linux
/// names the files in `/proc/self/maps`; elsewhere nothing is known.
package struct LoadedLibraries {
  /// A library that computes, reads or writes something for a result.
  private struct Known {
    /// Beginning of the name of its file.
    let prefix: String
    let name: String
    /// Numbers before the version: some files are named by the version of the binary interface first.
    var interfaceNumbers = 0
  }

  private static let known = [
    Known(prefix: "libdcmdata.", name: "DCMTK", interfaceNumbers: 1),
    Known(prefix: "libniftiio.", name: "nifti_clib"), Known(prefix: "libteem.", name: "teem"),
    Known(prefix: "libopenjp2.", name: "OpenJPEG"), Known(prefix: "libsvm.", name: "LIBSVM"),
    Known(prefix: "libopenblas", name: "OpenBLAS"), Known(prefix: "libdnnl.", name: "oneDNN"),
    Known(prefix: "libz.", name: "zlib"), Known(prefix: "libdeflate.", name: "libdeflate"),
    Known(prefix: "libmd.", name: "libmd"), Known(prefix: "libstdc++.", name: "libstdc++"),
    Known(prefix: "librsvg-2.", name: "librsvg"), Known(prefix: "libcairo.", name: "Cairo"),
  ]

  /// Names and versions, by name.
  package let all: [(name: String, version: String)]

  /// The libraries of this process.
  package init() {
    let maps = Self.maps
    let paths = maps.split(separator: "\n").compactMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    self.init(files: Set(paths.map { ($0 as NSString).lastPathComponent }))
  }

  /// The libraries of the files with these names; the version of the C library is that of this process.
  package init(files: Set<String>) {
    var found: [(name: String, version: String)] = Self.known.compactMap { library in
      let file = files.filter { $0.hasPrefix(library.prefix) }.min()
      return file.map { (library.name, Self.version(in: $0, after: library.interfaceNumbers)) }
    }
    #if canImport(Glibc)
      if let version = Self.versionOfGlibc { found.append(("glibc", version)) }
    #endif
    all = found.sorted { $0.name.lowercased() < $1.name.lowercased() }
  }

  /// The kernel writes this text page by page and tells no size, so whoever reads it once has its beginning only.
  private static var maps: String {
    guard let file = FileHandle(forReadingAtPath: "/proc/self/maps") else { return "" }
    defer { try? file.close() }
    var bytes = Data()
    while let part = try? file.read(upToCount: 1 << 12), !part.isEmpty { bytes += part }
    return String(decoding: bytes, as: UTF8.self)
  }

  #if canImport(Glibc)
    /// The C library names itself: "glibc 2.36".
    private static var versionOfGlibc: String? {
      var name = [CChar](repeating: 0, count: 64)
      let length = confstr(Int32(_CS_GNU_LIBC_VERSION), &name, name.count)
      guard length > 0, length <= name.count else { return nil }
      let bytes = name.prefix(length - 1).map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self).split(separator: " ").last.map(String.init)
    }
  #endif

  /// The version in the name of a file: behind `.so.`, or between `-r` and `.so` as OpenBLAS has it. One number is that
  /// of the binary interface, and says so.
  private static func version(in file: String, after interfaceNumbers: Int) -> String {
    if let start = file.range(of: "-r"), let end = file.range(of: ".so"), start.upperBound <= end.lowerBound {
      return String(file[start.upperBound..<end.lowerBound])
    }
    let numbers = (file.range(of: ".so.").map { file[$0.upperBound...] } ?? "").split(separator: ".")
    guard numbers.count > 1 else { return numbers.first.map { "binary interface \($0)" } ?? "not known" }
    let own = numbers.count > interfaceNumbers + 1 ? numbers.dropFirst(interfaceNumbers) : numbers[...]
    return own.joined(separator: ".")
  }
}
