import Execution
import Volumes

// The settings of this room as parts of an identity: see ``CanonicalText``.

extension TextureSettings {
  /// Where they are not PyRadiomics' defaults.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("distances", distances, unless: [1])
    own.add("dependence-tolerance", dependenceTolerance, unless: 0)
    own.add("intensity-shift", intensityShift, unless: 0)
    own.add("normal", plane?.normal)
    own.add("weighting", weighting?.rawValue)
    own.add("symmetric", isSymmetric, unless: true)
    return own
  }
}

extension FeatureSelection {
  /// The features by class, in the order of the columns.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    for featureClass in FeatureClass.allCases {
      let chosen = FeatureRegistry.known(of: featureClass).map(\.name).filter { contains(featureClass, $0) }
      if !chosen.isEmpty { own.add(featureClass.rawValue, chosen) }
    }
    return own
  }
}

extension IBSISelection {
  /// Families and aggregations by name, and where distances differ from the manual's.
  public var identity: CanonicalText {
    var own = CanonicalText.part
    own.add("families", families.map(\.rawValue))
    own.add("aggregations", aggregations.map(\.rawValue))
    own.add("cooccurrence-distance", texture.cooccurrenceDistance, unless: 1)
    own.add("difference-distance", texture.differenceDistance, unless: 1)
    own.add("dependence-distance", texture.dependenceDistance, unless: 1)
    own.add("dependence-coarseness", texture.dependenceCoarseness, unless: 0)
    return own
  }
}
