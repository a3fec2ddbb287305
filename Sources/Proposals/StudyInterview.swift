/// A look at images and table, after which questions can be answered one by one without looking again.
///
/// What it writes without answers is what `apus study init` writes, because that asks the same draft.
package struct StudyInterview: Sendable {
  private let draft: StudyDraft
  private let request: StudyProposal.Request
  /// Names of networks whose weights are installed.
  private let networks: [String]

  /// Looks at images and table.
  package init(_ request: StudyProposal.Request, networks: [String] = []) throws(ProposalError) {
    (draft, self.request, self.networks) = (try StudyDraft(request), request, networks)
  }

  /// The study file with answers, and the questions as they stand then.
  package func proposal(
    _ answers: StudyAnswers = StudyAnswers()
  ) throws(AnswerError) -> (proposal: StudyProposal, form: StudyForm) {
    let answered = try draft.answering(answers, networks: networks)
    let proposal = StudyProposal(answered, request)
    return (proposal, StudyForm(draft, answered, proposal, networks: networks))
  }
}
