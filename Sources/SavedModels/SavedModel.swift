import Cohorts
import Comparison
import DeepRadiomics
import Execution
import Foundation
import Records

/// A model that a study saved for new patients: a folder with its description (JSON), its numbers (safetensors) and
/// their SHA-256. It contains nothing executable.
package struct SavedModel: Sendable {
  /// The folder from which it was read or to which it was written.
  package let path: String
  /// SHA-256 of the description, which includes that of the numbers, and so identifies the model.
  package let fingerprint: String
  package let description: ModelDescription
  package let predictor: RowPredictor
  /// The file of the trained blocks of a network, one for each head; `nil` for a frozen network.
  package let blocks: Data?

  /// Name of its row.
  package var name: String { description.name }

  /// Version of the layout that this Apus writes. Version 1 held settings as Swift prints them, 2 holds
  /// ``CanonicalText``.
  package static let version = 2
  package static let format = "apus-model"
  static let descriptionFile = "model.json"
  static let numbersFile = "model.safetensors"
  static let sumsFile = "SHA256SUMS"
  static let blocksFile = "block.safetensors"
  private static let limits = [descriptionFile: 64 << 20, numbersFile: 4 << 30, blocksFile: 16 << 30, sumsFile: 4096]

  /// The file `model.json`.
  private struct Layout: Codable {
    let format: String
    let version: Int
    /// SHA-256 of `model.safetensors`, so that the hash of the description also covers the numbers.
    let numbers: String
    /// SHA-256 of `block.safetensors`; absent for a frozen network.
    let block: String?
    let description: ModelDescription
    let model: ModelValue
  }

  /// The part that every version has.
  private struct Head: Decodable {
    let format: String
    let version: Int
  }

  /// Writes a model and replaces an earlier one in the folder.
  /// - Parameter blocks: the file of the trained blocks; `nil` for a frozen network.
  /// - Throws: ``StoreError``; `EncodingError` where a number of the model is not finite.
  package init(
    writing description: ModelDescription, _ predictor: RowPredictor, blocks: Data? = nil, to folder: String
  ) throws {
    let (value, tensors) = try TensorEncoder.encode(predictor)
    let numbers = tensors.data
    let layout = Layout(
      format: Self.format, version: Self.version, numbers: numbers.sha256, block: blocks?.sha256,
      description: description, model: value)
    let text = try JSONEncoder.stable.encode(layout)
    (path, fingerprint, self.description, self.predictor) = (folder, text.sha256, description, predictor)
    self.blocks = blocks
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw StoreError.cannotWrite(path: folder, cause: WriteFailure(error))
    }
    try AtomicFile.write(numbers, to: "\(folder)/\(Self.numbersFile)")
    if let blocks { try AtomicFile.write(blocks, to: "\(folder)/\(Self.blocksFile)") }
    try AtomicFile.write(text, to: "\(folder)/\(Self.descriptionFile)")
    // In the form that `sha256sum -c` reads. Written last, so that an incomplete folder is not taken for a model.
    try AtomicFile.write(
      "\(fingerprint)  \(Self.descriptionFile)\n\(layout.numbers)  \(Self.numbersFile)\n"
        + (layout.block.map { "\($0)  \(Self.blocksFile)\n" } ?? ""),
      to: "\(folder)/\(Self.sumsFile)")
  }

  /// Reads and checks a model: first the hashes, then format and version, then whether its parts match.
  package init(reading folder: String) throws(ModelError) {
    path = folder
    let sums = try Self.sums(in: folder)
    let text = try Self.file(Self.descriptionFile, in: folder, sums: sums)
    let numbers = try Self.file(Self.numbersFile, in: folder, sums: sums)
    blocks = sums[Self.blocksFile] == nil ? nil : try Self.file(Self.blocksFile, in: folder, sums: sums)
    fingerprint = text.sha256
    let place = "\(folder)/\(Self.descriptionFile)"
    let head = try Self.decode(Head.self, from: text, path: place)
    guard head.format == Self.format else { throw .otherFormat(path: place, found: "\"\(head.format)\"") }
    guard head.version <= Self.version else {
      throw .laterVersion(path: place, found: head.version, known: Self.version)
    }
    guard head.version == Self.version else {
      throw .earlierVersion(path: place, found: head.version, known: Self.version)
    }
    let layout = try Self.decode(Layout.self, from: text, path: place)
    guard layout.numbers == numbers.sha256 else {
      throw .contradiction(path: place, cause: "it was saved with other numbers than those in \(Self.numbersFile)")
    }
    guard layout.block == blocks?.sha256, (layout.description.inputs.deep?.blocks == nil) == (blocks == nil) else {
      throw .contradiction(path: place, cause: "it was saved with other blocks than those in \(Self.blocksFile)")
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
    let files: Set = [descriptionFile, numbersFile]
    guard [files, files.union([blocksFile])].contains(Set(sums.keys)) else { throw .noSums(path: path) }
    return sums
  }

  private static func file(_ name: String, in folder: String, sums: [String: String]) throws(ModelError) -> Data {
    let data = try data(name, in: folder)
    let (expected, found) = (sums[name] ?? "", data.sha256)
    guard expected == found else { throw .changed(path: "\(folder)/\(name)", expected: expected, found: found) }
    return data
  }

  private static func data(_ name: String, in folder: String) throws(ModelError) -> Data {
    let path = "\(folder)/\(name)"
    // A link has the size of its name and a pipe none. Only the size of a plain file is the number of bytes to read.
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    guard let facts = try? FileManager.default.attributesOfItem(atPath: real),
      facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int
    else { throw .missingFile(path: path) }
    // The size is checked before reading, so that a file cannot decide how much memory is used.
    let limit = limits[name] ?? 0
    guard size <= limit else { throw .tooLarge(path: path, bytes: size, limit: limit) }
    guard let data = FileManager.default.contents(atPath: real) else { throw .missingFile(path: path) }
    return data
  }

  /// A hint on what the folder may be instead.
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
    _ type: Value.Type, from data: Data, path: String
  ) throws(ModelError) -> Value {
    if let key = RepeatedKeys.first(in: data) {
      throw .notJSON(path: path, cause: "it has the key \(key) twice, and readers differ on which counts")
    }
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw .notJSON(path: path, cause: DecodingError.inShort(error))
    }
  }
}

