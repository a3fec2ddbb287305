import Cohorts
import Comparison
import DeepRadiomics
import Execution
import Foundation
import Records

/// A model that a study saved for new patients: a folder with its description (JSON), its numbers (safetensors) and
/// their SHA-256. Nothing in it is executable.
public struct SavedModel: Sendable {
  /// Folder that it was read from or written to.
  public let path: String
  /// SHA-256 of the description, which names that of the numbers: the identity of the model.
  public let fingerprint: String
  package let description: ModelDescription
  package let predictor: RowPredictor

  /// Name of the row that it is.
  public var name: String { description.name }

  /// Version of the layout that this Apus writes; 1 held the settings as Swift prints them, 2 holds ``CanonicalText``.
  public static let version = 2
  package static let format = "apus-model"
  static let descriptionFile = "model.json"
  static let numbersFile = "model.safetensors"
  static let sumsFile = "SHA256SUMS"
  private static let limits = [descriptionFile: 64 << 20, numbersFile: 4 << 30, sumsFile: 4096]

  /// The file `model.json`.
  private struct Layout: Codable {
    let format: String
    let version: Int
    /// SHA-256 of `model.safetensors`: the identity of the description is that of the numbers too.
    let numbers: String
    let description: ModelDescription
    let model: ModelValue
  }

  /// What every version has.
  private struct Head: Decodable {
    let format: String
    let version: Int
  }

  /// Writes a model; an earlier one in the folder is replaced.
  /// - Throws: ``StoreError``; `EncodingError` where a number of the model is not finite.
  package init(writing description: ModelDescription, _ predictor: RowPredictor, to folder: String) throws {
    let (value, tensors) = try TensorEncoder.encode(predictor)
    let numbers = tensors.data
    let layout = Layout(
      format: Self.format, version: Self.version, numbers: numbers.sha256, description: description,
      model: value)
    let text = try JSONEncoder.stable.encode(layout)
    (path, fingerprint, self.description, self.predictor) = (folder, text.sha256, description, predictor)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw StoreError.cannotWrite(path: folder, cause: error.localizedDescription)
    }
    try AtomicFile.write(numbers, to: "\(folder)/\(Self.numbersFile)")
    try AtomicFile.write(text, to: "\(folder)/\(Self.descriptionFile)")
    // As `sha256sum -c` reads it; last, so that a half-written model is none.
    try AtomicFile.write(
      "\(fingerprint)  \(Self.descriptionFile)\n\(layout.numbers)  \(Self.numbersFile)\n",
      to: "\(folder)/\(Self.sumsFile)")
  }

  /// Reads and checks a model: hashes first, then format and version, then whether everything fits together.
  public init(reading folder: String) throws(ModelError) {
    path = folder
    let sums = try Self.sums(in: folder)
    let text = try Self.file(Self.descriptionFile, in: folder, sums)
    let numbers = try Self.file(Self.numbersFile, in: folder, sums)
    fingerprint = text.sha256
    let place = "\(folder)/\(Self.descriptionFile)"
    let head = try Self.decode(Head.self, text, place)
    guard head.format == Self.format else { throw .otherFormat(path: place, found: "\"\(head.format)\"") }
    guard head.version <= Self.version else {
      throw .laterVersion(path: place, found: head.version, known: Self.version)
    }
    guard head.version == Self.version else {
      throw .earlierVersion(path: place, found: head.version, known: Self.version)
    }
    let layout = try Self.decode(Layout.self, text, place)
    guard layout.numbers == numbers.sha256 else {
      throw .contradiction(path: place, cause: "it was saved with other numbers than \(Self.numbersFile) holds")
    }
    let tensors: TensorFile
    do {
      tensors = try TensorFile(numbers, file: "\(folder)/\(Self.numbersFile)")
    } catch {
      throw .tensors(error)
    }
    do {
      predictor = try TensorDecoder.decode(RowPredictor.self, from: layout.model, tensors)
    } catch {
      throw .contradiction(path: place, cause: DecodingError.inShort(error))
    }
    description = layout.description
    if let fault = predictor.fault ?? description.fault(predictor) { throw .contradiction(path: place, cause: fault) }
  }

  private static func sums(in folder: String) throws(ModelError) -> [String: String] {
    let path = "\(folder)/\(sumsFile)"
    guard FileManager.default.fileExists(atPath: path) else { throw .noModel(path: folder, hint: hint(folder)) }
    let text = String(decoding: try data(sumsFile, in: folder), as: UTF8.self)
    var sums: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      guard parts.count == 2, parts[0].count == 64 else { throw .noSums(path: path) }
      sums[String(parts[1])] = String(parts[0])
    }
    guard Set(sums.keys) == [descriptionFile, numbersFile] else { throw .noSums(path: path) }
    return sums
  }

  private static func file(_ name: String, in folder: String, _ sums: [String: String]) throws(ModelError) -> Data {
    let data = try data(name, in: folder)
    let (expected, found) = (sums[name] ?? "", data.sha256)
    guard expected == found else { throw .changed(path: "\(folder)/\(name)", expected: expected, found: found) }
    return data
  }

  private static func data(_ name: String, in folder: String) throws(ModelError) -> Data {
    let path = "\(folder)/\(name)"
    // A link has the size of its name, and a pipe none: only a plain file says what will be read.
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    guard let facts = try? FileManager.default.attributesOfItem(atPath: real),
      facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int
    else { throw .missingFile(path: path) }
    // Looked at before a byte is read: an announced size must not decide how much memory is taken.
    let limit = limits[name] ?? 0
    guard size <= limit else { throw .tooLarge(path: path, bytes: size, limit: limit) }
    guard let data = FileManager.default.contents(atPath: real) else { throw .missingFile(path: path) }
    return data
  }

  /// What a folder may be instead.
  private static func hint(_ folder: String) -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/models")) ?? []
    if !names.isEmpty {
      return
        "It is the folder of a run, whose models are \(names.sorted().map { "models/\($0)" }.joined(separator: ", "))."
    }
    return FileManager.default.fileExists(atPath: folder)
      ? "It has no \(sumsFile). Give the folder of a model that apus study run wrote into models/."
      : "There is no such folder. Check the path."
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ data: Data, _ path: String
  ) throws(ModelError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw .notJSON(path: path, cause: DecodingError.inShort(error))
    }
  }
}

