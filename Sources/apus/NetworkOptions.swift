import ArgumentParser
import DeepRadiomics
import Foundation
import Glibc

/// Options for the network, its weights and its inflation, shared by commands that run a network.
struct NetworkOptions: ParsableArguments {
  @Option(help: "File with weights, instead of those in the store.", completion: .file())
  var weights: String?

  @Option(help: "Tensor of an ONNX file whose values are the features (default: the one before its classifier).")
  var layer: String?

  @Option(help: "How 2D kernels are inflated to 3D: centre, average, trained, or none (slice by slice).")
  var inflation: InflationName?

  @Option(help: "Pooling after the stem: published or standard.")
  var pooling: StemPooling?

  @Option(help: "Arithmetic: float32, or bfloat16 if the CPU has avx512_bf16.")
  var precision = NetworkPrecision.float32

  enum InflationName: String, ExpressibleByArgument, CaseIterable {
    case centre, average, trained, none

    var depth: DepthTreatment {
      switch self {
      case .centre: .inflated(.centre)
      case .average: .inflated(.average)
      case .trained: .inflated(.trained)
      case .none: .slices
      }
    }
  }

  /// Whether an option chooses more than the file of the weights.
  var choosesNetwork: Bool { layer != nil || inflation != nil || pooling != nil || precision != .float32 }

  func choice(_ name: String) throws -> NetworkChoice {
    guard let choice = NetworkChoice(name) else {
      complain(
        """
        \(name): this network is not known. Known networks: \(NetworkChoice.names.joined(separator: ", ")), or a file \
        .onnx.
        """
      )
      throw ExitCode.usage
    }
    if choice.isFile, weights != nil {
      complain("--weights: an ONNX file holds its own weights. Leave the option out.")
      throw ExitCode.usage
    }
    if !choice.isFile, layer != nil {
      complain("--layer: a layer is chosen in an ONNX file only. Leave the option out.")
      throw ExitCode.usage
    }
    return choice
  }

  /// - Parameter standard: how slices of a network that was trained on photographs are seen without `--inflation`.
  func settings(_ choice: NetworkChoice, or standard: DepthTreatment? = nil) -> NetworkSettings {
    choice.settings(
      depth: inflation?.depth ?? (choice.trainedDepth == nil ? standard : nil), pooling: pooling, precision: precision,
      layer: layer)
  }

  /// The weights, from the file given or from the store.
  func load(_ choice: NetworkChoice) throws -> WeightSet {
    try WeightStore().load(weights ?? choice.name)
  }
}

extension StemPooling: ExpressibleByArgument {}
extension NetworkPrecision: ExpressibleByArgument {}

/// Restarts the process with sleeping OpenMP threads, if another library has loaded OpenMP before this could be set.
/// Otherwise the loader of oneDNN sets it without a restart.
func requireSleepingThreads() {
  guard NetworkBackend.isTooLateForThreadPolicy, getenv("OMP_WAIT_POLICY") == nil else { return }
  setenv("OMP_WAIT_POLICY", "PASSIVE", 1)
  setenv("OPENBLAS_NUM_THREADS", "1", 0)
  var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
  execv("/proc/self/exe", &arguments)
  // If that fails, the results are the same and only the run is slower.
}
