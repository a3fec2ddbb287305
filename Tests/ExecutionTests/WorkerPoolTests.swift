import Execution
import Foundation
import Testing

/// Processes that answer, crash, hang or talk nonsense cost their own piece of work. A shell stands for the program.
@Suite struct WorkerPoolTests {
  /// A program that does what each line says.
  private static let obedient = """
    while read -r line; do
      case "$line" in
        crash) kill -SEGV $$ ;;
        abort) echo "terminate called after throwing an instance of 'std::bad_alloc'" >&2; kill -ABRT $$ ;;
        hang) sleep 1000 ;;
        leave) echo "nothing left to do" >&2; exit 3 ;;
        close) exec >&-; sleep 0.1; exit 0 ;;
        long) head -c 5000000 /dev/zero | tr '\\0' 'x'; echo ;;
        who) echo "$$" ;;
        *) echo "answer to $line" ;;
      esac
    done
    """

  private func pool() -> WorkerPool { WorkerPool("/bin/sh", ["-c", Self.obedient]) }

  private func answer(_ pool: WorkerPool, _ request: String, within seconds: Double? = 60) throws(WorkerFailure)
    -> String
  {
    try pool.answer(to: Array(request.utf8), within: seconds)
  }

  @Test func oneProcessAnswersOneAfterTheOther() throws {
    let pool = pool()
    let first = try answer(pool, "who")
    #expect(try answer(pool, "a line") == "answer to a line")
    #expect(try answer(pool, "who") == first)
  }

  @Test func aCrashIsAnErrorAndTheNextWorkIsDoneByAnother() throws {
    let pool = pool()
    #expect(throws: WorkerFailure.crashed(signal: SIGSEGV, lastWords: "")) { try answer(pool, "crash") }
    #expect(try answer(pool, "next") == "answer to next")
  }

  @Test func aWorkThatHangsEndsInItsTime() throws {
    let pool = pool()
    let start = ContinuousClock.now
    #expect(throws: WorkerFailure.tookTooLong(seconds: 0.3)) { try answer(pool, "hang", within: 0.3) }
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(try answer(pool, "next") == "answer to next")
  }

  @Test func theEndOfAProcessIsToldWithItsLastWords() throws {
    #expect(throws: WorkerFailure.ended(code: 3, lastWords: "nothing left to do\n")) { try answer(pool(), "leave") }
    #expect(throws: WorkerFailure.ended(code: 0, lastWords: "")) { try answer(pool(), "close") }
  }

  @Test func wordsOfNoMemoryAreAnErrorOfMemory() throws {
    do {
      _ = try answer(pool(), "abort")
      Issue.record("it answered")
    } catch {
      guard case .tookTooMuchMemory(let peak) = error else { throw error }
      #expect(peak > 0)
    }
  }

  @Test func aProgramThatIsNotThereIsNamed() throws {
    do {
      _ = try answer(WorkerPool("/nowhere/program", []), "x")
      Issue.record("it answered")
    } catch {
      guard case .notStarted(let start) = error else { throw error }
      #expect(start.description.contains("/nowhere/program: cannot be started: No such file or directory"))
    }
  }

  @Test func anAnswerMayBeLong() throws {
    let pool = pool()
    #expect(try answer(pool, "long").utf8.count == 5_000_000)
    #expect(try answer(pool, "next") == "answer to next")
  }

  /// Somebody ends the process while it waits: the work that comes next is none the worse.
  @Test func aProcessThatEndedWhileItWaitedHarmsNoWork() throws {
    let pool = pool()
    let process = try #require(pid_t(answer(pool, "who")))
    kill(process, SIGKILL)
    #expect(try answer(pool, "next") == "answer to next")
  }

  @Test func everyThreadGetsItsOwnAnswer() throws {
    let pool = pool()
    let answers = parallelMap(Array(0..<400), workers: 8) { number in try answer(pool, "\(number)") }
    for (number, answer) in answers.enumerated() { #expect(try answer.get() == "answer to \(number)") }
  }

  /// The process of a pool that lives for this call only.
  private func number(of pool: WorkerPool) throws -> pid_t {
    let process = try #require(pid_t(answer(pool, "who")))
    #expect(kill(process, 0) == 0)
    return process
  }

  @Test func processesEndWithTheirPool() throws {
    let process = try number(of: pool())
    #expect(kill(process, 0) != 0)
  }
}
