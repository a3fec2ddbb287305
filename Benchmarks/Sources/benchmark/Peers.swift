import Foundation

/// Other programs on the same cases: `Benchmarks/peers/time_NAME.py`, run by the Python that an environment variable
/// names.
///
/// A script gets a JSON list of cases and prints `name seconds features` for each: the fastest of a few runs in one
/// process, reading included, after a first one that is not counted. So import and compilation, which a user waits for,
/// are given away.
struct Peers {
  let folder: String

  private static let known = [
    ("pictologics", "APUS_PEERS_PYTHON"), ("pyradiomics", "APUS_PYRADIOMICS_PYTHON"),
  ]

  func compare(_ cases: [TimedCase], walls: [Double]) throws {
    let list = "\(folder)/cases.json"
    try JSONEncoder().encode(cases).write(to: URL(filePath: list))
    for (name, variable) in Self.known {
      guard let python = ProcessInfo.processInfo.environment[variable] else {
        print("\(name): not compared, as \(variable) names no Python that has it")
        continue
      }
      let script = URL(filePath: #filePath).appending(path: "../../../peers/time_\(name).py").standardized.path
      let output = try Command(path: python).run([script, list]).output
      for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard words.count == 3, let seconds = Double(words[1]),
          let position = cases.firstIndex(where: { $0.name == words[0] })
        else { continue }
        let ratio = String(format: "%.1f", seconds / walls[position])
        print(
          "\(name) \(words[0]): \(ms(seconds)) warm for \(words[2]) features, \(ratio) times apus as a whole process")
      }
    }
  }
}
