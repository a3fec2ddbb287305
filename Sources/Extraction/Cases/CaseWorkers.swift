import Foundation
import Records

/// Processes that extract the cases of a table.
package struct CaseWorkers: Sendable {
  private let work: IsolatedWork<CaseRequest, CaseReply>

  /// - Parameters:
  ///   - program: path of this program.
  ///   - arguments: what makes it a worker with the settings of the caller, one that calls ``serve(_:biasField:)``.
  ///   - settings: these settings.
  ///   - limits: what a case may take.
  package init(
    _ program: String, _ arguments: [String], _ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?,
    limits: CaseLimits
  ) {
    work = IsolatedWork(program, arguments, identity: Self.identity(settings, biasField), limits: limits)
  }

  /// The row of a case.
  func row(_ single: ExtractionCase, _ frame: RowFrame, workers: Int) -> ExtractionRow {
    let request = CaseRequest(single: single, provenance: frame.provenance, workers: workers)
    do throws(ProcessFailure) {
      let reply = try work.reply(to: request, files: single.files)
      if let cells = reply.cells { return ExtractionRow(cells: cells, error: nil, warnings: reply.warnings) }
      return failed(single, frame, .reported(reply.fault ?? ""))
    } catch {
      return failed(single, frame, .process(error))
    }
  }

  private func failed(_ single: ExtractionCase, _ frame: RowFrame, _ cause: CaseFailure.Cause) -> ExtractionRow {
    frame.failed(single, CaseFailure(image: single.image, mask: single.mask, cause: cause))
  }

  /// The other end: extracts the cases that standard input asks for until it ends, and does not return.
  package static func serve(_ settings: ExtractionSettings, biasField: BiasFieldCorrection?) -> Never {
    IsolatedWork<CaseRequest, CaseReply>.serve(as: identity(settings, biasField)) { request in
      let frame = RowFrame(settings, request.provenance)
      let row = ExtractionRow(request.single, frame, biasField, workers: request.workers)
      return CaseReply(
        cells: row.error == nil ? row.cells : nil, warnings: row.warnings, fault: row.error?.description)
    }
  }

  private static func identity(_ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?) -> String {
    Provenance(settings, biasField).cells.joined(separator: "\n")
  }
}

private struct CaseRequest: Codable {
  let single: ExtractionCase
  /// What made the values, for the cells of the row.
  let provenance: Provenance
  let workers: Int
}

private struct CaseReply: Codable {
  /// The cells of the row; `nil` where there are no features.
  let cells: [String]?
  let warnings: [String]
  /// Why there are no features, with files, cause and next step.
  let fault: String?
}
