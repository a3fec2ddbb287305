import DeepRadiomics

/// The key of ``StudyFile/Deep/poolings``; `pooling` is that after the first layer.
let slicePoolingKey = "slice-pooling"

extension YAMLSection {
  /// `slice-pooling: attention`, or a list, among which the tuning budget chooses.
  func poolings() throws(StudyFileError) -> [SlicePooling] {
    guard let names = try strings(slicePoolingKey) else { return [.mean] }
    var poolings: [SlicePooling] = []
    for name in names {
      guard let pooling = SlicePooling(rawValue: name) else {
        throw fail(
          slicePoolingKey,
          .unknownName(name, in: "\(path).\(slicePoolingKey)", known: SlicePooling.allCases.map(\.rawValue)))
      }
      poolings.append(pooling)
    }
    guard !poolings.isEmpty, Set(poolings).count == poolings.count else {
      throw fail(
        slicePoolingKey,
        .wrongValue(
          key: "\(path).\(slicePoolingKey)", found: names.joined(separator: ", "),
          expected: "\(SlicePooling.allCases.map(\.rawValue).joined(separator: ", ")), each once"))
    }
    return poolings
  }

  /// The two kinds of pooling are easily taken for each other.
  func checkStemPooling() throws(StudyFileError) {
    guard let name = try string("pooling"), SlicePooling(rawValue: name) != nil else { return }
    throw fail(
      "pooling",
      .wrongValue(
        key: "\(path).pooling", found: "\"\(name)\"",
        expected: "published or standard, which is the pooling after the first layer. How slices are joined is "
          + "\(slicePoolingKey): \(name)"))
  }

  /// What is written beside a network that takes whole volumes would have no effect.
  func checkPooling(_ settings: NetworkSettings) throws(StudyFileError) {
    guard let names = try strings(slicePoolingKey), names != [SlicePooling.mean.rawValue], settings.depth != .slices
    else { return }
    throw fail(
      slicePoolingKey,
      .wrongValue(
        key: "\(path).\(slicePoolingKey)", found: names.joined(separator: ", "),
        expected: "mean with an inflated network, which has one vector for a volume. Choose inflation: none to join "
          + "slices"))
  }
}
