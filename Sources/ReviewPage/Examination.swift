import Cohorts
import Foundation
import Glibc
import Report
import Review
import Synchronization

/// The look at every patient of a cohort, which goes on in the background while the page is open.
final class Examination: Sendable {
  private struct State {
    var found: [PatientReview?]
    /// The pictures of each patient and series as PNG: a tenth of their pixels.
    var pictures: [[[Picture]]]
    var count = 0
  }

  private struct Picture {
    let level: LesionLevel
    let bytes: Data
  }

  private let examiner: PatientExaminer
  private let ids: [String]
  private let opened: OpenedPatients
  private let state: Mutex<State>
  private let isEnded = Atomic(false)
  private let next = Atomic(0)
  /// Threads that are at work.
  private let atWork = DispatchGroup()

  init(_ examiner: PatientExaminer, _ ids: [String], opened: OpenedPatients) {
    (self.examiner, self.ids, self.opened) = (examiner, ids, opened)
    state = Mutex(State(found: ids.map { _ in nil }, pictures: ids.map { _ in [] }))
  }

  /// Begins in threads of its own, which leave the processor to whoever waits for a picture.
  ///
  /// Not in threads of Dispatch: on Linux a thread keeps its priority, and who has given it up does not get it back.
  /// - Parameter workers: patients looked at in parallel; no result depends on it.
  func begin(workers: Int) {
    for _ in 0..<max(1, min(workers, ids.count)) {
      atWork.enter()
      Thread.detachNewThread { [self] in
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        while true {
          let row = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard row < ids.count else { break }
          examine(row)
        }
        atWork.leave()
      }
    }
  }

  /// Begins no further patient, and waits a little for those in progress: libraries in C are not to be ended under
  /// their threads.
  func end() {
    isEnded.store(true, ordering: .relaxed)
    _ = atWork.wait(timeout: .now() + 5)
  }

  /// Patients who are done.
  var count: Int { state.withLock { $0.count } }

  /// The patients so far, by their place in the clinical table, without what only the whole cohort tells.
  var found: [PatientReview?] { state.withLock { $0.found } }

  /// The picture of a level of a lesion, from the head, the front or the right on.
  func picture(patient: Int, series: Int, level: Int) -> Data? {
    state.withLock { state in
      guard state.pictures.indices.contains(patient), state.pictures[patient].indices.contains(series) else {
        return nil
      }
      return state.pictures[patient][series].first { $0.level.place == level }?.bytes
    }
  }

  private func examine(_ row: Int) {
    // Whoever waits for a slice should not share the processor with a patient whom nobody has asked for.
    while opened.isAwaited, !isEnded.load(ordering: .relaxed) { usleep(5000) }
    guard !isEnded.load(ordering: .relaxed), var patient = try? examiner.examined(ids[row], pictures: true) else {
      return
    }
    let pictures = patient.series.map { series in
      series.pictures.compactMap { one in
        PNGImage(one.picture).map { Picture(level: one.level, bytes: Data($0.deflatedBytes)) }
      }
    }
    for at in patient.series.indices { patient.series[at].pictures = [] }
    let plain = patient
    state.withLock { state in
      (state.found[row], state.pictures[row]) = (plain, pictures)
      state.count += 1
    }
  }
}

extension LesionLevel {
  /// Its place among the pictures of a lesion.
  fileprivate var place: Int {
    switch self {
    case .superior, .anterior, .right: 0
    case .middle: 1
    case .inferior, .posterior, .left: 2
    }
  }
}
