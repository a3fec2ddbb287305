import Execution
import Extraction
import Features
import Foundation
import ImageFiles
import ImageProcessing
import Volumes

/// Compares two tables and searches for the causes of their differences.
package struct ExplanationSearch: Sendable {
  private let table: ExtractionTable
  private let peer: PeerTable
  private let document: ParameterDocument
  private let settings: ExtractionSettings
  private let tolerance: Double
  private let jobs: Int

  /// - Parameters:
  ///   - peerPath: CSV file of the other program.
  ///   - parameters: PyRadiomics parameter file; `nil` for its defaults.
  ///   - label: label of the region; it replaces that of the parameter file, but not a column Label.
  ///   - tolerance: relative tolerance.
  ///   - jobs: largest number of threads.
  /// - Throws: ``ParameterFileError``, ``TableError``.
  package init(
    _ table: ExtractionTable, against peerPath: String, parameters: String?, label: Int?, tolerance: Double, jobs: Int
  ) throws {
    var text = ""
    if let parameters {
      _ = try ExtractionSettings(pyRadiomicsFile: parameters)
      text = String(decoding: FileManager.default.contents(atPath: parameters) ?? Data(), as: UTF8.self)
    }
    let given = ParameterDocument(text)
    document = label.map { given.setting([("label", "\($0)")]) } ?? given
    let settings = document.settings ?? .pyradiomicsDefaults
    self.settings = label.map(settings.with(label:)) ?? settings
    self.table = table
    peer = try PeerTable(reading: peerPath)
    (self.tolerance, self.jobs) = (tolerance, jobs)
  }

  /// A case computed with the given settings. Its image is read again when needed, so that memory does not hold a
  /// cohort.
  private struct Compared: Sendable {
    /// The label of the case; `nil` if nobody gave one.
    var label: Int?
    var readLabel: Int { label ?? RegionChoice.usualLabel }
    var columns: [String] = []
    var differences: [ColumnDifference] = []
    var theirs: [String: Double?] = [:]
    var error: (any Error)?
    var notes: [String] = []
  }

  /// Computes every case with the given settings. Then tries the alternatives on the first case that differs, and
  /// applies the chain of causes found there to the others.
  package func run() -> Explanation {
    let compared = parallelMap(Array(table.cases.enumerated()), workers: jobs) { position, single in
      compare(single, position: position)
    }
    let ours = compared.first { $0.error == nil }?.columns ?? settings.columns
    let known = Set(ours)
    let searched = compared.firstIndex { !differing($0).isEmpty }
    let found = searched.map { search(compared[$0], single: table.cases[$0]) } ?? Found()
    let cases = table.cases.indices.map { position in
      let (single, item) = (table.cases[position], compared[position])
      return Explanation.Case(
        image: single.image, mask: single.mask, compared: item.differences.count, differing: differing(item),
        unexplained: position == searched
          ? differing(item).map(\.column).filter { !found.explained.contains($0) }
          : unexplained(item, single: single, found: found),
        error: item.error.map { "\($0)" }, notes: item.notes.isEmpty ? nil : item.notes)
    }
    return Explanation(
      tolerance: tolerance, onlyOurs: ours.filter { !peer.columns.contains($0) },
      onlyTheirs: peer.columns.filter { !known.contains($0) }, cases: cases, searched: searched,
      single: found.single, chain: found.chain)
  }

  private func compare(_ single: ExtractionCase, position: Int) -> Compared {
    var result = Compared()
    do {
      result.label = try single.label(settings)
      let own = settings.with(label: result.label)
      guard let row = peer.row(of: single, at: position, label: "\(result.readLabel)") else {
        throw peer.isOfStudy ? ExplanationError.noPatient(single.origin) : ExplanationError.noRow
      }
      let loaded = try single.load(own)
      result.notes = loaded.notes.map(\.description)
      let extracted = try extractFeatures(image: loaded.image, mask: loaded.mask, settings: own)
      let values = Dictionary(uniqueKeysWithValues: zip(extracted.columns, extracted.values))
      result.columns = extracted.columns
      result.differences = values.compared(with: row.values, columns: extracted.columns)
      result.theirs = row.values
    } catch {
      result.error = error
    }
    return result
  }

  private func differing(_ item: Compared) -> [ColumnDifference] { item.differences.filter { !$0.agrees(tolerance) } }
}

// The search for causes.
extension ExplanationSearch {
  private struct Found: Sendable {
    var single: [Explanation.Cause] = []
    var chain: [Explanation.Cause] = []
    /// The settings at each step of the chain.
    var trials: [Trial] = []

    /// The columns that agree at any step of the chain, as counted in every case.
    var explained: Set<String> { Set(chain.flatMap(\.explains)) }
  }

  private struct Tried: Sendable {
    let alternative: Alternative
    let explains: [String]
    let breaks: [String]
  }

  /// A case with its images in memory and the columns that agree so far.
  private struct Subject: Sendable {
    let single: ExtractionCase
    let image: Volume
    let mask: Mask
    let item: Compared
    var open: Set<String>
    var settled: Set<String>
  }

  /// The longest chain of causes.
  private static let rounds = 4

