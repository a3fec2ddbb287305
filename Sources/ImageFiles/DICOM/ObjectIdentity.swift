/// Whose a DICOM object is and what it belongs to. It holds no name and no date of birth; texts that are absent are
/// empty.
package struct ObjectIdentity: Hashable, Sendable {
  /// PatientID, without padding.
  package let patientID: String
  /// StudyInstanceUID.
  package let studyUID: String
  /// SeriesInstanceUID.
  package let seriesUID: String
  /// SOPInstanceUID.
  package let instanceUID: String
  /// FrameOfReferenceUID.
  package let frameOfReferenceUID: String
  /// Modality.
  package let modality: String
  /// SeriesDescription.
  package let seriesDescription: String
  /// When it was made: `20210304` or `20210304142501.5`, so that later texts sort after earlier ones; empty if unknown.
  package let made: String
  /// By whom two objects can be compared, without saying who it is.
  package let person: PersonMark

  /// The order in which dates are asked.
  enum Dates { case ofImages, ofContours }

  init(_ dataset: DICOMItem, dates: Dates = .ofImages) {
    func text(_ tag: DICOMTag) -> String { dataset.text(tag) ?? "" }
    (patientID, studyUID, seriesUID) = (text(.patientID), text(.studyUID), text(.seriesUID))
    (instanceUID, frameOfReferenceUID) = (text(.instanceUID), text(.frameOfReferenceUID))
    (modality, seriesDescription) = (text(.modality), text(.seriesDescription))
    // The date of the series first: it is one for all of its slices.
    let images: [(DICOMTag, DICOMTag)] = [
      (.seriesDate, .seriesTime), (.acquisitionDate, .acquisitionTime), (.contentDate, .contentTime),
      (.studyDate, .studyTime),
    ]
    let pairs = dates == .ofContours ? [(.structureSetDate, .structureSetTime)] + images : images
    made = pairs.lazy.compactMap { Self.moment(dataset.text($0), dataset.text($1)) }.first ?? ""
    person = PersonMark(dataset)
  }

  /// A date of eight digits with the time behind it; `nil` without a date.
  private static func moment(_ date: String?, _ time: String?) -> String? {
    let digits = (date ?? "").filter { $0.isASCII && $0.isNumber }
    guard digits.count == 8 else { return nil }
    let clock = (time ?? "").filter { $0.isASCII && ($0.isNumber || $0 == ".") }
    return digits + clock
  }
}

/// What tells two people apart, and one person in two files, without telling who they are: numbers that Swift draws
/// anew for every run of the program, and that are never stored or shown.
package struct PersonMark: Hashable, Sendable {
  private let name, birth, sex: Int?

  init(_ dataset: DICOMItem) {
    name = Self.number(of: dataset.text(.patientName).map { $0.lowercased().filter { $0.isLetter || $0.isNumber } })
    birth = Self.number(of: dataset.text(.patientBirthDate))
    let sex = dataset.text(.patientSex)?.uppercased()
    self.sex = Self.number(of: sex == "M" || sex == "F" ? sex : nil)
  }

  private static func number(of text: String?) -> Int? {
    guard let text, !text.isEmpty else { return nil }
    var hasher = Hasher()
    hasher.combine(text)
    return hasher.finalize()
  }

  /// Whether they are certainly two people: both dates of birth, or both sexes, are known and differ.
  package func isOfAnother(_ other: PersonMark) -> Bool {
    func differ(_ one: Int?, _ two: Int?) -> Bool { one.flatMap { one in two.map { $0 != one } } ?? false }
    return differ(birth, other.birth) || differ(sex, other.sex)
  }

  /// The same, with what only the other knows.
  package func completed(by other: PersonMark) -> PersonMark {
    PersonMark(name: name ?? other.name, birth: birth ?? other.birth, sex: sex ?? other.sex)
  }

  /// Somebody of whom nothing is known.
  package static let unknown = PersonMark(name: nil, birth: nil, sex: nil)

  private init(name: Int?, birth: Int?, sex: Int?) { (self.name, self.birth, self.sex) = (name, birth, sex) }

  /// A value that two marks share if name and date of birth are known and the same; `nil` if one is unknown.
  package var likely: Int? {
    guard let name, let birth else { return nil }
    var hasher = Hasher()
    hasher.combine(name)
    hasher.combine(birth)
    return hasher.finalize()
  }
}
