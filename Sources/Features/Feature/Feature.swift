/// One feature: its name, its IBSI code, its unit and its formula on `Input`.
package struct Feature<Input>: Sendable {
  /// PyRadiomics' name, without class.
  package let name: String
  /// IBSI's four-character code, where IBSI defines the feature.
  package let ibsi: String?
  /// The unit of its values.
  package let unit: FeatureUnit
  /// Whether PyRadiomics has it, if only under a name that it has deprecated.
  let isOfPyRadiomics: Bool
  /// The formula.
  package let compute: @Sendable (Input) -> FeatureValue

  init(
    _ name: String, ibsi: String?, unit: FeatureUnit, isOfPyRadiomics: Bool = true,
    compute: @escaping @Sendable (Input) -> FeatureValue
  ) {
    self.name = name
    self.ibsi = ibsi
    self.unit = unit
    self.isOfPyRadiomics = isOfPyRadiomics
    self.compute = compute
  }

  /// A feature whose formula has a value for every input.
  init(
    _ name: String, ibsi: String?, unit: FeatureUnit, isOfPyRadiomics: Bool = true,
    number: @escaping @Sendable (Input) -> Double
  ) {
    self.init(name, ibsi: ibsi, unit: unit, isOfPyRadiomics: isOfPyRadiomics) { input in
      let value = number(input)
      return value.isFinite ? .defined(value) : .undefined(.notFinite)
    }
  }

  /// The mean of the feature over matrices of different directions; IBSI's "averaged" aggregation.
  func averaged(over inputs: [Input]) -> FeatureValue {
    guard !inputs.isEmpty else { return .undefined(.noNeighbours) }
    var sum = 0.0
    for input in inputs {
      switch compute(input) {
      case .defined(let number): sum += number
      case .undefined(let reason): return .undefined(reason)
      }
    }
    return .defined(sum / Double(inputs.count))
  }
}

/// The value of one feature of one region.
public struct NamedFeature: Hashable, Codable, Sendable {
  /// The class it belongs to.
  public let featureClass: FeatureClass
  /// PyRadiomics' name, without class.
  public let name: String
  /// Its value.
  public let value: FeatureValue

  /// A value under a name.
  public init(featureClass: FeatureClass, name: String, value: FeatureValue) {
    self.featureClass = featureClass
    self.name = name
    self.value = value
  }

  /// `class_name`, PyRadiomics' column name without the image type.
  public var column: String { "\(featureClass.rawValue)_\(name)" }
}
