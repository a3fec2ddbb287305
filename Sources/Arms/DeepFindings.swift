import Results

extension DeepInputs {
  /// What a reader should know of how images were changed for the network.
  package var findings: [Finding] { [declared, cut, larger, small].compactMap(\.self) }

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

  /// Lesions that are small in a crop whose size one large lesion, or a wide margin, has set.
  private var small: Finding? {
    let crops = features.filter { $0.key.crop != nil && !$0.value.seen.patients.isEmpty }
    let found = crops.map { input, features in features.seen.widths(side: input.way.input.side) }
      .filter { $0.median < 0.25 }.min { $0.median < $1.median }
    guard let found else { return nil }
    return Finding(
      .note,
      """
      Half of the lesions fill less than a quarter of the side of the crop of \(network); that of \(found.largest) is \
      the largest.
      """,
      detail: "The largest lesion of the training patients sets the size of the crop for all. If its contour is right, "
        + "choose a smaller margin, or region: box, which shows each lesion at a size of its own.")
  }
}

extension SeenLesions {
  /// The middle width of the lesions as a share of the frame's side, and the patient with the largest.
  fileprivate func widths(side: Int) -> (median: Double, largest: String) {
    let widths = patients.map { patient in (patient.sights.map(\.pixels).max() ?? 0) / Double(side) }
    let largest = widths.indices.max { widths[$0] < widths[$1] }.map { patients[$0].subject } ?? ""
    return (widths.sorted()[widths.count / 2], largest)
  }
}
