/// A coded concept: value, coding scheme, meaning.
package struct DICOMCode: Hashable, Sendable {
  /// Value in the scheme.
  package let value: String
  /// Designator of the scheme: `DCM`, `SCT`, `UCUM`, `IBSI`, or one of our own.
  package let scheme: String
  /// Meaning in words, at most 64 characters of it.
  package let meaning: String

  /// A code of a scheme.
  package init(_ value: String, _ scheme: String, _ meaning: String) {
    precondition(!value.isEmpty && !scheme.isEmpty && scheme.count <= 16, "a code has a value and a scheme")
    (self.value, self.scheme, self.meaning) = (value, scheme, String(meaning.prefix(64)))
  }

  /// Its attributes as the first item of a sequence. A value beyond 16 characters is a long one (PS3.3, 8.1).
  func attributes(
    in items: [(sequence: DICOMAttribute.Tag, item: Int)], _ sequence: DICOMAttribute.Tag, item: Int = 0
  ) -> [DICOMAttribute] {
    let path = items + [(sequence, item)]
    return [
      DICOMAttribute(in: path, value.utf8.count <= 16 ? .codeValue : .longCodeValue, value),
      DICOMAttribute(in: path, .codingSchemeDesignator, scheme), DICOMAttribute(in: path, .codeMeaning, meaning),
    ]
  }
}

extension DICOMAttribute.Tag {
  static let codeValue = Self(rawValue: 0x0008_0100)
  static let codingSchemeDesignator = Self(rawValue: 0x0008_0102)
  static let codeMeaning = Self(rawValue: 0x0008_0104)
  static let longCodeValue = Self(rawValue: 0x0008_0119)
}

/// What written objects say of themselves: whose they are, in which study, and who made them.
package struct DerivedObject: Hashable, Sendable {
  /// Id of the patient as the study has it; the name stays empty.
  package let patientID: String
  /// StudyInstanceUID of the images.
  package let studyUID: String
  /// SeriesInstanceUID and SOPInstanceUID of the object itself.
  package let seriesUID, instanceUID: String
  /// SeriesNumber.
  package let number: Int
  /// SeriesDescription.
  package let description: String
  /// `YYYYMMDD` and `HHMMSS` of the content.
  package let date, time: String
  /// Program and version.
  package let software: String

  /// Takes every part as given.
  package init(
    patientID: String, studyUID: String, seriesUID: String, instanceUID: String, number: Int, description: String,
    date: String, time: String, software: String
  ) {
    (self.patientID, self.studyUID, self.seriesUID) = (patientID, studyUID, seriesUID)
    (self.instanceUID, self.number, self.description) = (instanceUID, number, description)
    (self.date, self.time, self.software) = (date, time, software)
  }

  /// Patient, study, series, equipment and SOP common modules.
  func attributes(classUID: String, modality: String) -> [DICOMAttribute] {
    let patient: [DICOMAttribute] = [
      .init(.patientName, ""), .init(.patientID, patientID), .init(.patientBirthDate, ""), .init(.patientSex, ""),
      .init(.patientIdentityRemoved, "YES"), .init(.deidentificationMethod, "Id of the study; no name, no dates"),
    ]
    let study: [DICOMAttribute] = [
      .init(.specificCharacterSet, "ISO_IR 192"), .init(.studyInstanceUID, studyUID), .init(.studyDate, ""),
      .init(.studyTime, ""), .init(.accessionNumber, ""), .init(.referringPhysicianName, ""), .init(.studyID, ""),
    ]
    let own: [DICOMAttribute] = [
      .init(.sopClassUID, classUID), .init(.sopInstanceUID, instanceUID), .init(.modality, modality),
      .init(.seriesInstanceUID, seriesUID), .init(.seriesNumber, String(number)),
      .init(.seriesDescription, String(description.prefix(64))), .init(.instanceNumber, "1"),
      .init(.contentDate, date), .init(.contentTime, time), .init(.manufacturer, "Apus"),
      .init(.manufacturerModelName, "Apus"), .init(.deviceSerialNumber, "1"), .init(.softwareVersions, software),
    ]
    return patient + study + own
  }
}

extension DICOMAttribute.Tag {
  static let deviceSerialNumber = Self(rawValue: 0x0018_1000)
  static let softwareVersions = Self(rawValue: 0x0018_1020)
}
