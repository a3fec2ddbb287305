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
      .init(.patientIdentityRemoved, "YES"),
      .init(.deidentificationMethod, "Id of the clinical table, no name, no dates"),
    ]
    let study: [DICOMAttribute] = [
      .init(.specificCharacterSet, "ISO_IR 192"), .init(.studyInstanceUID, studyUID), .init(.studyDate, ""),
      .init(.studyTime, ""), .init(.accessionNumber, ""), .init(.referringPhysicianName, ""), .init(.studyID, ""),
    ]
    let own: [DICOMAttribute] = [
      .init(.sopClassUID, classUID), .init(.sopInstanceUID, instanceUID), .init(.modality, modality),
      .init(.seriesInstanceUID, seriesUID), .init(.seriesNumber, String(number)),
      .init(.seriesDescription, DICOMAttribute.words(description, atMost: 64)), .init(.instanceNumber, "1"),
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
