import Foundation
import Synchronization

/// The cost of one stage of a run.
package struct StageCost: Sendable, Hashable {
  /// The stage, e.g. "features".
  package let stage: String
  /// Elapsed seconds; 0 for work that threads of several stages share.
  package var wall = 0.0
  /// Processor seconds over all threads.
  package var processor = 0.0
  /// Largest resident memory of the process up to the end of the stage, in MB.
  package var peakMemory = 0.0
}

/// Sums the cost of the stages of a run for its log. No result contains it, so that equal studies give equal bytes.
package final class StageClock: Sendable {
  /// The part of other stages that processes have done which open images (``PatientImages``).
  package static let processes = "processes that open images"

  /// The part of other stages in which images are read and contours are turned into masks.
  package static let reading = "reading of images, on all threads"

  private let record = Mutex<[StageCost]>([])
  private let start = ContinuousClock.now
  private let spans = Mutex<[Timeline.Span]>([])

  /// A clock without stages.
  package init() {}

  /// The cost of every stage so far, in the order in which the stages began.
  package var costs: [StageCost] { record.withLock { $0 } }

  /// When every stage and patient so far began and ended.
  package var timeline: Timeline { Timeline(spans.withLock { $0 }) }

  /// Runs the work of a stage that does not overlap with others, and adds its cost.
  package func measure<Value>(_ stage: String, _ work: () throws -> Value) rethrows -> Value {
    let (begin, spent) = (ContinuousClock.now, StageClock.processor)
    defer {
      let end = ContinuousClock.now
      add(stage, wall: (end - begin) / .seconds(1), processor: StageClock.processor - spent)
      keep(stage, from: begin, to: end, patient: nil)
    }
    return try work()
  }

  /// Runs work for one patient beside that for others, for the timeline alone.
  package func follow<Value>(_ stage: String, of patient: String, _ work: () throws -> Value) rethrows -> Value {
    let begin = ContinuousClock.now
    defer { keep(stage, from: begin, to: ContinuousClock.now, patient: patient) }
    return try work()
  }

  private func keep(
    _ stage: String, from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant, patient: String?
  ) {
    let span = Timeline.Span(stage, from: begin - start, to: end - start, patient: patient)
    spans.withLock { $0.append(span) }
  }

  /// Adds the processor time that another process has spent on a part of a stage.
  package func addPart(_ part: String, processor: Double) { add(part, wall: 0, processor: processor) }

  /// Runs a part of a stage on one of its threads, and adds its processor time under its own name.
  package func measurePart<Value>(_ part: String, _ work: () throws -> Value) rethrows -> Value {
    let spent = StageClock.seconds(CLOCK_THREAD_CPUTIME_ID)
    defer { add(part, wall: 0, processor: StageClock.seconds(CLOCK_THREAD_CPUTIME_ID) - spent) }
    return try work()
  }

  private func add(_ stage: String, wall: Double, processor: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let peak = Double(usage.ru_maxrss) / 1024
    record.withLock { costs in
      let at = costs.firstIndex { $0.stage == stage } ?? costs.endIndex
      if at == costs.endIndex { costs.append(StageCost(stage: stage)) }
      costs[at].wall += wall
      costs[at].processor += processor
      costs[at].peakMemory = peak
    }
  }

  /// Processor seconds of this process so far, over all threads.
  package static var processor: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
