import Learning
import Results

// What rules ask of a run again and again.
extension RunEvidence {
  /// Paragraphs of the methods, by their titles.
  package enum Method: String, CaseIterable, Sendable {
    case images = "Images"
    case review = "Review of contours"
    case features = "Features"
    case intensities = "Image intensities"
    case robustness = "Robustness of features"
    case factors = "Clinical factors"
    case split = "Training and test"
    case models = "Models"
    case deep = "Deep arm"
    case cutoffs = "Cutoff and probabilities"
    case statistics = "Statistics"
  }

  /// The text of a paragraph of the methods.
  package func method(_ method: Method) -> RunField? {
    results["methods"]?.elements.first { $0["title"]?.value.text == method.rawValue }?["text"]
  }

  /// The rows of the main protocol.
  package var models: [RunField] { results["protocols"]?.elements.first?["models"]?.elements ?? [] }

  /// The rows of the main protocol of one family.
  package func models(_ family: ModelFamily) -> [RunField] {
    models.filter { $0["family"]?.value.text == family.rawValue }
  }

  /// The rows of the main protocol that use images.
  package var imageModels: [RunField] { models(.handcrafted) + models(.deep) }

  /// The rows without features of images beyond the lesion's volume.
  package var baselines: [RunField] { models(.baseline) }

  /// The first of these fields that the rows have; a list without entries says nothing.
  package func first(of rows: [RunField], _ path: String...) -> RunField? {
    rows.lazy.compactMap { row in path.reduce(Optional(row)) { $0?[$1] } }.first { $0.value != .list([]) }
  }

  /// Paired tests of the main protocol in which one row uses images and the other does not.
  package var comparisonsWithBaselines: [RunField] {
    let names = Set(baselines.compactMap { $0["name"]?.value.text })
    let all = results["protocols"]?.elements.first?["comparisons"]?.elements ?? []
    return all.filter { pair in
      let sides = ["first", "second"].compactMap { pair[$0]?.value.text }
      return sides.count == 2 && names.contains(sides[0]) != names.contains(sides[1])
    }
  }

  /// Patients by scanner; `nil` if the images name none.
  package var scanners: RunField? {
    let all = results["scanners"]
    return all?.elements.contains { $0["scanner"] != nil } == true ? all : nil
  }

  /// Clinical factors that were recorded.
  package var factors: [RunField] { results["factors"]?.elements ?? [] }

  /// The interval of an AUC of unseen patients, from the first row that has one.
  package var interval: [RunField?] {
    let row = models.first { $0["test"]?["auc"]?["lower"] != nil && $0["test"]?["auc"]?["upper"] != nil }
    return [row?["test"]?["auc"]?["lower"], row?["test"]?["auc"]?["upper"]]
  }

  /// Why there is no interval, from the first row that says so.
  package var noInterval: RunField? { first(of: models, "test", "auc", "intervalNote") }

  /// Whether the features come from images that this run read.
  package var readsImages: Bool { !(results["study"]?["series"]?.elements.isEmpty ?? true) }
}

/// What the audit says of claims about leakage.
package enum Leakage: Sendable {
  /// Every claim was proved for every protocol, or its rule found nothing.
  case none([RunField])
  /// A claim was refuted for a protocol that is not the main one.
  case elsewhere([RunField])
  /// A claim was refuted for the main protocol, whose results the paper reports.
  case inMain([RunField])
  /// A claim was not checked.
  case unchecked
}

extension RunEvidence {
  /// The verdicts on a claim, each with its protocol and verdict in words.
  package func verdicts(_ check: AuditFinding.Check) -> [RunField] {
    (audit?["findings"]?.elements ?? []).filter { $0["check"]?.value.text == check.rawValue }.compactMap { finding in
      guard let verdict = finding["verdict"], let word = verdict.value.text else { return nil }
      let place = finding["evaluation"]?.value.text.map { " in \($0)" } ?? ""
      return verdict.saying("\(check.rawValue)\(place): \(word)")
    }
  }

  /// Whether the claims hold. Fits on images may be absent from a study, so that claim may stay unchecked.
  package func leakage(_ checks: [AuditFinding.Check]) -> Leakage {
    let main = results["protocols"]?.elements.first?["protocol"]?["name"]?.value.text
    let refuted = (audit?["findings"]?.elements ?? []).filter { finding in
      finding["verdict"]?.value.text == AuditFinding.Verdict.refuted.rawValue
        && checks.contains { $0.rawValue == finding["check"]?.value.text }
    }
    let verdicts = checks.flatMap(verdicts)
    let against = verdicts.filter { $0.value.text == AuditFinding.Verdict.refuted.rawValue }
    guard against.isEmpty else {
      let isMain = refuted.contains { finding in finding["evaluation"].map { $0.value.text == main } ?? true }
      return isMain ? .inMain(against) : .elsewhere(against)
    }
    let needed = checks.filter { $0 != .imageFitsHonest }
    let holds = needed.allSatisfy { check in
      let own = self.verdicts(check)
      return !own.isEmpty && own.allSatisfy { $0.value.text != AuditFinding.Verdict.notChecked.rawValue }
    }
    return holds ? .none(verdicts) : .unchecked
  }

  /// The claims about patients: who trains, who is tested, and that no fit saw the others.
  package static let partition: [AuditFinding.Check] = [
    .splitAsDeclared, .testUnseen, .fitsWhole, .imageFitsHonest, .noDuplicates,
  ]
  /// The claims about every step that is fitted.
  package static let fitting: [AuditFinding.Check] = [.testUnseen, .fitsWhole, .imageFitsHonest, .foldsHonest]
}
