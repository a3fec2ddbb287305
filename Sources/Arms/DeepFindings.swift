import Results

extension DeepInputs {
  /// What a reader should know of how images were changed for the network.
  package var findings: [Finding] { [cut, larger].compactMap(\.self) }

  private var network: String { deep.label.isEmpty ? "the network" : "the network \"\(deep.label)\"" }

  /// The notes as one finding; `nil` if there are none.
  private var cut: Finding? {
    guard !notes.isEmpty else { return nil }
    let patients = Set(notes.map(\.subject)).count
    let shown = notes.prefix(3).map { "\($0.subject): \($0.text)" }.joined(separator: "; ")
    return Finding(
      .note,
      "For \(patients) of \(subjects.count) patients, \(network) saw only a part of the volume, or nothing of it.",
      detail: shown + (notes.count > 3 ? "; and \(notes.count - 3) more, in the log." : "."))
  }

  /// Patients whose lesion is larger than the crop of a training set that they do not belong to.
  private var larger: Finding? {
    let all = features.values.flatMap(\.seen.patients)
    let names = subjects.filter { name in all.contains { $0.subject == name && $0.isLarger } }
    guard !names.isEmpty else { return nil }
    let notes = names.prefix(3).compactMap { name in
      all.first { $0.subject == name && $0.isLarger }.flatMap { patient in
        patient.sights.compactMap(\.note).first.map { "\(name): \($0)" }
      }
    }
    return Finding(
      .note,
      "The lesion of \(names.count) of \(subjects.count) patients is larger than the crop of \(network) that was "
        + "fitted without them: \(names.joined(separator: ", ")).",
      detail: "Nothing of it is cut off. It is shown at a coarser spacing than all others, so its size on the picture "
        + "says less than it should. \(notes.joined(separator: "; ")).")
  }
}
