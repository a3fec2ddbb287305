import Results

/// Patients to whom a trained head gives the same score although their images differ.
///
/// A head's score is a real number of many features, so two scores are equal to the last bit only if the model does not
/// tell the patients apart. Scores at the end of the range of ``heldLogit(_:)`` are no such sign: they are held there.
package struct EqualScores {
  /// The patients, in the order of the predictions.
  package let patients: [String]

  /// - Parameters:
  ///   - images: hashes of each patient's images.
  ///   - known: patients who are named already, because the network does not tell them apart.
  package init(_ predictions: [Prediction], images: [String: [String]], except known: Set<String>) {
    let scored = predictions.filter { one in
      !known.contains(one.subject) && one.score.map { heldLogit(0) < $0 && $0 < heldLogit(1) } ?? false
    }
    let groups = Dictionary(grouping: scored) { $0.score }.values.map { $0.map(\.subject) }
    let equal = groups.filter { group in Set(group.compactMap { images[$0] }).count > 1 }
    let names = Set(equal.flatMap(\.self))
    patients = predictions.map(\.subject).filter(names.contains)
  }
}
