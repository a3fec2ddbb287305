import Execution
import Features
import ImageProcessing
import Records
import Statistics
import Volumes

/// The features of every perturbed version of every case of a cohort file, and how they agree.
public struct RobustnessAnalysis: Sendable {
  /// One version of one case.
  public struct Version: Sendable {
    /// Name of the perturbation; `original` for none.
    public let name: String
    /// The features, one per column, where there are any.
    public let values: [FeatureValue]?
    /// Why there are none.
    public let error: CaseFailure?
    /// How the file of the region was interpreted, and what could not be checked.
    public var notes: [String] = []
    /// The label of the mask's image, or the number of its segment, that was read; `nil` for contours.
    var label: Int?
  }

  /// Names of the versions, in order.
  public let versions: [String]
  /// One list of versions per case, in the order of the cohort file.
  public let cases: [[Version]]
  private let table: ExtractionTable
  private let columns: [String]
  private let provenance: Provenance

  /// Computes all of it; a version that fails takes its case out of the agreement, and the rest goes on.
  /// - Parameters:
  ///   - seed: of the random streams; those of a case are named after its image, mask, label and region as the cohort
  ///     file has them, so that they depend neither on its row nor on the other cases.
  ///   - jobs: threads at most; no result depends on it.
  ///   - finished: called once per case, as it ends, from any thread.
  public init(
    _ table: ExtractionTable, _ settings: ExtractionSettings, _ request: RobustnessRequest, seed: UInt64, jobs: Int,
    finished: @Sendable (Int, [Version]) -> Void = { _, _ in }
  ) {
    let perturbations = request.plan.perturbations
    let inner = max(1, jobs / max(1, min(jobs, table.cases.count)))
    versions = perturbations.map(\.name)
    columns = settings.columns
    provenance = Provenance(settings, extra: table.choices)
    self.table = table
    cases = parallelMap(Array(table.cases.enumerated()), workers: jobs) { position, single in
      let found = single.versions(settings, perturbations, seed: seed, workers: inner)
      finished(position, found)
      return found
    }
  }

  /// Whether every version of a case has features.
  public func isComplete(_ position: Int) -> Bool { cases[position].allSatisfy { $0.error == nil } }

  /// One row per feature.
  public var agreements: [FeatureAgreement] {
    let complete = cases.indices.filter(isComplete).map { position in
      cases[position].map { version in version.values?.map(\.number) ?? [] }
    }
    return FeatureAgreement.all(columns, complete)
  }

  /// The agreements as CSV.
  public var agreementTable: String {
    CSVWriter.text(
      columns: FeatureAgreement.header + Provenance.header, rows: agreements.map { $0.cells + provenance.cells })
  }

  /// The features of every version as CSV: `Perturbation`, then the columns of `apus extract`.
  public func featureTable(_ settings: ExtractionSettings) -> String {
    let rows = zip(table.cases, cases).flatMap { single, versions in
      versions.map { version in
        let label = single.labelCell(settings.label, read: version.label)
        let values = version.values?.map(\.cell) ?? columns.map { _ in "" }
        let undefined = zip(columns, version.values ?? []).compactMap { column, value in
          value.reason.map { "\(column):\($0.rawValue)" }
        }
        return [version.name, single.image, single.mask, label] + single.passed + provenance.cells
          + [version.notes.joined(separator: "; ")] + values + [
            undefined.joined(separator: ";"), version.error?.description.onOneLine ?? "",
          ]
      }
    }
    return CSVWriter.text(columns: ["Perturbation"] + table.columns(settings), rows: rows)
  }
}

extension ExtractionCase {
  fileprivate func versions(
    _ settings: ExtractionSettings, _ perturbations: [Perturbation], seed: UInt64, workers: Int
  ) -> [RobustnessAnalysis.Version] {
    do {
      let own = try settings.with(label: label(settings))
      let loaded = try load(own)
      let notes = loaded.notes.map(\.description)
      let subject = [self.image, self.mask, "\(own.label ?? RegionChoice.usualLabel)", roi ?? ""].joined(separator: "|")
      return perturbations.map { perturbation in
        do throws(ExtractionError) {
          let found = try extractFeatures(
            image: loaded.image, mask: loaded.mask, settings: own, perturbation: perturbation, seed: seed,
            subject: subject,
            workers: workers)
          return RobustnessAnalysis.Version(
            name: perturbation.name, values: found.values, error: nil, notes: notes, label: loaded.label)
        } catch {
          return RobustnessAnalysis.Version(name: perturbation.name, values: nil, error: failure(error))
        }
      }
    } catch {
      // The files themselves cannot be read: no version exists.
      let cause = failure(error)
      return perturbations.map { RobustnessAnalysis.Version(name: $0.name, values: nil, error: cause) }
    }
  }
}
