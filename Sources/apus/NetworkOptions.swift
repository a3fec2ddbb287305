import ArgumentParser
import DeepRadiomics
import Foundation
import Glibc

/// Which network, with which weights, inflated how: shared by commands that run one.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Weights file instead of the set of that name in the store.", completion: .file())
  var weights: String?

  @Option(help: "How kernels get their depth: centre, average, trained, or none (slice by slice).")
  var inflation: InflationName?

  @Option(help: "Pooling after the stem: published or standard.")
  var pooling: StemPooling?

  @Option(help: "Arithmetic: float32, or bfloat16 where the CPU has avx512_bf16.")
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

  func choice(_ name: String) throws -> NetworkChoice {
    guard let choice = NetworkChoice(name) else {
      complain("\(name): is no network. Known: \(NetworkChoice.names.joined(separator: ", ")).")
      throw ExitCode.usage
    }
    return choice
  }

  func settings(_ choice: NetworkChoice) -> NetworkSettings {
    choice.settings(depth: inflation?.depth, pooling: pooling, precision: precision)
  }

  /// The weights, from the file given or from the store.
  func load(_ choice: NetworkChoice) throws -> WeightSet {
    try WeightStore().load(weights ?? choice.name)
  }
}

extension StemPooling: ExpressibleByArgument {}
extension NetworkPrecision: ExpressibleByArgument {}

/// Starts the process anew with sleeping OpenMP threads where another library has brought OpenMP in before we could ask for
/// that; else oneDNN's loader does it without.
func requireSleepingThreads() {
  guard NetworkBackend.isTooLateForThreadPolicy, getenv("OMP_WAIT_POLICY") == nil else { return }
  setenv("OMP_WAIT_POLICY", "PASSIVE", 1)
  setenv("OPENBLAS_NUM_THREADS", "1", 0)
  var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
  execv("/proc/self/exe", &arguments)
  // Where that fails, the results are the same and only the time is not.
}