extension ModelDescription {
  /// A contradiction in the description; `nil` if there is none.
  fileprivate func fault(_ predictor: RowPredictor) -> String? {
    let encoded = predictor.encoding?.factors.map(\.name) ?? []
    guard encoded == factors.map(\.name), training.factors.map(\.name) == encoded else {
      return "the described factors differ from those of the model"
    }
    let names = inputs.series.map(\.name)
    guard Set(names).count == names.count, training.series.map(\.series) == names || inputs.series.isEmpty else {
      return "the described series differ from those of the training range"
    }
    guard inputs.series.allSatisfy({ $0.maskOf.map(names.contains) ?? true }) else {
      return "a series uses the mask of a series that does not exist"
    }
    let quantiles = IntensitySummary.probabilities.count
    guard
      training.series.allSatisfy({
        $0.spacing.count == 3 && $0.intensities.count == quantiles && $0.normalised?.count ?? quantiles == quantiles
      })
    else { return "a training range is incomplete" }
    let areOrdered = (training.features ?? []).allSatisfy { range in
      let quartiles = range.quartiles
      return quartiles.count == 3 && quartiles.allSatisfy(\.isFinite) && quartiles.sorted() == quartiles
    }
    guard areOrdered else { return "the quartiles of a feature are not three numbers in ascending order" }
    guard predictor.columns.isEmpty || inputs.sources.contains(where: { $0 != .factors }) else {
      return "it does not say where its columns come from"
    }
    guard inputs.sources.contains(.tableFeatures) == inputs.needsTable else {
      return "it does not say which table it needs"
    }
    let needsSeries: Set<ModelInputs.Source> = [.imageFeatures, .deepFeatures, .lesionVolume]
    guard needsSeries.isDisjoint(with: inputs.sources) || inputs.needsImages else { return "it names no series" }
    guard inputs.sources.contains(.deepTable) == !(inputs.vectors ?? []).isEmpty else {
      return "it does not say which table of vectors it needs"
    }
    let read = (inputs.vectors ?? []).flatMap(\.columns).map(\.feature)
    guard Set(read).count == read.count, Set(read).isSubset(of: predictor.columns) else {
      return "its tables of vectors have other columns than the model"
    }
    guard inputs.sources.contains(.imageFeatures) == (inputs.extraction != nil) else {
      return "it does not say how features are computed"
    }
    return inputs.sources.contains(.deepFeatures) == (inputs.deep != nil)
      ? nil : "it does not say which network it needs"
  }
}

extension SavedModel {
  /// Whether it needs a network.
  package var needsNetwork: Bool { description.inputs.deep != nil }

  /// Refuses an option for a kind of input that the model does not use.
  /// - Parameters:
  ///   - images: whether the option gives images; otherwise it gives a feature table.
  ///   - option: name of the option, for the message.
  package func require(images: Bool, _ option: String) throws(PredictionInputError) {
    let inputs = description.inputs
    if let vectors = inputs.vectors, !inputs.needsTable, !images { throw .featuresForVectors(option: option, vectors) }
    if images, inputs.needsTable { throw .imagesForTable(option: option, columns: inputs.tableColumns) }
    if !images, !inputs.needsTable { throw .tableForOthers(option: option, needsImages: inputs.needsImages) }
  }
}
