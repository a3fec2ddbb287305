// swift-tools-version: 6.2
import PackageDescription

// Times the built command from outside, as a user runs it, so it depends on nothing of the package and builds in
// seconds. The probe is the yardstick of the deep suite and shares no code with it either.
let package = Package(
  name: "benchmarks",
  targets: [
    .executableTarget(name: "benchmark", swiftSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "probe", linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp"), .linkedLibrary("m")]),
  ],
  swiftLanguageModes: [.v6])
