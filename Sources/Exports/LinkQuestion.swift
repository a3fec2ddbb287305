/// An open question about a series, or what it lacks, asked once for all patients who have it.
package struct LinkQuestion: Sendable {
  /// Name of the series in the study file; `nil` for what concerns all series of a patient.
  package let series: String?
  /// The problem of the first of these patients, which stands for all.
  package let problem: LinkProblem
  /// Ids of the patients, in the order of the table.
  package let ids: [String]
  /// What could be meant, or what is there instead, with the number of patients: the most frequent first.
  package let candidates: [(text: String, patients: Int)]

  /// Candidates and what to do next, in sentences.
  package var detail: String {
    let shown = candidates.prefix(8).map { "\($0.text) in \($0.patients)" }.joined(separator: ", ")
    let more = candidates.count > 8 ? " and \(candidates.count - 8) more" : ""
    return (candidates.isEmpty ? "" : "There: \(shown)\(more). ") + problem.step
  }
}

extension SeriesLinks {
  /// What is open or missing, each with all patients who have it: questions before what is missing, and of each those
  /// with most patients first.
  package var questions: [LinkQuestion] { questions(among: Set(join.rows.map(\.id))) }

  /// ``questions`` about some patients only.
  package func questions(among ids: Set<String>) -> [LinkQuestion] {
    var (order, groups) = ([Key](), [Key: [(id: String, problem: LinkProblem)]]())
    for row in join.rows where ids.contains(row.id) {
      let all = problems(of: row.id)
      for (name, problem) in all.first(where: { $0.problem.isOfPatient }).map({ [$0] }) ?? all {
        let key = Key(problem, series: name)
        if groups[key] == nil { order.append(key) }
        groups[key, default: []].append((row.id, problem))
      }
    }
    let questions = order.compactMap { key in groups[key].map { LinkQuestion(series: key.series, of: $0) } }
    return questions.enumerated().sorted { one, other in
      let (a, b) = (one.element, other.element)
      if a.problem.isQuestion != b.problem.isQuestion { return a.problem.isQuestion }
      return (b.ids.count, one.offset) < (a.ids.count, other.offset)
    }.map(\.element)
  }

  /// Problems that are one question.
  private struct Key: Hashable {
    let series: String?
    let kind: LinkProblem.Kind
    let candidates: Set<String>

    init(_ problem: LinkProblem, series: String) {
      self.series = problem.isOfPatient ? nil : series
      kind = problem.kind
      // Series of other descriptions, or regions of other names, need another line. What is missing is one matter,
      // whatever there is instead.
      switch problem {
      case .severalSeries, .severalRegions: candidates = Set(problem.kindsOfCandidates)
      default: candidates = []
      }
    }
  }
}

extension LinkQuestion {
  fileprivate init(series: String?, of all: [(id: String, problem: LinkProblem)]) {
    var counts: [String: Int] = [:]
    for text in all.flatMap({ Set($0.problem.kindsOfCandidates) }) { counts[text, default: 0] += 1 }
    self.init(
      series: series, problem: all[0].problem, ids: all.map(\.id),
      candidates: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (text: $0.key, patients: $0.value) })
  }
}

extension LinkProblem {
  /// Whether it is the same for all series of a patient.
  fileprivate var isOfPatient: Bool {
    switch self {
    case .noPatient, .noImages, .severalPersons: true
    default: false
    }
  }

  /// The problem without its facts.
  fileprivate enum Kind: Hashable {
    case noPatient, ambiguousPatient, noImages, noSeries, severalSeries, noSet, noFittingSet, noRegion
    case unnamedRegion, severalSets, severalRegions, severalPersons, instanceTwice, changed
  }

  fileprivate var kind: Kind {
    switch self {
    case .noPatient(.unknown): .noPatient
    case .noPatient(.ambiguous): .ambiguousPatient
    case .noImages: .noImages
    case .noSeries: .noSeries
    case .severalSeries: .severalSeries
    case .noSet: .noSet
    case .noFittingSet: .noFittingSet
    case .noRegion: .noRegion
    case .unnamedRegion: .unnamedRegion
    case .severalSets: .severalSets
    case .severalRegions: .severalRegions
    case .severalPersons: .severalPersons
    case .instanceTwice: .instanceTwice
    case .changed: .changed
    }
  }
}
