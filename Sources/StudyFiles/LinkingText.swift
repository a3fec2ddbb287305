import Exports

extension StudyFile {
  /// How images were found in an export, in sentences; `nil` for a study with paths alone.
  package var linkingText: String? {
    let linked = series.compactMap(\.linkingText)
    guard !linked.isEmpty else { return nil }
    return
      "Patients were joined to images by PatientID. Each series was chosen by its DICOM header, and each contour by "
      + "the series, images or frame of reference that it says it was drawn on. \(linked.joined(separator: " "))"
  }
}

extension StudyFile.Series {
  fileprivate var linkingText: String? {
    var parts: [String] = []
    if case .rules(let rules) = image { parts.append(rules.words) }
    if case .drawn(let rois, let folder) = mask {
      let region =
        roiColumn.map { "the region that column \($0) of the table names" }
        ?? (rois.isEmpty ? "the only region" : "region \(rois.joined(separator: ", else "))")
      parts.append("\(region) of \(structureSet.words)\(folder.map { " in \($0)" } ?? "")")
    }
    return parts.isEmpty ? nil : "\(name): \(parts.joined(separator: "; "))."
  }
}

extension SeriesRules {
  /// The rules in words.
  fileprivate var words: String {
    func range<Bound>(_ range: ClosedRange<Bound>?, _ name: String, _ unit: String = "") -> String? {
      range.map { "\(name) \($0.lowerBound) to \($0.upperBound)\(unit)" }
    }
    let parts: [String?] = [
      modality.map { "modality \($0)" },
      description.isEmpty ? nil : "description \(description.joined(separator: " or "))",
      imageType.isEmpty ? nil : "image type \(imageType.joined(separator: " and "))",
      range(echoTime, "echo time", " ms"), range(repetitionTime, "repetition time", " ms"), orientation?.rawValue,
      range(slices, "slices"), choose.map { "of several the \($0.rawValue) one" },
    ]
    let given = parts.compactMap(\.self)
    return given.isEmpty ? "the only series" : given.joined(separator: ", ")
  }
}

extension StructureSetRules {
  fileprivate var words: String {
    let of = choose.map { "the \($0.rawValue) structure set" } ?? "the structure set"
    let more = [label.isEmpty ? nil : "labelled \(label.joined(separator: ", else "))", isApproved ? "approved" : nil]
      .compactMap(\.self)
    return more.isEmpty ? of : "\(of) (\(more.joined(separator: ", ")))"
  }
}
