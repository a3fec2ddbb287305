internal import CPages
import Cohorts
import Foundation
import LocalServer
import Results

/// The page of a folder: what each of its addresses answers. Whoever stands behind an address (catalogue, jobs, runs,
/// forms) knows no request.
package final class StudyPages: Sendable {
  let catalogue: Catalogue
  let jobs: JobDesk
  let reviews: ReviewDesk
  let forms: FormDesk
  let views: StudyViews

  /// - Parameters:
  ///   - folder: the folder that is served.
  ///   - program: path of the command whose `study check` and `study run` are started.
  ///   - workers: threads of each job.
  package init(folder: String, program: String, workers: Int) {
    let catalogue = Catalogue(folder)
    self.catalogue = catalogue
    jobs = JobDesk(program: program, workers: workers) { catalogue.refresh() }
    forms = FormDesk(program: program, workers: workers)
    reviews = ReviewDesk(program: program, workers: workers)
    views = StudyViews(catalogue: catalogue, jobs: jobs, reviews: reviews)
  }

  /// Stops what is at work.
  package func close() {
    reviews.closeAll()
    forms.closeAll()
    jobs.stopAll()
  }

  /// The files in `Sources/StudyServer/Page`.
  package static let page = PageFiles(apus_studies_page)

  /// What is answered. Numbers are those of the list.
  package var routes: [Route] { Self.page.routes + lists + orders + questions }

  private var lists: [Route] {
    [
      .get("studies.json") { [self] _ in try answer { listing in views.folder(listing) } },
      .get("study", .numbered(".json")) { [self] request in
        try answer { listing throws(ServeError) in views.study(try listing.study(request.numbers[0]), listing) }
      },
      .get("compare", .number, .numbered(".json")) { [self] request in
        try answer { listing throws(ServeError) in
          try views.comparison(try listing.run(request.numbers[0]), try listing.run(request.numbers[1]))
        }
      },
      .get("run", .number, "report.html") { [self] request in
        try refusing { () throws(ServeError) in try report(try catalogue.listing().run(request.numbers[0])) }
      },
    ]
  }

  private var orders: [Route] {
    [
      order("check") { (study, _, _) throws(ServeError) in try self.jobs.check(study) },
      order("stop") { (study, _, _) throws(ServeError) in try self.jobs.stop(study) },
      order("review") { (study, listing, _) throws(ServeError) in
        try self.reviews.open(study, run: self.views.newestRun(of: study, listing)?.path)
      },
      order("run") { (study, listing, request) throws(ServeError) in
        try self.run(study, listing, try request.body(RunOrder.self))
      },
    ]
  }

  private var questions: [Route] {
    [
      .post("folder", .number, "form") { [self] request in
        try answer { listing throws(ServeError) in
          FormView(try forms.form(try listing.folder(request.numbers[0]), try request.body(FormRequest.self)))
        }
      },
      .post("folder", .number, "study") { [self] request in
        try answer { listing throws(ServeError) in
          try write(try listing.folder(request.numbers[0]), try request.body(FormRequest.self))
        }
      },
    ]
  }

  /// Something to be done with a study; the answer is the study as it is then.
  private func order(
    _ name: String,
    _ act: @escaping @Sendable (Listing.Study, Listing, LocalRequest) throws(ServeError) -> Void
  ) -> Route {
    .post("study", .number, .word(name)) { [self] request in
      try answer { listing throws(ServeError) in
        let study = try listing.study(request.numbers[0])
        try act(study, listing, request)
        catalogue.refresh()
        return views.study(study, catalogue.listing())
      }
    }
  }

  private func answer(_ make: (Listing) throws(ServeError) -> some Encodable) throws -> LocalResponse {
    try refusing { () throws(ServeError) in try make(catalogue.listing()) }.json
  }

  private func refusing<Value>(_ make: () throws(ServeError) -> Value) throws(RequestRefusal) -> Value {
    do throws(ServeError) {
      return try make()
    } catch {
      throw error.refusal(views.places)
    }
  }
}

extension StudyPages {
  private func report(_ run: Listing.Run) throws(ServeError) -> LocalResponse {
    guard let data = FileManager.default.contents(atPath: "\(run.path)/\(RunFile.report)") else {
      throw .unreadable("\(run.place): has no report yet.")
    }
    var response = LocalResponse(.html, data)
    response.policy = .document
    return response
  }

  private func run(_ study: Listing.Study, _ listing: Listing, _ order: RunOrder) throws(ServeError) {
    guard let number = order.run else { return try jobs.run(study, into: Self.newFolder(beside: study)) }
    let run = try listing.run(number)
    guard run.study == study.number else { throw .notFound }
    try jobs.run(study, into: run.path, replacing: true)
  }

  /// A folder that is not there, or that a stopped run of this study left with the features that it had computed.
  private static func newFolder(beside study: Listing.Study) -> String {
    let paths = (1..<10_000).lazy.map { study.home + "/" + ($0 == 1 ? "results" : "results-\($0)") }
    let free = paths.first { path in
      !FileManager.default.fileExists(atPath: path) || RunFolder.isUnfinished(path, of: study.name)
    }
    return free ?? study.home + "/results"
  }

  private func write(_ folder: Listing.Open, _ request: FormRequest) throws(ServeError) -> Written {
    let path = try forms.write(folder, request)
    catalogue.refresh()
    guard let study = catalogue.listing().studies.first(where: { $0.path == path }) else {
      throw .unreadable("\(path): was written and is not found again. Load the page again.")
    }
    return Written(study: study.number)
  }
}

/// Into which folder a run writes: that of an earlier run, or a new one.
private struct RunOrder: Decodable { let run: Int? }

/// The study that a form became.
private struct Written: Encodable { let study: Int }

extension Encodable {
  fileprivate var json: LocalResponse {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return LocalResponse(.json, try encoder.encode(self))
    }
  }
}

extension LocalRequest {
  fileprivate func body<Value: Decodable>(_ type: Value.Type) throws(ServeError) -> Value {
    do throws(RequestRefusal) {
      return try decoded(type)
    } catch {
      throw .misread(error)
    }
  }
}

extension ServeError {
  /// The error as an answer.
  fileprivate func refusal(_ places: ShownPlaces) -> RequestRefusal {
    let words = places.shown(description)
    return switch self {
    case .misread(let refusal): refusal
    case .notFound: RequestRefusal(.notFound, words)
    case .busy, .noJob: RequestRefusal(.conflict, words)
    case .unreadable: RequestRefusal(.unprocessable, words)
    case .cannotStart: RequestRefusal(.failed, words)
    }
  }
}
