import Records
import Testing

/// The versions of libraries come from the names of the files that the process loaded.
@Suite("Loaded libraries") struct LoadedLibrariesTests {
  @Test(arguments: [
    ("libdcmdata.so.17.3.6.7", "DCMTK", "3.6.7"), ("libopenblasp-r0.3.21.so", "OpenBLAS", "0.3.21"),
    ("libopenblas64_p-r0.3.29.so.0", "OpenBLAS", "0.3.29"), ("libz.so.1.2.13", "zlib", "1.2.13"),
    ("libsvm.so.3.24", "LIBSVM", "3.24"), ("libdnnl.so.2.7", "oneDNN", "2.7"),
    ("libdeflate.so.0", "libdeflate", "binary interface 0"), ("libteem.so", "teem", "not known"),
    ("libdcmdata.so.17", "DCMTK", "binary interface 17"),
  ])
  func versionsStandInTheNamesOfFiles(file: String, name: String, version: String) {
    #expect(
      LoadedLibraries(files: [file, "libxml2.so.2.9.14"]).all.filter { $0.name != "glibc" }.map(\.name) == [name])
    #expect(LoadedLibraries(files: [file]).all.first { $0.name == name }?.version == version)
  }

  /// The libraries that every program of this package has loaded.
  @Test func thisProcessHasZlib() {
    let all = LoadedLibraries().all
    #if os(Linux)
      #expect(all.contains { $0.name == "zlib" && $0.version.contains(".") })
    #endif
    #expect(all.map(\.name) == all.map(\.name).sorted { $0.lowercased() < $1.lowercased() })
  }
}
