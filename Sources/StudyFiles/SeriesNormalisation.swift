import ImageProcessing
import Yams

extension StudyFile {
  /// How the intensities of a series are normalised before features are computed.
  package struct SeriesNormalisation: Hashable, Codable, Sendable {
    /// Method and parameters.
    package var settings: IntensityNormalisation
    /// Mask of reference tissue for `whitestripe`; `nil` to use the peak of the histogram.
    package var reference: Reference?

    /// Takes every part as given.
    package init(settings: IntensityNormalisation, reference: Reference? = nil) {
      self.settings = settings
      self.reference = reference
    }
  }

  /// A mask of reference tissue.
  package struct Reference: Hashable, Codable, Sendable {
    /// Path of a label image, structure set or segmentation, with `{id}` and wildcards.
    package var path: String
    /// Region in a structure set or segmentation.
    package var roi: String?
    /// Label in a label image; `nil` if the study file gives none.
    package var label: Int?

    /// Takes every part as given.
    package init(path: String, roi: String? = nil, label: Int? = nil) {
      self.path = path
      self.roi = roi
      self.label = label
    }
  }

  /// How the bias field is corrected, which is the slow change of intensity over the image caused by a receiving coil.
  package enum BiasField: String, Hashable, Codable, Sendable, CaseIterable {
    /// N4 as implemented by ANTs, which must be installed.
    case n4
  }

  /// Whether a normalisation is fitted on the images of training patients.
  package var fitsOnImages: Bool { !seriesFittedOnImages.isEmpty }

  /// The series whose normalisation is fitted on images of training patients.
  package var seriesFittedOnImages: [Series] { series.filter { $0.fittedNormalisation != nil } }

  /// Whether a series needs the external program N4.
  package var needsBiasFieldCorrection: Bool { series.contains { $0.biasField != nil } }
}

extension StudyFile.BiasField {
  package init?(_ section: YAMLSection) throws(StudyFileError) {
    guard let text = try section.string("bias-field"), text != "none" else { return nil }
    guard let known = Self(rawValue: text) else {
      throw section.fail(
        "bias-field", .unknownName(text, in: "\(section.path).bias-field", known: ["none", "n4"]))
    }
    self = known
  }
}

extension StudyFile.SeriesNormalisation {
  package init(_ section: YAMLSection) throws(StudyFileError) {
    let method = try section.required("method")
    var parameters: [String: [String]] = [:]
    for key in section.keys where !["method", "reference", "reference-roi", "reference-label"].contains(key) {
      parameters[key] = try section.strings(key)
    }
    do {
      settings = try IntensityNormalisation(method: method, parameters: parameters)
    } catch {
      throw section.fail(error.key, .normalisation(error, at: section.path))
    }
    reference = try StudyFile.Reference(section)
    guard reference == nil || method == "whitestripe" else {
      throw section.fail(
        "reference", .otherwise("\(section.path): reference needs whitestripe, but the method is \(method)"))
    }
    try section.finish()
  }

  /// Keys and values of a study file that read back as this value.
  package var items: [(String, [String])] {
    var items = [("method", [settings.method])] + settings.parameters.map { ($0.key, $0.values) }
    if let reference {
      items.append(("reference", [reference.path]))
      if let roi = reference.roi { items.append(("reference-roi", [roi])) }
      if let label = reference.label { items.append(("reference-label", ["\(label)"])) }
    }
    return items
  }
}

extension StudyFile.Reference {
  fileprivate init?(_ section: YAMLSection) throws(StudyFileError) {
    let (path, roi) = (try section.string("reference"), try section.string("reference-roi"))
    let label = try section.integer("reference-label", expecting: "a whole number from 1", where: { $0 >= 1 })
    guard let path else {
      guard roi == nil, label == nil else { throw section.missing("reference") }
      return nil
    }
    (self.path, self.roi, self.label) = (path, roi, label)
  }
}

extension NormalisationSettingError {
  /// The key of the study file that the error concerns.
  fileprivate var key: String {
    switch self {
    case .unknownMethod, .noValue: "method"
    case .unknownParameter(let key, _, _), .wrongParameter(let key, _, _): key
    }
  }
}

extension StudyFile.Series {
  /// The normalisation, if it is fitted on the images of training patients.
  package var fittedNormalisation: IntensityNormalisation? {
    normalisation.map(\.settings).flatMap { $0.needsFit ? $0 : nil }
  }
}
