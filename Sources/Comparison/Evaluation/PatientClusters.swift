import Results
import Statistics

/// Groups of rows that belong to one patient, as clusters for statistics.
package enum PatientClusters {
  /// The number of the cluster of each subject, from 0; `nil` if no two subjects belong to one patient, so that rows
  /// are independent.
  /// - Parameter owners: the patient of each subject; `nil` if every row is a patient of its own. A subject that is not
  ///   in it is a patient of its own.
  package static func of(_ subjects: [String], owners: [String: String]?) -> [Int]? {
    guard let owners else { return nil }
    var numbers: [String: Int] = [:]
    let clusters = subjects.map { subject -> Int in
      let patient = owners[subject] ?? subject
      let number = numbers[patient] ?? numbers.count
      numbers[patient] = number
      return number
    }
    return numbers.count < subjects.count ? clusters : nil
  }
}

extension Confusion {
  /// The same table and figures, with `reason` in place of the intervals of its shares.
  func withoutIntervals(_ reason: AbsenceReason) -> Confusion {
    var bare = self
    for share in [\Confusion.sensitivity, \.specificity, \.ppv, \.npv] {
      bare[keyPath: share] = Estimate(self[keyPath: share].value, intervalNote: reason)
    }
    return bare
  }
}

extension ModelComparison.Improvement {
  /// The value, with `reason` in place of its interval and its test.
  func withoutInterval(_ reason: AbsenceReason) -> ModelComparison.Improvement {
    ModelComparison.Improvement(Estimate(value.value, intervalNote: reason), p: .undefined(reason))
  }
}

extension ModelComparison.Reclassification {
  /// The values, with `reason` in place of their intervals and tests.
  func withoutIntervals(_ reason: AbsenceReason) -> ModelComparison.Reclassification {
    ModelComparison.Reclassification(
      events: events.withoutInterval(reason), nonEvents: nonEvents.withoutInterval(reason),
      total: total.withoutInterval(reason))
  }
}
