import Cohorts
import Leaks
import Results
import Statistics

// Patients who are one and the same.
extension RunAudit {
  package var noDuplicates: AuditFinding {
    let rules = [imageRule, featureRule].compactMap(\.self)
    guard !rules.isEmpty else { return AuditFinding(notChecked: .noDuplicates, nil, because: nothingToCompare) }
    let pairs = rules.flatMap(\.pairs).sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    let sides = SplitSides(split)
    let against = pairs.filter { sides.part($0.first, $0.second) }
      .map { AuditPiece("\(evidence.ids[$0.first]) and \(evidence.ids[$0.second]): \($0.words)") }
    let aside = pairs.count - against.count
    let others = aside == 0 ? "" : " \(aside) such \(aside == 1 ? "pair stands" : "pairs stand") on one side."
    return AuditFinding(
      .noDuplicates, nil, basis: rules.map(\.basis).joined(separator: " ") + others,
      against: withoutHash.map { AuditPiece($0) } + against)
  }

  /// A rule that the run can be checked by, and whom it finds.
  private struct Rule {
    let basis: String
    let pairs: [TwinPatients]
  }

  private var nothingToCompare: String {
    "Features come from a table, so there is no image to compare, and \(FeatureTwins.least)"
  }
}

// By the voxels.
extension RunAudit {
  private var imageRule: Rule? {
    let hashed = evidence.hashes.count { !$0.isEmpty }
    guard hashed > 0 else { return nil }
    return Rule(
      basis: "Hashes of the images of \(hashed) of \(evidence.ids.count) patients were compared.",
      pairs: identicalImages)
  }

  /// Patients of a study of images whose hash is missing: nothing would compare them.
  private var withoutHash: [String] {
    if case .table = evidence.study.features { return [] }
    return evidence.ids.indices.filter { evidence.hashes[$0].isEmpty }
      .map { "\(evidence.ids[$0]): no hash of an image is recorded, so that a copy could not be found" }
  }

  private var identicalImages: [TwinPatients] {
    var owners: [String: [Int]] = [:]
    for at in evidence.ids.indices {
      for hash in Set(evidence.hashes[at]) { owners[hash, default: []].append(at) }
    }
    let pairs = owners.values.filter { $0.count > 1 }.flatMap { group in
      group.indices.flatMap { i in
        group.indices.suffix(from: i + 1).map {
          TwinPatients(first: group[i], second: group[$0], words: "an identical image")
        }
      }
    }
    return Array(Set(pairs))
  }
}

// By the features.
extension RunAudit {
  private var featureRule: Rule? {
    let twins = FeatureTwins(evidence.features)
    let known = Set(identicalImages.map { [$0.first, $0.second] })
    let pairs = twins.pairs.filter { !known.contains([$0.first, $0.second]) }
    return twins.basis.map { Rule(basis: $0, pairs: pairs) }
  }
}

/// Which patients a split parts: in a split, those of both sides; where everybody is tested in turn, any two.
private struct SplitSides {
  /// By patient, the pairs that test them.
  private var tests: [Int: [Int]] = [:]
  /// By pair, who trains.
  private let training: [Set<Int>]

  init(_ split: StudySplit) {
    training = split.pairs.map { Set($0.training) }
    for (at, pair) in split.pairs.enumerated() { for patient in pair.test { tests[patient, default: []].append(at) } }
  }

  /// Whether one of the two trains a model that the other tests.
  func part(_ a: Int, _ b: Int) -> Bool {
    (tests[a] ?? []).contains { training[$0].contains(b) } || (tests[b] ?? []).contains { training[$0].contains(a) }
  }
}
