/// An open question about a series, asked once for all patients who have it.
package struct LinkQuestion: Sendable {
  /// Name of the series in the study file.
  package let series: String
  /// The problem of the first of these patients, which stands for all.
  package let problem: LinkProblem
  /// Ids of the patients, in the order of the table.
  package let ids: [String]
}

extension SeriesLinks {
  /// What is open or missing, each with all patients who have it: those with most patients first, questions before what
  /// is missing.
  package var questions: [LinkQuestion] { questions(among: Set(join.rows.map(\.id))) }

  /// ``questions`` about some patients only.
  package func questions(among ids: Set<String>) -> [LinkQuestion] {
    var (order, groups) = ([Key](), [Key: LinkQuestion]())
    for row in join.rows where ids.contains(row.id) {
      for (series, problem) in problems(of: row.id) {
        let key = Key(series: series, kind: problem.kind, candidates: problem.candidates.sorted())
        if groups[key] == nil { order.append(key) }
        groups[key] = LinkQuestion(
          series: series, problem: groups[key]?.problem ?? problem, ids: (groups[key]?.ids ?? []) + [row.id])
      }
    }
    return order.compactMap { groups[$0] }.enumerated().sorted { one, other in
      let (a, b) = (one.element, other.element)
      if a.problem.isQuestion != b.problem.isQuestion { return a.problem.isQuestion }
      return (b.ids.count, one.offset) < (a.ids.count, other.offset)
    }.map(\.element)
  }

  private struct Key: Hashable {
    let series: String
    let kind: LinkProblem.Kind
    let candidates: [String]
  }
}

extension LinkProblem {
  /// The problem without its facts.
  enum Kind: Hashable {
    case noPatient, ambiguousPatient, noImages, noSeries, severalSeries, noSet, noFittingSet, noRegion, severalSets
    case severalRegions, severalPersons
  }

  var kind: Kind {
    switch self {
    case .noPatient(.unknown): .noPatient
    case .noPatient(.ambiguous): .ambiguousPatient
    case .noImages: .noImages
    case .noSeries: .noSeries
    case .severalSeries: .severalSeries
    case .noSet: .noSet
    case .noFittingSet: .noFittingSet
    case .noRegion: .noRegion
    case .severalSets: .severalSets
    case .severalRegions: .severalRegions
    case .severalPersons: .severalPersons
    }
  }
}