extension DecodingError {
  /// What was wrong in JSON, in words for a sentence and not as Swift prints it.
  package static func inShort(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      let place = context.codingPath.map(\.stringValue).joined(separator: ".")
      // Foundation's sentences end in a full stop of their own.
      let cause = context.debugDescription
      return (place.isEmpty ? "" : "\(place): ") + (cause.hasSuffix(".") ? String(cause.dropLast()) : cause)
    case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
    @unknown default: return "it cannot be decoded"
    }
  }
}

extension ModelDescription {
  /// What contradicts itself; `nil` where nothing does.
  fileprivate func fault(_ predictor: RowPredictor) -> String? {
    let encoded = predictor.encoding?.factors.map(\.name) ?? []
    guard encoded == factors.map(\.name), training.factors.map(\.name) == encoded else {
      return "the factors described are not those of the model"
    }
    let names = inputs.series.map(\.name)
    guard Set(names).count == names.count, training.series.map(\.series) == names || inputs.series.isEmpty else {
      return "the series described are not those of the training range"
    }
    guard inputs.series.allSatisfy({ $0.maskOf.map(names.contains) ?? true }) else {
      return "a series borrows the contour of one that is not there"
    }
    let quantiles = IntensitySummary.probabilities.count
    guard
      training.series.allSatisfy({
        $0.spacing.count == 3 && $0.intensities.count == quantiles && $0.normalised?.count ?? quantiles == quantiles
      })
    else { return "a training range is not complete" }
    guard predictor.columns.isEmpty || inputs.sources.contains(where: { $0 != .factors }) else {
      return "it does not say where its columns come from"
    }
    guard inputs.sources.contains(.tableFeatures) == inputs.needsTable else {
      return "it does not say what table it needs"
    }
    let needsSeries: Set<ModelInputs.Source> = [.imageFeatures, .deepFeatures, .lesionVolume]
    guard needsSeries.isDisjoint(with: inputs.sources) || inputs.needsImages else { return "it names no series" }
    guard inputs.sources.contains(.imageFeatures) == (inputs.extraction != nil) else {
      return "it does not say how features are taken"
    }
    return inputs.sources.contains(.deepFeatures) == (inputs.deep != nil)
      ? nil : "it does not say which network it needs"
  }
}

extension SavedModel {
  /// Whether it runs a network.
  public var needsNetwork: Bool { description.inputs.deep != nil }

  /// Refuses an option for the other kind of input.
  /// - Parameters:
  ///   - images: what the option brings: images, or else a feature table.
  ///   - option: for the message.
  public func require(images: Bool, _ option: String) throws(PredictionInputError) {
    let inputs = description.inputs
    if images, inputs.needsTable {
      throw PredictionInputError(
        "\(option): this model was trained on a feature table, not on images. Give one with --features; it needs "
          + "\(inputs.tableColumns.count) columns, such as \(inputs.tableColumns.prefix(3).joined(separator: ", ")).")
    }
    if !images, !inputs.needsTable {
      throw PredictionInputError(
        "\(option): this model was not trained on a feature table. Give \(inputs.needsImages ? "images" : "factors") with --case "
          + "or --cases.")
    }
  }
}
