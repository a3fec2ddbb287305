/// Keys of the section `deep:` by what they belong to.
enum DeepKeys {
  /// How an image becomes features.
  static let ofWays = [
    "inflation", "pooling", "precision", "input", "region", "margin", "crop", "scaling", "window", "reference",
    "levels", "side", "resize", "frame", "normalisation", "depth", "fit", "combine", slicePoolingKey,
  ]
  /// Everything that a section with `table:` cannot have.
  static let ofNetworks = ["network", "weights", "layer", "series", "views", "as-published", "train"] + ofWays
  /// What a section without `network:` alone can have.
  static let ofTables = ["table", "id"]
}

extension YAMLSection {
  /// The section of `as-published` with the keys of the whole that it does not give.
  func inside(_ whole: YAMLSection) throws(StudyFileError) -> YAMLSection {
    let known = DeepKeys.ofWays
    for key in keys where !known.contains(key) {
      throw fail(key, .unknownName(key, in: path, known: known))
    }
    // A preset brings everything.
    var own: Set<String> = ["as-published"]
    if keys.contains("scaling") { own.insert("window") }
    return filled(from: whole, except: keys.contains("input") ? Set(known) : own)
  }

  /// A further network with the keys of `first` that it does not give. Keys that belong to another network or scaling
  /// are not taken over.
  func inheriting(from first: YAMLSection) -> YAMLSection {
    // Training a block is asked for by each network, so that a frozen one is compared with it.
    var own: Set<String> = ["further", "as-published", "train"]
    if keys.contains("network") {
      own.formUnion(["weights", "inflation", "pooling", "precision", "layer"] + DeepKeys.ofTables)
    }
    if keys.contains("table") { own.formUnion(DeepKeys.ofNetworks + ["id"]) }
    if keys.contains("scaling") { own.insert("window") }
    return filled(from: first, except: own)
  }
}
