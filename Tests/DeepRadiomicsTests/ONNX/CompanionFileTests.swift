import DeepRadiomics
import Foundation
import TestSupport
import Testing

/// Numbers that an exporter put into a file beside the graph: taken from the same folder, and from nowhere else.
@Suite(.serialized) struct CompanionFileTests {
  private typealias Place = [(key: String, value: String)]

  /// A graph whose first tensor is where `place` says, in a folder with `files`.
  private func load(
    _ place: Place, _ files: [String: [UInt8]], _ change: (inout GraphText) -> Void = { _ in }
  ) throws -> WeightSet {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-companion-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var graph = GraphText.sound
    graph.tensors[0].isElsewhere = true
    graph.tensors[0].place = place
    change(&graph)
    try Data(graph.bytes).write(to: folder.appending(path: "network.onnx"))
    for (name, bytes) in files { try Data(bytes).write(to: folder.appending(path: name)) }
    return try WeightStore("/nowhere").load(folder.appending(path: "network.onnx").path)
  }

  private func cause(_ place: Place, _ files: [String: [UInt8]] = [:]) -> String? {
    do {
      _ = try load(place, files)
      return nil
    } catch let error as ONNXError {
      #expect(error.description.contains("external_data=False"))
      guard case .externalData("w", let cause) = error.kind else { return "another error: \(error)" }
      return cause
    } catch {
      return "another error: \(error)"
    }
  }

  private let numbers = GraphText.sound.tensors[0].raw

  /// The same features as with the numbers inside, wherever they start in the other file.
  @Test(arguments: [0, 1, 64]) func numbersBesideTheGraphAreThoseInside(start: Int) throws {
    let inside = try ONNXFixture.network(try ONNXFixture.weights(GraphText.sound.bytes))
    let place: Place = [("location", "n.data"), ("offset", "\(start)"), ("length", "\(numbers.count)")]
    let padded = [UInt8](repeating: 0xff, count: start) + numbers + [0xff]
    let beside = try ONNXFixture.network(try load(place, ["n.data": padded]))
    let image = ONNXFixture.image()
    #expect(try beside.features(of: image) == inside.features(of: image))
  }

  /// Without offset and length the numbers are the whole file.
  @Test func aFileOfItsOwnNeedsNoOffset() throws {
    _ = try load([("location", "n.data")], ["n.data": numbers])
    #expect(throws: ONNXError.self) { try load([("location", "n.data")], ["n.data": numbers + [0]]) }
  }

  /// A network is known by all of its numbers.
  @Test func otherNumbersBesideTheGraphAreAnotherNetwork() throws {
    let place: Place = [("location", "n.data")]
    var other = numbers
    other[2] ^= 1
    let first = try load(place, ["n.data": numbers]).network?.sha256
    #expect(try load(place, ["n.data": numbers]).network?.sha256 == first)
    #expect(try load(place, ["n.data": other]).network?.sha256 != first)
  }

  @Test func noFileOfAnotherFolderIsRead() {
    for name in ["/etc/passwd", "../n.data", "a/n.data", "..", ".", "", "n\0.data"] {
      #expect(cause([("location", name)], ["n.data": numbers])?.hasSuffix("is no file of the same folder") == true)
    }
    #expect(cause([], ["n.data": numbers])?.hasSuffix("is no file of the same folder") == true)
    #expect(cause([("location", "none.data")])?.hasPrefix("none.data is not there") == true)
  }

  @Test func placesOutsideTheFileAreNamed() {
    let files = ["n.data": numbers]
    for (offset, length) in [("49", "0"), ("1", "48"), ("0", "49"), ("9223372036854775807", "9223372036854775807")] {
      let place: Place = [("location", "n.data"), ("offset", offset), ("length", length)]
      #expect(cause(place, files) == "n.data ends before them", "\(offset) \(length)")
    }
    for text in ["-1", "x", "", "9223372036854775808", "1e3"] {
      #expect(
        cause([("location", "n.data"), ("offset", text)], files)?.hasSuffix("is no number of bytes") == true, "\(text)")
    }
  }

  @Test func numbersThatAreNotAsManyAsTheShapeSaysAreNamed() throws {
    #expect {
      try load([("location", "n.data"), ("length", "44")], ["n.data": numbers])
    } throws: { error in
      (error as? ONNXError)?.kind == .wrongCount(tensor: "w", expected: 12, found: 11)
    }
  }

  /// A graph of many large tensors over one small file would take all memory.
  @Test func tensorsDoNotShareTheirBytes() {
    #expect {
      try load([("location", "n.data")], ["n.data": numbers]) { graph in
        graph.tensors.append(graph.tensors[0])
        graph.tensors[2].name = "twin"
      }
    } throws: { error in
      guard case .externalData("twin", let cause)? = (error as? ONNXError)?.kind else { return false }
      return cause.hasPrefix("tensors take more of n.data")
    }
  }

  /// The store keeps one file by its SHA-256.
  @Test func theStoreAsksForOneFile() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-companion-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var graph = GraphText.sound
    graph.tensors[0].isElsewhere = true
    graph.tensors[0].place = [("location", "n.data")]
    try Data(graph.bytes).write(to: folder.appending(path: "network.onnx"))
    try Data(numbers).write(to: folder.appending(path: "n.data"))
    #expect(throws: WeightStoreError.self) {
      try WeightStore(folder.appending(path: "store").path).importFile(folder.appending(path: "network.onnx").path)
    }
  }
}