  private func search(_ item: Compared, single: ExtractionCase) -> Found {
    guard let loaded = try? single.load(settings.with(label: item.label)) else { return Found() }
    let open = Set(differing(item).map(\.column))
    var subject = Subject(
      single: single, image: loaded.image, mask: loaded.mask, item: item, open: open,
      settled: Set(item.differences.map(\.column)).subtracting(open))
    var trial = base(for: open, label: item.readLabel)
    let alternatives = Alternative.all(labels: labels(item, single: single), spacing: loaded.image.grid.spacing)
    var found = Found()
    for round in 0..<Self.rounds where !subject.open.isEmpty {
      let (now, at) = (subject, trial)
      let tries: [Tried?] = parallelMap(alternatives, workers: jobs) { tried($0, from: at, of: now) }
      let results = tries.compactMap(\.self)
      // Sorting is not stable, so the position in the list decides between equals.
      let ranked = results.enumerated().sorted { first, second in
        (-first.element.explains.count, first.element.breaks.count, first.offset)
          < (-second.element.explains.count, second.element.breaks.count, second.offset)
      }.map(\.element)
      if round == 0 { found.single = ranked.map { cause($0, after: []) } }
      guard let best = ranked.first else { break }
      found.chain.append(cause(best, after: found.chain.map(\.name)))
      trial = trial.with(best.alternative)
      found.trials.append(trial)
      subject.open.subtract(best.explains)
      subject.settled = subject.settled.subtracting(best.breaks).union(best.explains)
    }
    return found
  }

  private func tried(_ alternative: Alternative, from trial: Trial, of subject: Subject) -> Tried? {
    let next = trial.with(alternative)
    guard let asked = next.document.settings else { return nil }
    guard asked != trial.document.settings || next.definitions != trial.definitions else { return nil }
    let label = asked.label ?? RegionChoice.usualLabel
    let other = label == subject.item.readLabel ? nil : try? subject.single.load(asked.with(label: label))
    let mask = other?.mask ?? subject.mask
    guard next.isAffordable(subject.image, mask: mask), let values = next.values(subject.image, mask) else {
      return nil
    }
    let agreeing = agreeing(values, item: subject.item)
    let explains = subject.open.intersection(agreeing)
    guard !explains.isEmpty else { return nil }
    let breaks = subject.settled.intersection(values.keys).subtracting(agreeing)
    let order = subject.item.differences.map(\.column)
    return Tried(
      alternative: alternative, explains: order.filter(explains.contains), breaks: order.filter(breaks.contains))
  }

  private func agreeing(_ values: [String: FeatureValue], item: Compared) -> Set<String> {
    let differences = values.compared(with: item.theirs, columns: Array(values.keys))
    return Set(differences.filter { $0.agrees(tolerance) }.map(\.column))
  }

  private func cause(_ tried: Tried, after: [String]) -> Explanation.Cause {
    Explanation.Cause(
      name: tried.alternative.name, cause: tried.alternative.cause, explains: tried.explains, breaks: tried.breaks,
      after: after)
  }

  /// The settings reduced to the image types and classes of the differing columns, since the others need not be
  /// computed again.
  private func base(for columns: Set<String>, label: Int) -> Trial {
    let parts = columns.map { $0.split(separator: "_") }
    let types = Set(parts.map { ParameterDocument.type(of: $0[0]) })
    let classes = Set(parts.map { String($0[1]) })
    return Trial(document: document.setting([("label", "\(label)")]).narrowed(types: types, classes: classes))
  }

  /// The columns of another case that the chain does not explain; a column that agrees at any step is explained.
  private func unexplained(_ item: Compared, single: ExtractionCase, found: Found) -> [String] {
    var open = differing(item).map(\.column)
    guard !open.isEmpty, let loaded = try? single.load(settings.with(label: item.label)) else { return open }
    for trial in found.trials {
      let own = Trial(
        document: trial.document.setting([("label", "\(item.readLabel)")]), definitions: trial.definitions)
      let settled = agreeing(own.values(loaded.image, loaded.mask) ?? [:], item: item)
      open.removeAll(where: settled.contains)
    }
    return open
  }

  /// Other labels in the file of the mask.
  private func labels(_ item: Compared, single: ExtractionCase) -> [Int] {
    guard let path = single.files.last, let volume = try? readVolume(path) else { return [] }
    return Array(volume.labels.filter { $0 != item.readLabel }.prefix(10))
  }
}

extension Trial {
  /// Whether the original image gives at most 2000 bins, so that texture matrices take a reasonable time.
  fileprivate func isAffordable(_ image: Volume, mask: Mask) -> Bool {
    guard let settings = document.settings, case .fixedBinWidth(let width) = settings.images[0].binning else {
      return true
    }
    let region = image.grid.size == mask.grid.size ? IntensityRegion(volume: image, mask: mask).insideIntensities : []
    guard let lowest = region.min(), let highest = region.max() else { return true }
    var range = highest - lowest
    if let recipe = settings.normalisation, let deviation = try? ZScoreMap(of: image).standardDeviation {
      range *= recipe.scale / deviation
    }
    return range / width <= 2000
  }
}

/// Why a case cannot be compared.
enum ExplanationError: Error, CustomStringConvertible {
  case noRow
  /// The other table is that of a study.
  case noPatient(CaseOrigin?)

  var description: String {
    switch self {
    case .noRow:
      "the other table has no row for this case. It needs the columns Image and Mask, or one row per case in the "
        + "same order"
    case .noPatient(nil):
      "the other table is the features.csv of a study, whose rows are patients. Give a cases.csv of apus study init "
        + "instead of an image and a mask, or a table with one case"
    case .noPatient(let origin?):
      "the features.csv has no features of \(origin.series) of \(origin.subject). The study may have left the patient "
        + "out, or the series has another name in it"
    }
  }
}
