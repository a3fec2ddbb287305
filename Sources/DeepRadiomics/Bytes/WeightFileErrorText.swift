import Execution

extension WeightFileError: CustomStringConvertible {
  /// `FILE: cause. Next step.`
  package var description: String {
    let (cause, step) = kind.sentences
    return "\(file): \(cause). \(step)."
  }
}

private let again = "Download or copy the file again"
private let distrust = "Do not trust this file; get the weights from their publisher"

extension WeightFileError.Kind {
  /// The cause and the next step, without full stops.
  var sentences: (cause: String, step: String) {
    fileSentences ?? refusalSentences ?? networkSentences ?? ("no reason is known", "Report this")
  }

  private var fileSentences: (String, String)? {
    switch self {
    case .notFound: ("there is no such file", "Check the path")
    case .unreadable: ("it cannot be opened", "Check its permissions")
    case .notAWeightFile:
      ("this is neither safetensors nor a PyTorch state dict", "Give a .safetensors, .pth or .pt file")
    case .truncated(let what, let needed, let available):
      ("the file ends inside \(what): \(needed) bytes are announced, \(available) are there", again)
    case .malformed(let detail): ("the file is damaged: \(detail)", again)
    case .headerSyntax(let byte, let expected): ("the header is not valid at byte \(byte): expected \(expected)", again)
    case .wrongByteCount(let tensor, let expected, let found):
      ("\(tensor.printable) needs \(expected) bytes by its shape, but has \(found)", again)
    case .unusedBytes(let count, let name): ("\(count) bytes before \(name.printable) belong to no tensor", again)
    case .checksum(let entry): ("the checksum of \(entry.printable) is wrong", again)
    case .bigEndian: ("its numbers are big-endian", "Save it again on a little-endian machine")
    default: nil
    }
  }

  private var refusalSentences: (String, String)? {
    switch self {
    case .headerTooLarge(let bytes, let limit):
      ("a header of \(bytes) bytes is announced, \(limit) are allowed", distrust)
    case .duplicateName(let name): ("\(name.printable) occurs twice", distrust)
    case .elementType(let type, let tensor):
      (
        "\(tensor.printable) is stored as \(type.printable), which is not read",
        "Convert it to float32, float16 or bfloat16"
      )
    case .outOfBounds(let name): ("\(name.printable) reaches outside the data", distrust)
    case .overlap(let first, let second): ("\(first.printable) and \(second.printable) share bytes", distrust)
    case .compressedEntry(let entry):
      ("\(entry.printable) is compressed, which torch.save never does", "Save the state dict again")
    case .forbiddenName(let name):
      (
        "it asks for \(name.printable), which is neither a tensor nor a dictionary; nothing was run",
        "Get a state dict from the publisher, or save model.state_dict() alone where the file is trusted"
      )
    case .forbiddenInstruction(let code, let byte):
      ("it has the pickle instruction \(code) at byte \(byte), which no state dict needs; nothing was run", distrust)
    default: nil
    }
  }

  private var networkSentences: (String, String)? {
    switch self {
    case .notAStateDict(let found):
      ("it holds \(found), not a dictionary of tensors", "Save model.state_dict(), not the model")
    case .severalEncoders(let stems):
      (
        "it holds \(stems.count) networks, whose first layers are \(stems.map(\.printable).joined(separator: ", "))",
        "Save the weights of the one that is meant"
      )
    case .missingTensor(let name, let nearest):
      (
        "there is no tensor \(name.printable)" + (nearest.map { "; the nearest is \($0.printable)" } ?? ""),
        "Choose the network these weights were trained for"
      )
    case .wrongShape(let name, let expected, let found):
      (
        "\(name.printable) has shape \(found), \(expected) is needed",
        "Choose the network these weights were trained for"
      )
    case .notFinite(let name): ("\(name.printable) holds a value that is not finite", again)
    case .negativeVariance(let name): ("\(name.printable) holds a negative variance", again)
    case .foldedNotFinite(let name):
      ("the kernel \(name.printable) is not finite with its batch normalisation folded in", again)
    case .tooLarge(let name):
      ("the kernel \(name.printable) has numbers beyond 1e15 with its batch normalisation folded in", again)
    case .constant:
      ("kernels of 0 leave nothing of the image, so all images would have the same features", again)
    case .allZero: ("every kernel of the network is 0, so all images would have the same features", again)
    default: nil
    }
  }
}
