import Arms
import Cohorts
import Foundation
import Records

/// The shares of a run for a number of machines.
package struct RunShares: Codable, Sendable {
  /// The shares of each kind of work that the run has, in the order in which they must be done.
  package let stages: [[RunShare]]

  fileprivate init(stages: [[RunShare]]) { self.stages = stages }

  /// Reads what ``write(to:)`` has written.
  package init(reading file: String) throws(StoreError) {
    do {
      self = try JSONDecoder().decode(RunShares.self, from: Data(contentsOf: URL(filePath: file)))
    } catch {
      throw .unreadable(path: file, step: "Submit the study again")
    }
  }

  /// Writes the shares for the processes that do them.
  package func write(to file: String) throws(StoreError) { try AtomicFile.write(json: self, to: file) }
}

extension StudyRun {
  /// Deals the work of this run into at most `count` shares of about the same size.
  ///
  /// A patient weighs as much as the files of his images, since the time of reading, rasterising and extraction grows
  /// with them.
  /// - Throws: what stops the run itself, too, before an image is opened.
  package func shares(atMost count: Int) throws -> RunShares {
    let intake = try intake()
    let images = intake.supply.extractor
    let patients = intake.clinical.patients.map(\.id)
    let weights = patients.map { id in images.map { weight(of: id, $0) } ?? 1 }
    let dealt = Self.deal(patients, weights, into: max(1, min(count, patients.count)))
    let asksNetworks = intake.networks.contains { $0.network != nil } || study.robustness != nil
    var stages: [[RunShare]] = []
    if images != nil { stages.append(shares(.features, dealt)) }
    if images != nil, asksNetworks { stages.append(shares(.networks, dealt)) }
    stages.append((1...count).map { RunShare(.fits, number: $0, of: count) })
    return RunShares(stages: stages)
  }

  private func shares(_ work: RunShare.Work, _ dealt: [[String]]) -> [RunShare] {
    dealt.enumerated().map { RunShare(work, number: $0.offset + 1, of: dealt.count, patients: $0.element) }
  }

  private func weight(of id: String, _ extractor: CaseExtractor) -> Int {
    extractor.files(id).map { path in
      (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }.reduce(1, +)
  }

  /// The largest first, each to the share that weighs least so far.
  package static func deal(_ patients: [String], _ weights: [Int], into count: Int) -> [[String]] {
    var (shares, sums) = ([[String]](repeating: [], count: count), [Int](repeating: 0, count: count))
    for at in patients.indices.sorted(by: { (weights[$1], $0) < (weights[$0], $1) }) {
      let lightest = sums.indices.min { sums[$0] < sums[$1] } ?? 0
      shares[lightest].append(patients[at])
      sums[lightest] += weights[at]
    }
    return shares
  }
}
