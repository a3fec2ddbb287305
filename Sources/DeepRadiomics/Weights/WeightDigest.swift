import Execution

extension WeightSet {
  /// SHA-256 over names, shapes and values, whatever file they came in: the same network has the same digest as `.pth`
  /// and as safetensors. That of an ONNX file is over the file.
  package func digest(workers: Int = 1) -> String {
    if let network { return network.digest }
    let names = tensors.keys.sorted()
    let parts = parallelMap(names, workers: workers) { name -> String in
      var hash = SHA256Digest()
      hash.add("\(name)\n\(tensors[name]?.shape ?? [])\n")
      tensors[name]?.values.withUnsafeBytes { hash.add($0) }
      return hash.finish()
    }
    var hash = SHA256Digest()
    for part in parts { hash.add(part) }
    return hash.finish()
  }
}
