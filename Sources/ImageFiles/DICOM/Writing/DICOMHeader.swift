/// Whom and what a written object belongs to: the patient, study, equipment and frame of reference modules of DICOM
/// PS3.3.
package struct DICOMHeader: Hashable, Sendable {
  /// Patient's name, `FAMILY^GIVEN`.
  package var patientName: String
  /// Patient's identifier.
  package var patientID: String
  /// Age in years at the study.
  package var patientAge: Int
  /// Study this belongs to.
  package var studyUID: String
  /// The patient's coordinate system, shared by series that were acquired in one position.
  package var frameOfReferenceUID: String
  /// Date of study, series and content, `YYYYMMDD`.
  package var date: String
  /// What the study is.
  package var studyDescription: String
  /// Maker of the scanner.
  package var manufacturer: String
  /// Model of the scanner.
  package var model: String
  /// Place of the scanner.
  package var institution: String
  /// Free text, repeated in every object.
  package var comments: String

  /// A header whose every field the caller states.
  package init(
    patientName: String, patientID: String, patientAge: Int, studyUID: String, frameOfReferenceUID: String,
    date: String, studyDescription: String, manufacturer: String, model: String, institution: String, comments: String
  ) {
    self.patientName = patientName
    self.patientID = patientID
    self.patientAge = patientAge
    self.studyUID = studyUID
    self.frameOfReferenceUID = frameOfReferenceUID
    self.date = date
    self.studyDescription = studyDescription
    self.manufacturer = manufacturer
    self.model = model
    self.institution = institution
    self.comments = comments
  }

  var attributes: [DICOMAttribute] { patientAttributes + studyAttributes + equipmentAttributes }

  private var patientAttributes: [DICOMAttribute] {
    let years = String(patientAge)
    let age = String(repeating: "0", count: max(0, 3 - years.count)) + years + "Y"
    return [
      .init(.patientName, patientName), .init(.patientID, patientID), .init(.patientBirthDate, ""),
      .init(.patientSex, "F"), .init(.patientAge, age), .init(.patientComments, comments),
      .init(.patientIdentityRemoved, "YES"), .init(.deidentificationMethod, "No patient: synthetic data"),
    ]
  }

  private var studyAttributes: [DICOMAttribute] {
    [
      .init(.specificCharacterSet, "ISO_IR 192"), .init(.studyInstanceUID, studyUID), .init(.studyDate, date),
      .init(.studyTime, "120000"), .init(.accessionNumber, ""), .init(.referringPhysicianName, ""),
      .init(.studyID, "1"), .init(.studyDescription, studyDescription),
      .init(.frameOfReferenceUID, frameOfReferenceUID), .init(.positionReferenceIndicator, ""),
    ]
  }

  private var equipmentAttributes: [DICOMAttribute] {
    [
      .init(.manufacturer, manufacturer), .init(.manufacturerModelName, model), .init(.stationName, model),
      .init(.institutionName, institution),
    ]
  }
}
