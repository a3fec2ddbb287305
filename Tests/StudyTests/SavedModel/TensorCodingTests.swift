import Foundation
import SavedModels
import Testing

/// Any `Codable` model as JSON and tensors, and back.
@Suite struct TensorCodingTests {
  private enum Rule: Codable, Equatable {
    case none
    case weights([Double], bias: Double)
  }

  private struct Model: Codable, Equatable {
    var names = ["a", "b"]
    var empty: [Double] = []
    var vectors = [[0.1, .leastNonzeroMagnitude], [-0.0, 3]]
    var ragged = [[1.0], [2, 3]]
    var rule = Rule.weights([1 / 3, 2 / 3], bias: -7.25)
    var other = Rule.none
    var seed = UInt64.max - 1
    var count = -3
    var missing: Double?
    var some: [Double?] = [1, nil]
    var byKey = ["x": [4.0], "y": [5, 6]]
    var isOn = true
    var small = Float(0.1)
  }

  @Test func everyValueComesBack() throws {
    let (value, file) = try TensorEncoder.encode(Model())
    // Through the text of the file, as a saved model goes.
    let text = try JSONEncoder.stable.encode(value)
    let read = try JSONDecoder().decode(ModelValue.self, from: text)
    let model = try TensorDecoder.decode(Model.self, from: read, file)
    #expect(model == Model())
    #expect(model.vectors[1][0].sign == .minus)
  }

  @Test func arraysOfNumbersAreTensorsAndNothingElseIs() throws {
    let (value, file) = try TensorEncoder.encode(Model())
    #expect(
      Set(file.tensors.keys) == ["vectors", "ragged.0", "ragged.1", "rule.weights._0", "byKey.x", "byKey.y"])
    #expect(file.tensors["vectors"]?.shape == [2, 2])
    guard case .object(let members) = value else { throw EncodingFailure() }
    #expect(members["vectors"] == .object(["tensor": .text("vectors")]))
    #expect(members["empty"] == .list([]))
  }

  private struct EncodingFailure: Error {}

  @Test func aNumberThatIsNotFiniteIsNotSaved() {
    var model = Model()
    model.vectors = [[.nan]]
    #expect(throws: EncodingError.self) { try TensorEncoder.encode(model) }
    model.vectors = [[1]]
    model.rule = .weights([1], bias: .infinity)
    #expect(throws: EncodingError.self) { try TensorEncoder.encode(model) }
  }

  @Test func whatDoesNotFitTheDescriptionIsRefused() throws {
    let (value, file) = try TensorEncoder.encode(Model())
    var more = file
    more.tensors["stray"] = file.tensors["vectors"]
    #expect(throws: DecodingError.self) { try TensorDecoder.decode(Model.self, from: value, more) }
    var fewer = file
    fewer.tensors["vectors"] = nil
    #expect(throws: DecodingError.self) { try TensorDecoder.decode(Model.self, from: value, fewer) }
    var flat = file
    flat.tensors["vectors"] = file.tensors["byKey.y"]
    #expect(throws: DecodingError.self) { try TensorDecoder.decode(Model.self, from: value, flat) }
    guard case .object(var members) = value else { throw EncodingFailure() }
    members["count"] = .number(1.5)
    #expect(throws: DecodingError.self) { try TensorDecoder.decode(Model.self, from: .object(members), file) }
  }
}
