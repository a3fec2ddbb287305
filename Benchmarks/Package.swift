// swift-tools-version: 6.2
import PackageDescription

// Times the built command from outside, as a user runs it, so it depends on nothing and builds in seconds.
let package = Package(
  name: "benchmarks",
  targets: [.executableTarget(name: "benchmark", swiftSettings: [.treatAllWarnings(as: .error)])],
  swiftLanguageModes: [.v6])
