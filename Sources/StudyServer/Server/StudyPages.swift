import Foundation
import Records
import Results
import Study

/// Answers the requests of the page: the one place where an address becomes a question to catalogue, jobs, runs and
/// forms. It knows no network; `apus serve` puts it behind a server.
package final class StudyPages: Sendable {
  private let catalogue: Catalogue
  private let jobs: JobDesk
  private let forms: FormDesk
  private let results = RunResults()
  private let checks = FileMemory(CheckReading.init)

  /// - Parameters:
  ///   - folder: the folder that is served.
  ///   - program: path of the command whose `study check` and `study run` are started.
  ///   - workers: threads of each job.
  ///   - networks: names of networks whose weights are installed.
  package init(folder: String, program: String, workers: Int, networks: [String]) {
    let catalogue = Catalogue(folder)
    self.catalogue = catalogue
    jobs = JobDesk(program: program, workers: workers) { catalogue.refresh() }
    forms = FormDesk(workers: workers, networks: networks)
  }

  /// Stops what is at work.
  package func close() { jobs.stopAll() }

  /// The answer to a request; an error is an answer too.
  package func reply(to request: ServedRequest) -> ServedReply {
    do throws(ServeError) {
      switch request {
      case .get(let path): return try get(path)
      case .post(let path, let body): return try post(path, body)
      }
    } catch {
      return ServedReply(error)
    }
  }

  private func get(_ path: [String]) throws(ServeError) -> ServedReply {
    if path.count <= 1, let file = PageFile(rawValue: path.first ?? "") { return ServedReply(file.bytes, type: file.type) }
    let listing = catalogue.listing()
    switch path.first {
    case "studies.json" where path.count == 1: return try ServedReply(json: folderView(listing))
    case "study" where path.count == 2:
      return try ServedReply(json: studyView(listing, try listing.study(Self.number(path[1]))))
    case "run" where path.count == 3 && path[2] == "report.html":
      return try report(listing.run(Self.number(path[1])))
    case "compare" where path.count == 3:
      return try ServedReply(
        json: comparison(listing.run(Self.number(path[1])), listing.run(Self.number(path[2]))))
    default: throw .notFound
    }
  }

  private func post(_ path: [String], _ body: Data) throws(ServeError) -> ServedReply {
    guard path.count == 3 else { throw .notFound }
    let (listing, number) = (catalogue.listing(), try Self.number(path[1]))
    switch (path[0], path[2]) {
    case ("study", "check"): try jobs.check(try listing.study(number))
    case ("study", "run"): try run(listing, try listing.study(number), try Self.read(RunOrder.self, body))
    case ("study", "stop"): try jobs.stop(try listing.study(number))
    case ("folder", "form"): return try form(listing.folder(number), try Self.read(FormRequest.self, body))
    case ("folder", "study"): return try write(listing.folder(number), try Self.read(FormRequest.self, body))
    case ("folder", "look"):
      forms.forget(try listing.folder(number))
      return try ServedReply(json: [String: String]())
    default: throw .notFound
    }
    catalogue.refresh()
    return try ServedReply(json: studyView(catalogue.listing(), try listing.study(number)))
  }

  private static func number(_ text: String) throws(ServeError) -> Int {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else { throw .notFound }
    return number
  }

  private static func read<Value: Decodable>(_ type: Value.Type, _ body: Data) throws(ServeError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: body)
    } catch {
      throw .misread("its body is no JSON of \(type)")
    }
  }

  /// Into which folder a run writes: an earlier run of the study, or a new one.
  private struct RunOrder: Decodable { let run: Int? }

  private func run(_ listing: Listing, _ study: Listing.Study, _ order: RunOrder) throws(ServeError) {
    guard let number = order.run else { return try jobs.run(study, into: Self.newFolder(beside: study)) }
    let run = try listing.run(number)
    guard run.study == study.number else { throw .notFound }
    try jobs.run(study, into: run.path)
  }

  private static func newFolder(beside study: Listing.Study) -> String {
    let names = (1..<10_000).lazy.map { $0 == 1 ? "results" : "results-\($0)" }
    let free = names.first { !FileManager.default.fileExists(atPath: "\(study.home)/\($0)") }
    return "\(study.home)/\(free ?? "results")"
  }
}

// Views.
extension StudyPages {
  private func folderView(_ listing: Listing) throws(ServeError) -> FolderView {
    FolderView(
      folder: catalogue.root, isComplete: listing.isComplete, studies: listing.studies.map { row($0, listing) },
      strayRuns: listing.runs.filter { $0.study == nil }.map(row),
      folders: listing.folders.map { .init(number: $0.number, place: $0.place, tables: $0.tables) })
  }

  private func row(_ study: Listing.Study, _ listing: Listing) -> StudyRow {
    StudyRow(
      number: study.number, place: study.place, name: study.name, fault: study.fault,
      check: checks.value(study.checkFile).flatMap(\.self)?.head(study), job: jobs.job(of: study)?.report,
      isBusy: jobs.isBusy(study), runs: listing.runs(of: study).map(row).sorted(by: Self.isNewer))
  }

  private static func isNewer(_ first: RunRow, _ second: RunRow) -> Bool {
    (first.summary?.date ?? "", second.place) > (second.summary?.date ?? "", first.place)
  }

  private func row(_ run: Listing.Run) -> RunRow {
    let hasReport = FileManager.default.fileExists(atPath: "\(run.path)/\(RunFile.report)")
    switch results.reading(run) {
    case .results(_, let summary)?:
      return RunRow(number: run.number, place: run.place, hasReport: hasReport, summary: summary, fault: nil)
    case .fault(let cause)?:
      return RunRow(number: run.number, place: run.place, hasReport: hasReport, summary: nil, fault: cause)
    case nil: return RunRow(number: run.number, place: run.place, hasReport: false, summary: nil, fault: nil)
    }
  }

  private func studyView(_ listing: Listing, _ study: Listing.Study) throws(ServeError) -> StudyView {
    let text = FileManager.default.contents(atPath: study.path).map { String(decoding: $0, as: UTF8.self) }
    return StudyView(
      study: row(study, listing), text: text ?? "", findings: checks.value(study.checkFile).flatMap(\.self)?.check)
  }

  private func report(_ run: Listing.Run) throws(ServeError) -> ServedReply {
    guard let data = FileManager.default.contents(atPath: "\(run.path)/\(RunFile.report)") else {
      throw .unreadable("\(run.place): has no report yet.")
    }
    return ServedReply(data, type: "text/html; charset=utf-8", policy: .report)
  }

  private func comparison(_ first: Listing.Run, _ second: Listing.Run) throws(ServeError) -> ComparisonView {
    ComparisonView(
      first: row(first), second: row(second),
      comparison: RunComparison(
        try ComparedRun(first, try results.results(first)), try ComparedRun(second, try results.results(second))))
  }

  private func form(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> ServedReply {
    switch try forms.form(folder, request) {
    case .looking(let seconds): try ServedReply(json: FormView(looking: seconds, form: nil))
    case .ready(let form): try ServedReply(json: FormView(looking: nil, form: form))
    }
  }

  private func write(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> ServedReply {
    let path = try forms.write(folder, request)
    catalogue.refresh()
    guard let study = catalogue.listing().studies.first(where: { $0.path == path }) else {
      throw .unreadable("\(path): was written and is not found again. Load the page again.")
    }
    return try ServedReply(json: ["study": study.number])
  }
}
