import Features

/// A column of the profile `pyradiomics`: a feature and the image that it is taken from.
package struct FeatureColumn: Hashable, Sendable {
  /// Name of the image, as it begins the column.
  package let image: String
  /// The feature.
  package let feature: FeatureRegistry.Entry
  /// How the grey levels of the image become features.
  package let texture: TextureSettings

  /// `image_class_Name`.
  package var name: String { "\(image)_\(feature.column)" }
}

extension ExtractionSettings {
  /// The columns of every result of the profile `pyradiomics`, whatever the input: the shape of the region first, which
  /// no filter changes, then the features of each image.
  package var featureColumns: [FeatureColumn] {
    let shape = selection.entries.filter(\.featureClass.isMorphological)
    let others = selection.entries.filter { !$0.featureClass.isMorphological }
    let derived = images.flatMap { recipe in recipe.names.map { (image: $0, texture: recipe.texture) } }
    func columns(_ features: [FeatureRegistry.Entry], _ image: String, _ texture: TextureSettings) -> [FeatureColumn] {
      features.map { FeatureColumn(image: image, feature: $0, texture: texture) }
    }
    if repeatsShapePerImage { return derived.flatMap { columns(shape + others, $0.image, $0.texture) } }
    return columns(shape, "original", TextureSettings()) + derived.flatMap { columns(others, $0.image, $0.texture) }
  }
}
