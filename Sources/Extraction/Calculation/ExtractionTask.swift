import Features

/// Work of one extraction that a thread can do by itself.
struct ExtractionTask: Sendable {
  enum Work: Sendable {
    case shape
    case image(ImageRecipe, ImageDerivation, FeatureSelection)
  }

  let work: Work
  /// Where its columns stand among those of the other tasks.
  let position: Int

  /// The tasks in the order in which they are best begun.
  ///
  /// Large ones first, small ones last, so that no thread waits long for another: filtered images, then the shape, then
  /// the original image, which costs nothing to derive and so is cut by feature classes where there is more than one
  /// thread.
  static func all(_ settings: ExtractionSettings, workers: Int) -> [ExtractionTask] {
    // Where only the shape is asked for, intensities need not even be finite.
    let needsIntensities = !settings.selection.names.keys.allSatisfy(\.isMorphological)
    let derivations = settings.images.flatMap { recipe in recipe.derivations.map { (recipe, $0) } }
    let images = needsIntensities ? Array(derivations.enumerated()) : []
    let filtered = images.filter { $0.element.1.isFiltered }.map { image in
      ExtractionTask(
        work: .image(image.element.0, image.element.1, settings.selection), position: image.offset + 1)
    }
    let original = images.filter { !$0.element.1.isFiltered }.flatMap { image in
      parts(of: settings.selection, workers: workers).map {
        ExtractionTask(work: .image(image.element.0, image.element.1, $0), position: image.offset + 1)
      }
    }
    return filtered + [ExtractionTask(work: .shape, position: 0)] + original
  }

  /// Classes that take about as long as each other. Every class but the morphological is in just one group: what is in
  /// none would not be computed.
  private static let groups: [Set<FeatureClass>] = [[.firstorder, .glcm], [.glrlm], [.glszm, .gldm, .ngtdm]]

  private static func parts(of selection: FeatureSelection, workers: Int) -> [FeatureSelection] {
    guard workers > 1 else { return [selection] }
    assert(groups.flatMap(\.self).count == FeatureClass.allCases.count { !$0.isMorphological })
    return groups.map(selection.restricted(to:)).filter { !$0.names.isEmpty }
  }
}
