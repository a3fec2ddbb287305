import Extraction
import ImageProcessing
import Records

/// The images of patients, opened by this process or by others that may crash.
package struct PatientImages: Sendable {
  private let extractor: CaseExtractor
  private let work: IsolatedWork<ImageWork, ImageReply>?

  /// - Parameter processes: those that open the images; `nil` for this one.
  package init(_ extractor: CaseExtractor, in processes: WorkerProgram? = nil) {
    self.extractor = extractor
    work = processes.map {
      IsolatedWork($0.program, $0.arguments, identity: extractor.identity, limits: $0.limits)
    }
  }

  /// Why the files of a patient cannot be used, as far as that is known before an image is opened; empty where they
  /// can.
  package func faults(_ id: String) -> String {
    switch answer(.faults, id) {
    case .faults(let text), .failed(let text): text
    case .landmarks, .features: ""
    }
  }

  /// The landmarks of one patient's images, for each series whose normalisation is fitted on images.
  package func landmarks(_ id: String) throws(PatientImageFailure) -> [String: [Double]] {
    guard case .landmarks(let found) = try found(.landmarks, id) else { throw .noAnswer }
    return found
  }

  /// The features of one patient under each of several fits of the normalisation.
  package func features(
    _ id: String, under fits: [[String: IntensityNormaliser]]
  ) throws(PatientImageFailure) -> [CaseFeatures] {
    guard case .features(let found) = try found(.features(under: fits), id) else { throw .noAnswer }
    return found
  }

  private func found(
    _ question: ImageWork.Question, _ id: String
  ) throws(PatientImageFailure) -> ImageWork.Answer {
    let answer = answer(question, id)
    if case .failed(let text) = answer { throw PatientImageFailure(description: text) }
    return answer
  }

  private func answer(_ question: ImageWork.Question, _ id: String) -> ImageWork.Answer {
    let asked = ImageWork(id: id, question: question)
    guard let work else { return extractor.answer(asked) }
    do {
      let reply = try work.reply(to: asked, files: extractor.files(id))
      extractor.clock.addPart(StageClock.processes, processor: reply.processor)
      extractor.clock.addPart(StageClock.reading, processor: reply.reading)
      return reply.answer
    } catch {
      return .failed("\(error)")
    }
  }
}

/// A program that opens images for another process of the same program.
package struct WorkerProgram: Sendable {
  /// Its path.
  package let program: String
  /// What makes it a worker with the settings of the caller.
  package let arguments: [String]
  /// What a patient may take.
  package let limits: CaseLimits

  /// Takes every part as given.
  package init(_ program: String, _ arguments: [String], limits: CaseLimits) {
    (self.program, self.arguments, self.limits) = (program, arguments, limits)
  }
}

/// Why the images of a patient give nothing.
package struct PatientImageFailure: Error, CustomStringConvertible {
  package let description: String

  fileprivate static let noAnswer = PatientImageFailure(
    description: "the process that computes answered another question. Please report this")
}

extension CaseExtractor {
  /// The other end of ``PatientImages``: answers from standard input until it ends, and does not return.
  package func serve() -> Never {
    IsolatedWork<ImageWork, ImageReply>.serve(as: identity) { reply($0) }
  }

  /// Of everything that answers depend on besides the files of a patient.
  fileprivate var identity: String {
    var hash = ContentHash()
    for cell in provenance.cells { hash.add(cell) }
    hash.add("\(seed) \(hasShuffledControl)")
    for network in networks { hash.add("\(network)") }
    hash.add(cohort.root)
    for series in cohort.series { hash.add("\(series)") }
    return hash.finish()
  }
}
