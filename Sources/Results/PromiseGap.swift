import Foundation
import Learning

/// The cross-validated AUC of a row in tuning, beside its AUC on patients whom no fit had seen.
///
/// Steps that were fitted once before the tuning folds have seen the patients that the folds hold out. The difference
/// between the two AUCs shows how much this inflates the cross-validated one. Which of the two was done is read from
/// the fit log, not from the name of the protocol.
public struct PromiseGap: Codable, Sendable, Hashable, CustomStringConvertible {
  /// The AUCs of one protocol.
  public struct Figures: Codable, Sendable, Hashable {
    /// Mean AUC over the tuning folds, for the setting that was chosen by it.
    public var crossValidated: Double
    /// AUC of patients whom the model had not seen; `nil` if undefined.
    public var heldOut: Double?

    /// Makes the value from its parts.
    package init(crossValidated: Double, heldOut: Double? = nil) {
      self.crossValidated = crossValidated
      self.heldOut = heldOut
    }
  }

  /// The row.
  public var model: String
  /// The steps fitted outside the folds, such as "selection"; `nil` if there were none.
  public var leaking: String?
  /// AUCs with those steps fitted before the folds.
  public var outside: Figures?
  /// AUCs with every step fitted inside each fold.
  public var inside: Figures?

  /// Makes the value from its parts.
  package init(model: String, leaking: String? = nil, outside: Figures? = nil, inside: Figures? = nil) {
    self.model = model
    self.leaking = leaking
    self.outside = outside
    self.inside = inside
  }

  /// One line with the AUCs to three decimals.
  public var description: String {
    let promised =
      switch (outside?.crossValidated, inside?.crossValidated) {
      case (let a?, let b?):
        "\(Self.text(a)) with \(leaking ?? "preparation") outside the folds, \(Self.text(b)) inside"
      case (let a?, nil): "\(Self.text(a)) with \(leaking ?? "preparation") outside the folds"
      case (nil, let b): "\(Self.text(b)) with every step inside the folds"
      }
    return "\(model): cross-validated AUC \(promised), \(kept) held out"
  }

  private var kept: String {
    let values = [outside, inside].compactMap(\.self).map { Self.text($0.heldOut) }
    return Set(values).count == 1 ? values[0] : values.joined(separator: " and ")
  }

  private static func text(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "undefined" }
}
