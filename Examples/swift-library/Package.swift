// swift-tools-version: 6.2
import PackageDescription

// What a package needs to build on Apus: its name, the path or URL, and the product. The name is given here because a
// path dependency is otherwise known by its folder, which is whatever the clone is called. Swift settings are this
// package's own.
let package = Package(
  name: "swift-library",
  dependencies: [.package(name: "apus", path: "../..")],
  targets: [
    .executableTarget(name: "features", dependencies: [.product(name: "ApusRadiomics", package: "apus")]),
    .executableTarget(name: "statistics", dependencies: [.product(name: "ApusStatistics", package: "apus")]),
  ],
  swiftLanguageModes: [.v6])
