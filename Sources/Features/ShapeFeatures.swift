import Volumes

/// Shape features of a mask, in the order of ``FeatureRegistry``.
public func shapeFeatures(of mask: Mask, selection: FeatureSelection = .all) -> [NamedFeature] {
  guard selection.contains(.shape) else { return [] }
  guard EigenvalueLibrary.missing == nil else { return undefinedFeatures(of: .shape, .missingLibrary, selection) }
  guard let shape = Shape(mask) else { return undefinedFeatures(of: .shape, .emptyRegion, selection) }
  return evaluate(MorphologicalFeatures.all, MorphologicalFeatures.onlyWhenNamed, .shape, selection) {
    $0.compute(shape)
  }
}

/// Shape features of a mask of one slice, in the order of ``FeatureRegistry``; undefined where it is not one slice of
/// `plane`.
public func planarShapeFeatures(of mask: Mask, plane: ImagePlane?, selection: FeatureSelection) -> [NamedFeature] {
  guard selection.contains(.shape2D) else { return [] }
  guard mask.boundingBox != nil else { return undefinedFeatures(of: .shape2D, .emptyRegion, selection) }
  guard let shape = plane.flatMap({ PlanarShape(mask, plane: $0) }) else {
    return undefinedFeatures(of: .shape2D, .notOneSlice, selection)
  }
  return evaluate(PlanarFeatures.all, PlanarFeatures.onlyWhenNamed, .shape2D, selection) { $0.compute(shape) }
}
