import Execution
import Foundation
import Records

/// Processes that extract cases, so that a file which crashes, hangs or takes all memory costs its own case and no
/// other.
package struct CaseWorkers: Sendable {
  private let pool: WorkerPool
  private let limits: CaseLimits
  private let identity: Provenance

  /// - Parameters:
  ///   - program: path of this program.
  ///   - arguments: what makes it a worker with the settings of the caller (``CaseService``).
  ///   - settings: these settings.
  ///   - limits: what a case may take.
  package init(
    _ program: String, _ arguments: [String], _ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?,
    limits: CaseLimits
  ) {
    (pool, self.limits) = (WorkerPool(program, arguments), limits)
    identity = Provenance(settings, biasField)
  }

  /// The row of a case.
  func row(_ single: ExtractionCase, _ frame: RowFrame, workers: Int) -> ExtractionRow {
    let allowance = limits.allowance(for: single.files)
    let request = CaseRequest(
      single: single, provenance: frame.provenance, settings: identity, memory: allowance.memory, workers: workers)
    do throws(WorkerFailure) {
      let text = try pool.answer(
        to: (try? JSONEncoder().encode(request)) ?? Data(), within: allowance.seconds > 0 ? allowance.seconds : nil)
      if let reply = try? JSONDecoder().decode(CaseReply.self, from: Data(text.utf8)) {
        return reply.row(of: single, frame)
      }
      throw .ended(code: 0, lastWords: text)
    } catch {
      let cause = CaseFailure.Cause.process(ProcessFailure(error, allowance))
      return frame.failed(single, CaseFailure(image: single.image, mask: single.mask, cause: cause))
    }
  }
}

/// What a worker is asked.
private struct CaseRequest: Codable {
  let single: ExtractionCase
  /// What made the values, for the cells of the row.
  let provenance: Provenance
  /// The settings of the caller.
  let settings: Provenance
  /// Bytes that the case may take; 0 for any number.
  let memory: Int
  let workers: Int
}

/// What a worker answers.
private struct CaseReply: Codable {
  /// The cells of the row; those of the case's files and settings, too.
  var cells: [String]?
  var warnings: [String] = []
  /// Why there are no features, with files, cause and next step.
  var fault: String?

  func row(of single: ExtractionCase, _ frame: RowFrame) -> ExtractionRow {
    guard let cells else {
      return frame.failed(
        single, CaseFailure(image: single.image, mask: single.mask, cause: .reported(fault ?? "no features")))
    }
    return ExtractionRow(cells: cells, error: nil, warnings: warnings)
  }
}

/// The other end of ``CaseWorkers``.
package enum CaseService {
  /// Extracts the cases that standard input asks for until it ends, and does not return.
  package static func serve(_ settings: ExtractionSettings, biasField: BiasFieldCorrection?) -> Never {
    let own = Provenance(settings, biasField)
    WorkerService.serve { line in
      var reply = CaseReply()
      if let request = try? JSONDecoder().decode(CaseRequest.self, from: Data(line.utf8)) {
        if request.memory > 0 { WorkerService.limitMemory(request.memory) }
        let row = request.settings == own ? row(of: request, settings, biasField) : refusal(of: request, settings)
        (reply.cells, reply.warnings) = (row.error == nil ? row.cells : nil, row.warnings)
        reply.fault = row.error?.description
      } else {
        reply.fault = "the request could not be read. This is a fault of Apus; please report it"
      }
      return ((try? JSONEncoder().encode(reply)).map { String(decoding: $0, as: UTF8.self) }) ?? "{}"
    }
  }

  private static func row(
    of request: CaseRequest, _ settings: ExtractionSettings, _ biasField: BiasFieldCorrection?
  ) -> ExtractionRow {
    ExtractionRow(
      request.single, RowFrame(settings, request.provenance), biasField, workers: request.workers)
  }

  /// This process read its settings from the same file as the one that asks, and somebody may have changed it meanwhile.
  private static func refusal(of request: CaseRequest, _ settings: ExtractionSettings) -> ExtractionRow {
    let single = request.single
    return RowFrame(settings, request.provenance).failed(
      single, CaseFailure(image: single.image, mask: single.mask, cause: .row(.settingsChanged)))
  }
}
