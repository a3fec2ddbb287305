/// A key to which two study files give another value.
package struct SettingDifference: Hashable, Codable, Sendable {
  /// The key with those above it, such as `split.nested`.
  package let key: String
  /// `nil` where the file has no such key.
  package let first: String?
  package let second: String?

  /// Takes every part as given.
  package init(key: String, first: String?, second: String?) {
    (self.key, self.first, self.second) = (key, first, second)
  }
}

extension StudyFile {
  /// The keys of two resolved study files that differ, in the order of the first. The location of the files is none.
  package func differences(from other: StudyFile) -> [SettingDifference] {
    let (own, others) = (portable.flatSettings, other.portable.flatSettings)
    let (known, theirs) = (Self.values(own), Self.values(others))
    let keys = own.map(\.key) + others.map(\.key).filter { known[$0] == nil }
    return keys.filter { known[$0] != theirs[$0] }
      .map { SettingDifference(key: $0, first: known[$0], second: theirs[$0]) }
  }

  private static func values(_ settings: [(key: String, value: String)]) -> [String: String] {
    Dictionary(settings.map { ($0.key, $0.value) }) { first, _ in first }
  }
}

extension SettingDifference: CustomStringConvertible {
  /// Such as `seed: 1 instead of 2`.
  package var description: String {
    switch (first, second) {
    case (let first?, let second?): "\(key): \(first.shortened) instead of \(second.shortened)"
    case (let first?, nil): "\(key): \(first.shortened) instead of no such key"
    case (nil, _): "\(key): not given instead of \((second ?? "").shortened)"
    }
  }
}

extension String {
  /// As much as a sentence has place for.
  fileprivate var shortened: String { isEmpty ? "\"\"" : count > 120 ? "\(prefix(117))..." : self }
}
