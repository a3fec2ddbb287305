import Foundation
import Results
import Study

/// What the page shows, from the files as they are now.
struct StudyViews: Sendable {
  let catalogue: Catalogue
  let jobs: JobDesk
  let reviews: ReviewDesk
  /// How paths are shown.
  let places: ShownPlaces
  private let results = RunResults()
  private let checks = FileMemory(CheckReading.init)

  init(catalogue: Catalogue, jobs: JobDesk, reviews: ReviewDesk) {
    (self.catalogue, self.jobs, self.reviews) = (catalogue, jobs, reviews)
    places = ShownPlaces(root: catalogue.root)
  }

  /// The run of a study that ended last.
  func newestRun(of study: Listing.Study, _ listing: Listing) -> Listing.Run? {
    let newest = row(study, listing).runs.first { $0.summary != nil }
    return listing.runs.first { $0.number == newest?.number }
  }

  func folder(_ listing: Listing) -> FolderView {
    FolderView(
      folder: URL(filePath: catalogue.root).lastPathComponent, isComplete: listing.isComplete,
      studies: listing.studies.map { row($0, listing) },
      strayRuns: listing.runs.filter { $0.study == nil }.map(row),
      folders: listing.folders.map { .init(number: $0.number, place: $0.place, tables: $0.tables) })
  }

  func study(_ study: Listing.Study, _ listing: Listing) -> StudyView {
    let findings = check(of: study)?.check
    return StudyView(
      study: row(study, listing), text: StudyHead.beginning(of: study.path), findings: findings.map(places.shown),
      review: reviews.view(of: study).map(places.shown))
  }

  func comparison(_ first: Listing.Run, _ second: Listing.Run) throws(ServeError) -> ComparisonView {
    ComparisonView(
      first: row(first), second: row(second),
      comparison: RunComparison(try compared(first), try compared(second)))
  }

  private func compared(_ run: Listing.Run) throws(ServeError) -> ComparedRun {
    let results = try results.results(run)
    do {
      return try ComparedRun(folder: run.path, results)
    } catch {
      throw .unreadable("\(error)")
    }
  }

  private func check(of study: Listing.Study) -> CheckReading? { checks.value(study.checkFile).flatMap(\.self) }

  private func row(_ study: Listing.Study, _ listing: Listing) -> ListedStudy {
    let runs = listing.runs(of: study).map(row)
    return ListedStudy(
      number: study.number, place: study.place, name: study.name, fault: study.fault.map(places.shown),
      check: check(of: study)?.head(study), job: jobs.job(of: study).map { places.shown($0.report) },
      isBusy: jobs.isBusy(study), stray: jobs.stray(of: study)?.kind,
      runs: runs.sorted { ($0.summary?.date ?? "", $1.place) > ($1.summary?.date ?? "", $0.place) })
  }

  private func row(_ run: Listing.Run) -> ListedRun {
    let hasReport = FileManager.default.fileExists(atPath: "\(run.path)/\(RunFile.report)")
    switch results.reading(run) {
    case .results(_, let summary)?:
      return ListedRun(number: run.number, place: run.place, hasReport: hasReport, summary: summary, fault: nil)
    case .fault(let cause)?:
      return ListedRun(
        number: run.number, place: run.place, hasReport: hasReport, summary: nil, fault: places.shown(cause))
    case nil: return ListedRun(number: run.number, place: run.place, hasReport: false, summary: nil, fault: nil)
    }
  }
}
