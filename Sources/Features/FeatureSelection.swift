/// Which features to compute; every name in it exists.
public struct FeatureSelection: Hashable, Codable, Sendable {
  /// Names by class; a class that is absent is not computed.
  public let names: [FeatureClass: Set<String>]

  /// All features of the default classes that are computed by default.
  public static let all = FeatureSelection(classes: Set(FeatureClass.defaults))

  /// All features of some classes that are computed by default.
  public init(classes: Set<FeatureClass>) {
    names = classes.reduce(into: [:]) { $0[$1] = Set(FeatureRegistry.entries(of: $1).map(\.name)) }
  }

  /// Features by name.
  /// - Throws: ``UnknownFeature`` for the first name, in alphabetical order, that no class has.
  public init(names: [FeatureClass: Set<String>]) throws(UnknownFeature) {
    for featureClass in names.keys.sorted() {
      let known = FeatureRegistry.known(of: featureClass).map(\.name)
      guard let unknown = names[featureClass, default: []].subtracting(known).min() else { continue }
      throw UnknownFeature(featureClass: featureClass, name: unknown, known: known)
    }
    self.names = names.filter { !$0.value.isEmpty }
  }

  /// Features by name, written down in code.
  ///
  /// A name that does not exist is a bug of the caller. ``init(names:)`` is for names from a user.
  package init(listed names: [FeatureClass: [String]]) {
    for (featureClass, listed) in names {
      let known = Set(FeatureRegistry.known(of: featureClass).map(\.name))
      precondition(known.isSuperset(of: listed), "features of \(featureClass.rawValue) that exist")
    }
    self.init(checked: names.mapValues(Set.init))
  }

  /// Whether any feature of the class is asked for.
  public func contains(_ featureClass: FeatureClass) -> Bool { names[featureClass] != nil }

  /// Whether the feature is asked for.
  public func contains(_ featureClass: FeatureClass, _ name: String) -> Bool {
    names[featureClass]?.contains(name) ?? false
  }

  /// The part of this selection that belongs to some classes.
  package func restricted(to classes: Set<FeatureClass>) -> FeatureSelection {
    FeatureSelection(checked: names.filter { classes.contains($0.key) })
  }

  /// The features of the selection, in the order of the columns.
  public var entries: [FeatureRegistry.Entry] {
    FeatureRegistry.known.filter { contains($0.featureClass, $0.name) }
  }

  /// The columns of the selection, in order, without image type.
  public var columns: [String] { entries.map(\.column) }

  private init(checked names: [FeatureClass: Set<String>]) {
    self.names = names.filter { !$0.value.isEmpty }
  }
}

/// A feature name that its class does not have.
public struct UnknownFeature: Error, Hashable, Sendable, CustomStringConvertible {
  /// The class in which the name was looked for.
  public let featureClass: FeatureClass
  /// The name that does not exist.
  public let name: String
  /// The names that do.
  public let known: [String]

  /// The name, and the names that exist.
  public var description: String {
    "no feature '\(name)' in class \(featureClass.rawValue); choose from: \(known.joined(separator: ", "))"
  }
}

extension FeatureSelection {
  /// Whether a feature comes from eigenvalues, which ``EigenvalueLibrary`` computes.
  package var needsEigenvalues: Bool {
    contains(.shape) || contains(.glcm, CooccurrenceFeatures.maximalCorrelation.name)
  }
}
