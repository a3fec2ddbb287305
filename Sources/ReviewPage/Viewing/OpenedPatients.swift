import Foundation
import Review
import Synchronization

/// The patients whose images are in memory: those looked at last, up to a number of bytes.
package final class OpenedPatients: Sendable {
  /// The series of a patient, or why they cannot be shown.
  package typealias Series = [Result<ShownSeries, PatientExaminer.Fault>]

  private struct Kept {
    var patients: [Int: Series] = [:]
    /// The one looked at last is the last.
    var order: [Int] = []

    var bytes: Int { patients.values.reduce(0) { $0 + $1.bytes } }
  }

  private let examiner: PatientExaminer
  private let ids: [String]
  private let most: Int
  private let kept = Mutex(Kept())
  /// One patient is opened once, also if three panes ask for it: the others wait.
  private let turns = (0..<16).map { _ in NSLock() }
  /// How many patients are being opened for somebody who waits.
  private let waiting = Atomic(0)

  /// - Parameter most: bytes of all series; one patient is kept, however large.
  package init(_ examiner: PatientExaminer, _ ids: [String], most: Int = 768 << 20) {
    (self.examiner, self.ids, self.most) = (examiner, ids, most)
  }

  /// Whether somebody waits for images, so that work in the background should not begin with another patient.
  package var isAwaited: Bool { waiting.load(ordering: .relaxed) > 0 }

  /// Bytes of what is in memory.
  package var bytes: Int { kept.withLock { $0.bytes } }

  /// The series of a patient, opened now if they are not in memory.
  package func series(of row: Int) -> Series {
    if let known = known(row) { return known }
    waiting.add(1, ordering: .relaxed)
    defer { waiting.subtract(1, ordering: .relaxed) }
    return turns[row % turns.count].withLock {
      if let known = known(row) { return known }
      let series = examiner.open(ids[row]) { _, opened in
        opened.map { ShownSeries(image: $0.image, mask: $0.mask) }
      }
      keep(series, of: row)
      return series
    }
  }

  private func known(_ row: Int) -> Series? {
    kept.withLock { kept in
      guard let series = kept.patients[row] else { return nil }
      kept.order.removeAll { $0 == row }
      kept.order.append(row)
      return series
    }
  }

  private func keep(_ series: Series, of row: Int) {
    kept.withLock { kept in
      kept.patients[row] = series
      kept.order.append(row)
      while kept.order.count > 1, kept.bytes > most {
        kept.patients[kept.order.removeFirst()] = nil
      }
    }
  }
}

extension OpenedPatients.Series {
  fileprivate var bytes: Int { reduce(0) { $0 + ((try? $1.get())?.bytes ?? 0) } }
}
