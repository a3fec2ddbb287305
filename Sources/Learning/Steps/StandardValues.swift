// Ranges and grids that several steps share.

extension StepOption.Domain {
  static let counts = StepOption.Domain.whole(1...100_000)
  static let shares = StepOption.Domain.number(0...1)
  static let positive = StepOption.Domain.number(1e-12...1e12)
  static let flag = StepOption.Domain.words(["true", "false"])
}

extension StepOption {
  /// How many columns a selector keeps; the study says how many where the step does not.
  static let keep = StepOption("keep", .counts, nil)

  /// Inverse penalties of the study's budget: 28 values, four to a decade.
  static let inversePenalties = StepOption.grid(
    "inverse-penalty", .positive,
    (-4...2).flatMap { decade in ["1", "1.8", "3.2", "5.6"].map { "\($0)e\(decade)" } },
    wide: (-4...2).flatMap { decade in
      ["1", "1.3", "1.8", "2.4", "3.2", "4.2", "5.6", "7.5"].map { "\($0)e\(decade)" }
    })
}
