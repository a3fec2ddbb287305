import StudyFiles

/// Why a series has no contour: the one whose contour it borrows could not be opened.
package struct AbsentLender: Error, Hashable, Sendable, CustomStringConvertible {
  package let lender: String

  package var description: String { "its contour is that of \(lender), which could not be opened" }
}

extension SeriesLoader {
  /// Opens every series by itself, so that a fault of one hides none of another.
  ///
  /// Series with contours of their own come first, wherever they stand in the study file, because others may borrow
  /// these contours. One whose lender failed fails with ``AbsentLender``.
  package func openEach(
    _ take: (StudyFile.Series, Result<LoadedSeries, SeriesFailure>) throws -> Void
  ) rethrows {
    var drawn: [String: LoadedSeries] = [:]
    for series in cohort.series.sorted(by: { $0.isDrawn && !$1.isDrawn }) {
      let opened = opened(series, drawn: drawn)
      if case .success(let loaded) = opened { drawn[series.name] = loaded }
      try take(series, opened)
    }
  }

  private func opened(
    _ series: StudyFile.Series, drawn: [String: LoadedSeries]
  ) -> Result<LoadedSeries, SeriesFailure> {
    if case .series(let lender) = series.mask, drawn[lender] == nil {
      return .failure(SeriesFailure(series: series.name, cause: AbsentLender(lender: lender)))
    }
    return Result { () throws(SeriesFailure) in try load(series, drawn: drawn) }
  }
}
