import Extraction
import ImageProcessing

/// One piece of work that opens files of a patient.
package struct ImageWork: Codable, Sendable {
  /// What is asked.
  package enum Question: Codable, Sendable {
    /// Why series cannot be used, as far as that is known without an image.
    case faults
    /// Landmarks of the images whose normalisation is fitted.
    case landmarks
    /// The features under each of some fits of the normalisation, by series; without a fit, one that is empty.
    case features(under: [[String: IntensityNormaliser]])
  }

  let id: String
  let question: Question

  /// What was found.
  package enum Answer: Codable, Sendable {
    /// Empty where every series can be used.
    case faults(String)
    case landmarks([String: [Double]])
    case features([CaseFeatures])
    /// Why there is none of the two last, with series, files, cause and next step.
    case failed(String)
  }
}

/// An answer of another process, with the processor time that it has taken there.
struct ImageReply: Codable, Sendable {
  let answer: ImageWork.Answer
  let processor: Double
  /// Of that, for reading.
  let reading: Double
}

extension CaseExtractor {
  /// Does a piece of work in this process for another one.
  func reply(_ work: ImageWork) -> ImageReply {
    let (start, readBefore) = (StageClock.processor, reading)
    let answer = answer(work)
    return ImageReply(answer: answer, processor: StageClock.processor - start, reading: reading - readBefore)
  }

  private var reading: Double { clock.costs.first { $0.stage == StageClock.reading }?.processor ?? 0 }

  /// Does a piece of work in this process.
  func answer(_ work: ImageWork) -> ImageWork.Answer {
    do {
      switch work.question {
      case .faults: return .faults(faults(work.id))
      case .landmarks: return .landmarks(try landmarks(work.id))
      case .features(let fits): return .features(try extract(work.id, under: fits))
      }
    } catch {
      return .failed("\(error)")
    }
  }

  private func faults(_ id: String) -> String {
    SeriesLoader(series: cohort, id: id).faults().map(\.description).joined(separator: " ")
  }

  /// The files of a patient, as far as they are found.
  package func files(_ id: String) -> [String] {
    cohort.series.flatMap { ImageSource($0, id: id, cohort: cohort).files }
  }
}

extension ImageSource {
  /// The files of the image and of a named mask, as far as they are found.
  fileprivate var files: [String] {
    let mask = namedMask.flatMap { try? FilePattern(pattern: $0.pattern).resolve(id: id, in: cohort) }
    return ((try? imageFiles()) ?? []) + [mask].compactMap(\.self)
  }
}
