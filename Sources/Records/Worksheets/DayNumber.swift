/// Days and times as spreadsheets number them.
///
/// Excel's day 1 is 1900-01-01, and there is a day 60, 1900-02-29, which never was; workbooks of old Macs begin with
/// 1904-01-01 as day 0. Source: ECMA-376, part 1, 18.17.4.
struct DayNumber {
  /// Which day is number 0.
  enum Epoch: Hashable, Sendable { case from1900, from1904 }

  private let day: Int
  private let second: Int
  private let epoch: Epoch

  /// - Returns: `nil` for a number that is no day: negative, or after 9999-12-31.
  init?(_ value: Double, _ epoch: Epoch) {
    guard value >= 0, value < (epoch == .from1900 ? 2_958_466 : 2_957_004) else { return nil }
    // A time is stored as a share of a day, which is exact for few of them. Excel shows whole seconds.
    let seconds = Int((value * 86_400).rounded())
    (day, second, self.epoch) = (seconds / 86_400, seconds % 86_400, epoch)
  }

  /// The number of hours, minutes and seconds from 0, without a limit to the hours: `36:30:00`.
  var elapsed: String { clock(hours: 24 * day + second / 3600) }

  /// `14:30:00`.
  var time: String { clock(hours: second / 3600) }

  /// `2026-03-01`.
  var date: String {
    guard epoch == .from1904 || day != 60 else { return "1900-02-29" }
    // Excel shows day 0 so.
    guard epoch == .from1904 || day != 0 else { return "1900-01-00" }
    // Days from 1970-01-01.
    let shifted =
      switch epoch {
      case .from1900: day - (day < 60 ? 25_568 : 25_569)
      case .from1904: day - 24_107
      }
    let (year, month, date) = Self.civil(shifted)
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(date, 2))"
  }

  /// `2026-03-01T14:30:00`, or the date alone at midnight: programs give columns of dates a format with a time.
  var dateAndTime: String { second == 0 ? date : "\(date)T\(time)" }

  private func clock(hours: Int) -> String {
    "\(Self.padded(hours, 2)):\(Self.padded(second / 60 % 60, 2)):\(Self.padded(second % 60, 2))"
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Year, month and day of the Gregorian calendar, by counting in years that begin in March, so that the leap day is
  /// the last (Hinnant, "chrono-compatible low-level date algorithms", 2013).
  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097, ofEra = shifted % 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    return (
      400 * era + year + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, ofYear - (153 * month + 2) / 5 + 1
    )
  }
}
