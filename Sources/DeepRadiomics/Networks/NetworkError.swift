/// Why a network cannot be built or run, as facts.
package enum NetworkError: Error, Hashable, Sendable {
  /// The input is too small, or not of a size that the pooling divides evenly.
  case inputSize(rows: Int, columns: Int, needed: String)
  /// A volume that does not fit the network it was given to.
  case otherInput(found: String, builtFor: String)
  /// The numerical library is not on this machine.
  case missingLibrary(String)
  /// A precision that this CPU has no instructions for.
  case slowPrecision(String)
  /// A network whose layers are in its own file, and weights that are none.
  case needsFile(given: String)
  /// A network whose layers are written from its weights.
  case needsWeights(String)
  /// A network with layers of its own as the weights of another.
  case isNetwork(String)
  /// Networks in files are computed in float32.
  case float32Only
  /// The network made features that are not finite of an image.
  case notFinite
  /// Numbers between the layers of the network became infinite, or too large for an infinite one to be excluded.
  case overflow
  /// The numerical library refused a step.
  case library(step: String, status: Int)
}

extension NetworkError: CustomStringConvertible {
  /// `Cause. Next step.`
  package var description: String {
    switch self {
    case .inputSize(let rows, let columns, let needed):
      "Slices of \(rows) x \(columns) do not fit the network, which needs \(needed). Resize to 224 x 224."
    case .otherInput(let found, let builtFor):
      "A volume of \(found) was given to a network built for \(builtFor). Resize or pad the volume, or build another network."
    case .missingLibrary(let name):
      "\(name) is not on this machine. Install oneDNN (Debian: libdnnl2), or run script/setup."
    case .slowPrecision(let name):
      "This CPU has no avx512_bf16, so \(name) would be slower than float32 and less exact. Use float32."
    case .needsFile(let given):
      "\(given) holds weights without layers, and the network's layers are those of an ONNX file. Give that file."
    case .needsWeights(let name):
      "The layers of \(name) are made from its weights. Give these with --weights, or `weights:` in a study file."
    case .isNetwork(let file):
      "\(file) is a network with layers of its own, not weights for another. Name it as the network."
    case .float32Only:
      "Networks in ONNX files, DenseNets and three-dimensional ResNets are computed in float32. Choose that precision."
    case .notFinite:
      "The network's features of this image are not finite. Check the image, and whether the network takes greys like these."
    case .overflow:
      "Numbers between the layers of the network become infinite or larger than 1e15, so its features say nothing of the "
        + "image: the weights are too large or damaged, or greys of this size are not what it takes. Check the file of the "
        + "weights first."
    case .library(let step, let status):
      "oneDNN refused to \(step) (status \(status)). Check with script/setup that libdnnl-dev 2.6 or newer is installed."
    }
  }
}
