// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A Swift module of Apus; the arrows of `Documentation/design.md` are these lists.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A system library behind a module map in `Sources/NAME`.
func library(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// The static Swift runtime with what Foundation's archives need of each other, in the order of the linker.
let staticRuntime = [
  "-static-stdlib", "-lCoreFoundation", "-lFoundationInternationalization", "-l_FoundationCollections",
  "-l_FoundationCShims", "-l_FoundationICU",
]

/// The tests of one module; `TestSupport` finds reference data and reports what is skipped.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, settings: [SwiftSetting] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], path: path, swiftSettings: strict + settings)
}

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let network = ["NIOCore", "NIOHTTP1", "NIOPosix"].map { Target.Dependency.product(name: $0, package: "swift-nio") }

let package = Package(
  name: "apus",
  products: [
    .library(
      name: "ApusRadiomics",
      targets: ["ApusRadiomics", "Volumes", "ImageFiles", "ImageProcessing", "Features", "Extraction"]),
    .library(name: "ApusStatistics", targets: ["ApusStatistics", "Statistics", "Learning", "Results", "Comparison"]),
    .executable(name: "apus", targets: ["apus"]),
  ],
  // Exact, so that equal commits are made of equal sources. `script/linked` lists them with those that they bring.
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // Functions of numbers alone, values shared by every room, and the ordered execution under them.
    module("Mathematics"),
    module("Volumes"),
    module("Execution", ["CMessageDigest"]),
    module("Archives", ["CZlib"]),
    module("LocalServer", ["CPages", "Execution"] + network),

    // Images and features.
    module(
      "ImageFiles",
      ["Mathematics", "Volumes", "Execution", "CDICOM", "CNIfTI", "CNRRD", "COpenJPEG", "CDeflate", "CZlib"]),
    module("ImageProcessing", ["Mathematics", "Volumes", "Execution"]),
    module("Features", ["Mathematics", "Volumes", "Execution", "CLAPACK"]),

    // Models and their evaluation.
    module("Statistics", ["Mathematics", "Execution", "CDistributions"]),
    module("Learning", ["Mathematics", "Statistics", "Execution", "CLibSVM", "CLAPACK"]),
    module("DeepRadiomics", ["Archives", "Mathematics", "Volumes", "Execution", "COneDNN"]),

    // Features from files, and why they differ from another program's.
    module("Records", ["Archives", "Execution", "Volumes", "CZlib"]),
    module(
      "Extraction",
      [
        "Execution", "Features", "ImageFiles", "ImageProcessing", "Mathematics", "Records", "Statistics", "Volumes",
        yams,
      ]),
    // What the files of an export belong to, and the choice of a series and its contours by that.
    module("Exports", ["Execution", "Extraction", "ImageFiles", "Records"]),
    module(
      "Explanations",
      [
        "Execution", "Extraction", "Features", "ImageFiles", "ImageProcessing", "Mathematics", "Records", "Volumes",
        yams,
      ]),

    // Values of results, and how models are compared.
    module("Results", ["Learning", "Statistics"]),
    module("Comparison", ["Execution", "Learning", "Mathematics", "Records", "Results", "Statistics"]),

    // What a library's user imports: the rooms above under one name each.
    module(
      "ApusRadiomics",
      ["Execution", "Extraction", "Features", "ImageFiles", "ImageProcessing", "Records", "Statistics", "Volumes"]),
    module("ApusStatistics", ["Comparison", "Execution", "Learning", "Records", "Results", "Statistics"]),

    // The study: its file, its patients, what leaks, its models, its audit.
    module(
      "StudyFiles",
      [
        "DeepRadiomics", "Execution", "Exports", "Extraction", "ImageFiles", "ImageProcessing", "Learning", "Records",
        "Results", "Statistics",
        yams,
      ]),
    module(
      "Cohorts",
      [
        "DeepRadiomics", "Execution", "Exports", "Extraction", "Features", "ImageFiles", "ImageProcessing", "Learning",
        "Mathematics", "Records", "Results", "Statistics", "StudyFiles", "Volumes", logging,
      ]),
    module("Leaks", ["Cohorts", "Comparison", "Execution", "Mathematics", "Records", "Results", "Statistics"]),
    module(
      "Proposals",
      [
        "Cohorts", "Execution", "Exports", "Extraction", "ImageFiles", "Leaks", "Records", "Statistics", "StudyFiles",
      ]),
    module(
      "Arms",
      [
        "Cohorts", "Comparison", "DeepRadiomics", "Execution", "Extraction", "ImageFiles", "Learning", "Mathematics",
        "Records", "Results", "Statistics", "StudyFiles", "Volumes",
      ]),
    module(
      "SavedModels",
      [
        "Arms", "Cohorts", "Comparison", "DeepRadiomics", "Execution", "Extraction", "Features", "ImageFiles",
        "ImageProcessing", "Learning", "Mathematics", "Records", "Results", "Statistics", "StudyFiles", logging,
      ]),
    module(
      "Audit",
      [
        "Arms", "Cohorts", "Comparison", "DeepRadiomics", "Execution", "Extraction", "ImageProcessing", "Leaks",
        "Learning", "Records", "Results", "SavedModels", "Statistics", "StudyFiles",
      ]),
    module(
      "Review",
      ["Cohorts", "Execution", "ImageFiles", "Mathematics", "Records", "Results", "StudyFiles", "Volumes"]),
    module("Phantom", ["Execution", "ImageFiles", "Mathematics", "Records", "Volumes"]),
    module(
      "Study",
      [
        "Arms", "Audit", "Cohorts", "Comparison", "Execution", "Extraction", "Features", "ImageProcessing", "Leaks",
        "Learning", "Mathematics", "Records", "Results", "SavedModels", "Statistics", "StudyFiles", "Volumes", logging,
      ]),

    // Commands as tasks of a cluster under Slurm.
    module("Slurm", ["Execution", "Records"]),

    // The page of a folder: its studies, their checks and runs, and the form of a new one.
    .target(
      name: "StudyServer",
      dependencies: [
        "CPages", "Cohorts", "Execution", "LocalServer", "Proposals", "Records", "Results", "Study", "StudyFiles",
      ],
      // The page itself, which CPages puts into the command.
      exclude: ["Page"], swiftSettings: strict),

    // Figures as PDF and PNG.
    module("Rendering", ["CVectorGraphics", "CZlib"]),
    // Published lists of what a paper must report, answered from the files of a finished run.
    module("Checklists", ["Execution", "Learning", "Records", "Results", yams]),

    // What other programs read of a finished run: a research object, a database, DICOM objects of a patient.
    module(
      "Interchange",
      [
        "Cohorts", "CSQLite", "Execution", "Features", "ImageFiles", "Learning", "Records", "Results", "Statistics",
        "StudyFiles", "Volumes",
      ]),

    // The report and the command.
    module(
      "Report",
      [
        "Arms", "Checklists", "Cohorts", "Comparison", "Execution", "Extraction", "Mathematics", "Records", "Results",
        "Review", "SavedModels", "Statistics",
      ]),
    // A run as a manuscript with its figures, tables and supplement.
    module(
      "Paper",
      [
        "Archives", "Audit", "Checklists", "Cohorts", "Execution", "Learning", "Records", "Rendering", "Report",
        "Results", "SavedModels", "Statistics", "StudyFiles",
      ]),
    .target(
      name: "ReviewPage",
      dependencies: [
        "CPages", "Cohorts", "Execution", "LocalServer", "Mathematics", "Records", "Report", "Results", "Review",
        "StudyFiles", "Volumes",
      ],
      // The page itself, which CPages puts into the command.
      exclude: ["Page"], swiftSettings: strict),
    .executableTarget(
      name: "apus",
      dependencies: [
        "Arms", "Audit", "Checklists", "Cohorts", "Comparison", "DeepRadiomics", "Execution", "Explanations",
        "Exports", "Extraction", "Features", "ImageFiles", "Interchange", "Learning", "LocalServer", "Paper",
        "Phantom", "Proposals", "Records", "Rendering", "Report", "Results", "Review", "ReviewPage", "SavedModels",
        "Slurm",
        "Statistics", "Study", "StudyFiles", "StudyServer", logging,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      // The runtime and Foundation inside the command: 40 000 symbols less to look up at every start, a third of it.
      // Not where the package is a dependency, since libraries do not contain this target; not in tests, since they do
      // not link it.
      linkerSettings: [.unsafeFlags(staticRuntime, .when(platforms: [.linux]))]),

    // The only code that sees a C or C++ library.
    .target(
      name: "CDICOM",
      // Only what is called: dcmrt, dcmseg, dcmfg and dcmiod have thousands of symbols to look up at every start.
      linkerSettings: ["dcmjpeg", "dcmjpls", "dcmdata", "oflog", "ofstd", "z"].map { .linkedLibrary($0) }),
    .target(name: "CDistributions"),
    // Needs libdnnl-dev to build, and loads the library when a network is first used.
    .target(name: "COneDNN"),
    // Needs liblapacke-dev and libopenblas-dev to build, and loads both at the first call.
    .target(name: "CLAPACK"),
    // Needs no headers, and loads librsvg (Debian's librsvg2-2) when a figure is first drawn.
    .target(name: "CVectorGraphics"),
    .target(name: "CNIfTI"),
    // Needs libsqlite3-dev to build, and loads the library when a run is first exported.
    .target(name: "CSQLite"),
    .target(name: "CPages"),
    library("CNRRD", apt: "libteem-dev"),
    library("COpenJPEG", pkgConfig: "libopenjp2", apt: "libopenjp2-7-dev"),
    library("CLibSVM", apt: "libsvm-dev"),
    library("CDeflate", pkgConfig: "libdeflate", apt: "libdeflate-dev"),
    library("CMessageDigest", apt: "libmd-dev"),
    library("CZlib", apt: "zlib1g-dev"),

    // Tests, one room each, then the two that cross rooms.
    .target(
      name: "TestSupport", dependencies: ["Volumes", "Execution", "CZlib"], path: "Tests/TestSupport",
      swiftSettings: strict),
    // Small studies on paper, their rows and runs: what the tests of the study's rooms are about.
    .target(
      name: "StudySupport",
      dependencies: [
        "Arms", "Audit", "Cohorts", "Comparison", "Execution", "Features", "Learning", "Records", "Results",
        "StudyFiles",
      ], path: "Tests/StudySupport", swiftSettings: strict),
    tests("MathematicsTests", ["Mathematics", "Execution"]),
    tests("VolumesTests", ["Volumes"]),
    tests("ExecutionTests", ["Execution"]),
    tests("SlurmTests", ["Slurm"]),
    tests("ProposalsTests", ["Execution", "ImageFiles", "Proposals", "Records", "StudyFiles", "Volumes"]),
    tests("LocalServerTests", ["Execution", "LocalServer"]),
    tests("ArchivesTests", ["Archives", "Execution"]),
    tests("RecordsTests", ["Archives", "Execution", "Records"]),
    tests("ImageFilesTests", ["ImageFiles", "Volumes", "Execution"]),
    tests("ExportsTests", ["Exports", "Execution", "ImageFiles"]),
    tests("ImageProcessingTests", ["ImageProcessing", "Volumes", "Execution"]),
    tests("FeaturesTests", ["Features", "ImageFiles", "ImageProcessing", "Execution", "Volumes"]),
    tests("StatisticsTests", ["Statistics", "Execution"]),
    tests("LearningTests", ["Learning", "Statistics", "Execution"]),
    tests("DeepRadiomicsTests", ["DeepRadiomics", "Volumes", "Execution"]),
    tests(
      "StudyTests",
      [
        "Arms", "Audit", "Cohorts", "Comparison", "DeepRadiomics", "Execution", "Exports", "Extraction", "ImageFiles",
        "Leaks", "Learning", "Phantom",
        "Records", "Results", "SavedModels", "Statistics", "Study", "StudyFiles", "StudySupport", "Volumes", logging,
      ]),
    tests(
      "CohortsTests",
      [
        "Cohorts", "Execution", "Features", "ImageFiles", "Learning", "Records", "Results", "StudyFiles",
        "StudySupport",
        "Volumes",
      ]),
    tests(
      "ArmsTests",
      [
        "Arms", "Cohorts", "DeepRadiomics", "Execution", "Features", "Learning", "Results", "Statistics", "StudyFiles",
        "StudySupport",
      ]),
    tests(
      "ComparisonTests",
      ["Comparison", "Execution", "Learning", "Records", "Results", "Statistics", "StudySupport"]),
    tests(
      "AuditTests",
      [
        "Arms", "Audit", "Cohorts", "Comparison", "Execution", "Features", "ImageProcessing", "Leaks", "Learning",
        "Records", "Results", "Statistics", "StudyFiles", "StudySupport",
      ]),
    tests(
      "ReviewTests",
      [
        "Cohorts", "CZlib", "Execution", "ImageFiles", "LocalServer", "Records", "Report", "Results", "Review",
        "ReviewPage", "StudyFiles", "Volumes",
      ]),
    tests("StudyServerTests", ["Execution", "LocalServer", "Proposals", "Results", "StudyFiles", "StudyServer"]),
    tests("RenderingTests", ["Rendering"]),
    tests("ReportTests", ["Rendering", "Cohorts", "Report", "Results", "Statistics"]),
    tests("PaperTests", ["Archives", "Execution", "Paper", "Records", "Results"]),
    tests("ChecklistsTests", ["Checklists", "Learning", "Results", "Statistics"]),
    tests("ReferenceTests", ["Extraction", "Features", "ImageFiles", "ImageProcessing", "Records", "Volumes"]),
    tests(
      "EndToEndTests",
      [
        "Audit", "Comparison", "DeepRadiomics", "Execution", "Explanations", "Extraction", "Features", "ImageFiles",
        "Learning", "Records", "Results", "SavedModels", "Study", "StudyFiles", "Volumes",
      ],
      // They wait for commands; optimising them took an eighth of the whole build.
      settings: [.unsafeFlags(["-Onone"])]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// `script/documentation` sets it. Who depends on this package resolves every dependency of its manifest, used or not,
// so the plugin stands in it only while documentation is made.
if Context.environment["APUS_DOCUMENTATION"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}
