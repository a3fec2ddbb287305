import Cohorts
import Extraction
import Results

/// Counts patients by scanner.
struct ScannerTable {
  let cohort: AnalysisCohort
  let split: StudySplit

  /// One group a scanner of each series, the largest first; `nil` for features that come from a table.
  var groups: [ScannerGroup]? {
    let all = cohort.features.map(\.acquisitions)
    guard all.contains(where: { !$0.isEmpty }) else { return nil }
    return cohort.study.series.map(\.name).flatMap { series in
      groups(of: series, scanners: all.map { own in own.first { $0.series == series }?.scanner?.words })
    }
  }

  private func groups(of series: String, scanners: [String?]) -> [ScannerGroup] {
    let test = split.testPair.map { Set($0.test) }
    let members = Dictionary(grouping: scanners.indices) { scanners[$0] }
    // An unknown scanner comes last, whatever its size: it is no scanner.
    let ordered = members.sorted { a, b in
      guard let first = a.key, let second = b.key else { return a.key != nil }
      return (b.value.count, first) < (a.value.count, second)
    }
    return ordered.map { scanner, positions in
      ScannerGroup(
        series: series, scanner: scanner, patients: cohort.counts(positions),
        test: test.map { test in cohort.counts(positions.filter(test.contains)) })
    }
  }
}
