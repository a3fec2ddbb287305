/// Separates what most patients have from what sets one apart.
struct CommonTraits {
  fileprivate struct Key: Hashable {
    let kind: Suspicion.Kind
    let note: String?

    init(_ suspicion: Suspicion) {
      kind = suspicion.kind
      if case .noted(let what) = suspicion { note = what.kind } else { note = nil }
    }
  }

  /// The traits, series by series.
  private(set) var all: [CommonTrait] = []
  private var common: Set<CommonKey> = []

  fileprivate struct CommonKey: Hashable {
    let series: Int
    let key: Key
  }

  /// - Parameters:
  ///   - patients: each with the same series.
  ///   - names: of the series.
  init(_ patients: [PatientReview], series names: [String]) {
    for (at, name) in names.enumerated() {
      let opened = patients.map { $0.series[at] }.filter { $0.measures != nil }
      guard opened.count >= SuspicionLimits.common else { continue }
      var counts: [(key: Key, count: Int)] = []
      for key in opened.flatMap({ Set($0.suspicions.filter(\.kind.canBeCommon).map(Key.init)) }) {
        if let place = counts.firstIndex(where: { $0.key == key }) {
          counts[place].count += 1
        } else {
          counts.append((key, 1))
        }
      }
      let most = counts.filter { 2 * $0.count > opened.count }.sorted {
        ($0.key.order, $0.key.note ?? "") < ($1.key.order, $1.key.note ?? "")
      }
      for (key, count) in most {
        all.append(CommonTrait(series: name, kind: key.kind, note: key.note, count: count, of: opened.count))
        common.insert(CommonKey(series: at, key: key))
      }
    }
  }

  /// What is left of the suspicions of a series.
  func rest(_ suspicions: [Suspicion], ofSeries at: Int) -> [Suspicion] {
    suspicions.filter { !common.contains(CommonKey(series: at, key: Key($0))) }
  }
}

extension CommonTraits.Key {
  fileprivate var order: Int { kind.order }
}

extension Suspicion.Kind {
  /// Its place among all kinds.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
