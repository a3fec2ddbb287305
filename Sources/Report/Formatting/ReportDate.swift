import Foundation

/// The day on which a report was made, in UTC. A day and no time, so that a run repeated on the same day gives the same
/// page.
package struct ReportDate: Hashable, Sendable {
  private let date: Date

  /// The day of a moment.
  package init(_ date: Date) { self.date = date }

  /// Today; or the day that the environment variable `SOURCE_DATE_EPOCH` names in seconds since 1970, by which builds
  /// and reports are repeated with equal bytes (https://reproducible-builds.org/specs/source-date-epoch/).
  package static var today: ReportDate {
    let stated = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(TimeInterval.init)
    return ReportDate(stated.map(Date.init(timeIntervalSince1970:)) ?? Date())
  }

  /// "1 December 2026".
  package var words: String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return "" }
    return "\(day) \(Self.months[month - 1]) \(year)"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
