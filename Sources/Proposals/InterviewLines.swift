import Foundation

/// What a page asks of the process that has looked at images for it: a line of JSON.
package struct InterviewQuestion: Codable, Sendable {
  package let answers: StudyAnswers
  /// Whether the study file is to be written.
  package let writes: Bool

  package init(_ answers: StudyAnswers, writes: Bool) { (self.answers, self.writes) = (answers, writes) }
}

/// What that process answers: a line of JSON.
package enum InterviewReply: Codable, Sendable {
  case form(StudyForm)
  case written
  /// The answers do not fit the study.
  case refused(String)
  /// Nothing can be proposed, or written.
  case failed(String)
}

extension StudyInterview {
  /// Looks at images and table, and answers questions until there are no more. Readers of images are large programs of
  /// others; where they crash, this process ends and not the server whose page asks.
  /// - Parameters:
  ///   - question: the next line; `nil` when nobody asks any more.
  ///   - reply: takes a line without its end.
  package static func hold(
    _ request: StudyProposal.Request, networks: [String], question: () -> String?, reply: (Data) -> Void
  ) {
    let answer = { (reply: InterviewReply) in (try? JSONEncoder().encode(reply)) ?? Data() }
    let interview: StudyInterview
    do throws(ProposalError) { interview = try StudyInterview(request, networks: networks) } catch {
      return reply(answer(.failed("\(error)")))
    }
    // The look has ended.
    reply(answer(interview.reply(to: InterviewQuestion(StudyAnswers(), writes: false), request)))
    while let line = question() {
      guard let asked = try? JSONDecoder().decode(InterviewQuestion.self, from: Data(line.utf8)) else { continue }
      reply(answer(interview.reply(to: asked, request)))
    }
  }

  private func reply(to question: InterviewQuestion, _ request: StudyProposal.Request) -> InterviewReply {
    do {
      let (proposal, form) = try proposal(question.answers)
      guard question.writes else { return .form(form) }
      try proposal.write(request)
      return .written
    } catch let error as AnswerError {
      return .refused("\(error)")
    } catch {
      return .failed("\(error)")
    }
  }
}
