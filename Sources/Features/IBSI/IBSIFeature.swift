/// One feature of the IBSI profile: its names, and its formula on `Input`.
///
/// Tag, code, name, unit and formula stand in one place, so that no list has to have the order of another.
struct IBSIFeature<Input>: Sendable {
  /// Tag, code, name and unit.
  let facts: IBSIFacts
  private let formula: Feature<Input>

  /// A feature that the profile `pyradiomics` computes by the same formula, with the code and the unit that it has
  /// there.
  init(_ tag: String, named name: String, _ formula: Feature<Input>) {
    facts = IBSIFacts(tag: tag, code: formula.ibsi ?? "", name: name, unit: formula.unit)
    self.formula = formula
  }

  /// A feature of this profile alone, which may have no value.
  init(
    _ tag: String, code: String, named name: String, unit: FeatureUnit,
    compute: @escaping @Sendable (Input) -> FeatureValue
  ) {
    self.init(tag, named: name, Feature(tag, ibsi: code, unit: unit, compute: compute))
  }

  /// A feature of this profile alone whose formula has a value for every input.
  init(
    _ tag: String, code: String, named name: String, unit: FeatureUnit,
    number: @escaping @Sendable (Input) -> Double
  ) {
    self.init(tag, named: name, Feature(tag, ibsi: code, unit: unit, number: number))
  }

  /// Its value.
  func value(of input: Input) -> IBSIValue { IBSIValue(facts.tag, facts.code, formula.compute(input)) }

  /// The mean over matrices, under the tag with the ending of the aggregation.
  func mean(over inputs: [Input], ending: String) -> IBSIValue {
    IBSIValue("\(facts.tag)_\(ending)", facts.code, formula.averaged(over: inputs))
  }
}

/// The names of a feature in the consortium's tables.
struct IBSIFacts: Hashable, Sendable {
  /// Tag, without the ending of an aggregation.
  let tag: String
  /// The manual's four-character code.
  let code: String
  /// Name.
  let name: String
  /// Unit.
  let unit: FeatureUnit
}
