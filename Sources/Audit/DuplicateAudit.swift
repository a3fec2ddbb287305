import Cohorts
import Leaks
import Results
import Statistics

// Patients who occur twice in the cohort.
extension RunAudit {
  package var noDuplicates: AuditFinding {
    let rules = [imageRule, featureRule].compactMap(\.self)
    guard !rules.isEmpty else { return AuditFinding(notChecked: .noDuplicates, nil, because: nothingToCompare) }
    let pairs = rules.flatMap(\.pairs).sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    let sides = SplitSides(split)
    let against = pairs.filter { sides.part($0.first, $0.second) }
      .map { AuditPiece("\(evidence.ids[$0.first]) and \(evidence.ids[$0.second]): \($0.words)") }
    let aside = pairs.count - against.count
    let others =
      aside == 0
      ? ""
      : " \(aside) such \(aside == 1 ? "pair lies" : "pairs lie") on one side of the split."
    return AuditFinding(
      .noDuplicates, nil, basis: rules.map(\.basis).joined(separator: " ") + others,
      against: withoutHash.map { AuditPiece($0) } + against)
  }

  /// A way to recognise duplicates that this run allows, and the pairs it found.
  private struct Rule {
    let basis: String
    let pairs: [TwinPatients]
  }

  private var nothingToCompare: String {
    "Features come from a table, so there are no images to compare, and \(FeatureTwins.least)"
  }
}

// Duplicates by identical images.
extension RunAudit {
  private var imageRule: Rule? {
    let hashed = evidence.hashes.count { !$0.isEmpty }
    guard hashed > 0 else { return nil }
    return Rule(
      basis: "Hashes of the images of \(hashed) of \(evidence.ids.count) patients were compared.",
      pairs: identicalImages)
  }

  /// A message for each patient whose image has no hash, in a study of images: a duplicate would stay unnoticed.
  private var withoutHash: [String] {
    if case .table = evidence.study.features { return [] }
    return evidence.ids.indices.filter { evidence.hashes[$0].isEmpty }
      .map { "\(evidence.ids[$0]): no image hash is recorded, so a duplicate cannot be found" }
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

// Duplicates by features.
extension RunAudit {
  private var featureRule: Rule? {
    let twins = FeatureTwins(evidence.features)
    let known = Set(identicalImages.map { [$0.first, $0.second] })
    let pairs = twins.pairs.filter { !known.contains([$0.first, $0.second]) }
    return twins.basis.map { Rule(basis: $0, pairs: pairs) }
  }
}

/// Which pairs of patients are ever on different sides: one in the training set, the other in its test set.
private struct SplitSides {
  /// The pairs of the split that test a patient, by patient.
  private var tests: [Int: [Int]] = [:]
  /// The training patients of each pair.
  private let training: [Set<Int>]

  init(_ split: StudySplit) {
    training = split.pairs.map { Set($0.training) }
    for (at, pair) in split.pairs.enumerated() { for patient in pair.test { tests[patient, default: []].append(at) } }
  }

  /// Whether a model was trained on one of the two patients and tested on the other.
  func part(_ a: Int, _ b: Int) -> Bool {
    (tests[a] ?? []).contains { training[$0].contains(b) } || (tests[b] ?? []).contains { training[$0].contains(a) }
  }
}
