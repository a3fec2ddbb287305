import DeepRadiomics

/// Why a saved model cannot be used. In each case nothing of it was run.
package enum ModelError: Error, Sendable, Hashable, CustomStringConvertible {
  case noModel(path: String, hint: String)
  case missingFile(path: String)
  case tooLarge(path: String, bytes: Int, limit: Int)
  case noSums(path: String)
  case changed(path: String, expected: String, found: String)
  case notJSON(path: String, cause: String)
  case otherFormat(path: String, found: String)
  case laterVersion(path: String, found: Int, known: Int)
  case earlierVersion(path: String, found: Int, known: Int)
  case tensors(WeightFileError)
  case contradiction(path: String, cause: String)
  case otherDefinitions(path: String, saved: String, now: String)
  case otherWeights(network: String, given: String)

  /// The file, the cause and what to do next.
  package var description: String {
    switch self {
    case .noModel(let path, let hint): "\(path): is not a saved model. \(hint)"
    case .missingFile(let path): "\(path): is missing. Copy the whole folder of the model again."
    case .tooLarge(let path, let bytes, let limit):
      "\(path): has \(bytes) bytes, but at most \(limit) are read. Apus did not write this model."
    case .noSums(let path):
      "\(path): does not list model.json and model.safetensors with their SHA-256. Copy the whole folder of the "
        + "model again."
    case .changed(let path, let expected, let found):
      "\(path): was changed or cut off after the model was saved: its SHA-256 is \(found), but SHA256SUMS has "
        + "\(expected). Copy the model again; a changed model is not used."
    case .notJSON(let path, let cause): "\(path): is not the description of a model: \(cause). Copy the model again."
    case .otherFormat(let path, let found):
      "\(path): is \(found), not a model of Apus. Give the folder of a model that apus study run wrote into models/."
    case .laterVersion(let path, let found, let known):
      "\(path): has format version \(found), but this Apus reads versions up to \(known). Use the Apus that made the "
        + "model, or a later one."
    case .earlierVersion(let path, let found, let known):
      "\(path): the model has schema \(found), which Apus 0.1 wrote, but this Apus reads schema \(known). Schema "
        + "\(found) does not record reliably how features were computed. Fit the model again with apus study run of "
        + "this Apus, or predict with Apus 0.1."
    case .tensors(let error): "\(error)"
    case .contradiction(let path, let cause):
      "\(path): contradicts itself: \(cause). Do not trust this model; ask its maker for a new copy."
    case .otherDefinitions(let path, let saved, let now):
      "\(path): this Apus would compute features with other settings than in training: \"\(now)\" instead of "
        + "\"\(saved)\". Use the Apus that made the model."
    case .otherWeights(let network, let given):
      "the weights \(given) give other features than those in training. Give the same weights of \(network) with "
        + "--weights."
    }
  }
}

/// What a saved model needs of a patient's series and was not given.
enum SeriesInputError: Error, Hashable, CustomStringConvertible {
  case noImage
  case noMask
  case noReferenceTissue
  case labelIsNoNumber(String)
  case noSuchFile(String)

  var description: String {
    switch self {
    case .noImage: "no image was given, but the model needs this series"
    case .noMask: "no mask was given"
    case .noReferenceTissue: "the model normalises by a mask of reference tissue, but none was given"
    case .labelIsNoNumber(let text): "the label \"\(text)\" is not a whole number from 1"
    case .noSuchFile(let path): "\(path): no such file or folder. Check the path."
    }
  }
}
