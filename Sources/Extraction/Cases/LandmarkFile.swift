import Foundation
import ImageProcessing
import Records
import Volumes

/// A fit of landmarks as a file: data, with what made it.
public struct LandmarkFile: Codable, Sendable {
  /// Version of this layout.
  public var schema = 1
  /// Name and version of the program.
  public let software: String
  /// Settings and standard scale.
  public let normaliser: IntensityNormaliser
  /// SHA-256 of the two.
  public let hash: String

  /// A file for a fit.
  public init(_ normaliser: IntensityNormaliser) {
    software = Software.name
    self.normaliser = normaliser
    hash = ContentHash.of(normaliser.canonical)
  }

  /// Reads and checks a file.
  public init(reading path: String) throws(NormalisationRequestError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    do {
      self = try JSONDecoder().decode(LandmarkFile.self, from: data)
    } catch let error as NormalisationSettingError {
      throw .noLandmarks(path, .settings(error))
    } catch let error as NormalisationError {
      throw .noLandmarks(path, .standardScale(error))
    } catch {
      throw .noLandmarks(path, .notJSON(cause: DecodingError.inShort(error)))
    }
    guard schema == 1 else { throw .noLandmarks(path, .otherLayout(schema)) }
    guard hash == ContentHash.of(normaliser.canonical) else { throw .noLandmarks(path, .otherHash) }
  }

  /// The text of the file.
  public var text: String {
    get throws { String(decoding: try JSONEncoder.stable.encode(self), as: UTF8.self) + "\n" }
  }
}

extension LandmarkFile {
  /// Why a file holds no landmarks.
  public enum Fault: Sendable, Hashable {
    /// It is not JSON, or a key is missing or has another type.
    case notJSON(cause: String)
    /// Its settings do not exist in this version.
    case settings(NormalisationSettingError)
    /// Its values cannot come from a fit with its settings.
    case standardScale(NormalisationError)
    /// It was written by a version with another layout, whose number is given.
    case otherLayout(Int)
    /// It was changed or cut.
    case otherHash

    fileprivate var cause: String {
      switch self {
      case .notJSON(let cause): cause
      case .settings(let error): "\(error)"
      case .standardScale(let error): "\(error)"
      case .otherLayout(let schema): "it has layout \(schema), this version reads 1"
      case .otherHash: "its values do not have its hash: it was changed or cut"
      }
    }
  }
}

/// Why a normalisation cannot be used as it was asked for.
public enum NormalisationRequestError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The method or one of its settings is not known.
  case settings(NormalisationSettingError)
  /// The file of landmarks cannot be read.
  case unreadable(String)
  /// The file holds no landmarks.
  case noLandmarks(String, LandmarkFile.Fault)
  /// The method is fitted on several images, and no fit was given.
  case needsLandmarks(method: String)
  /// The method looks at one image only, so there is nothing to fit.
  case needsNoFit(method: String)
  /// A reference tissue was given to a method that does not read one.
  case referenceUnused(method: String)

  /// Cause and next step.
  public var description: String {
    switch self {
    case .settings(let error): "\(error)."
    case .unreadable(let path): "\(path): cannot be read. Check the path."
    case .noLandmarks(let path, let fault):
      "\(path): holds no landmarks: \(fault.cause). Make it with apus normalise fit."
    case .needsLandmarks(let method):
      "\(method) is fitted on several images. Fit it with apus normalise fit, and normalise with apus normalise --landmarks; in a "
        + "study it is fitted on the training patients."
    case .needsNoFit(let method):
      "\(method) looks at one image only, so there is nothing to fit. Use apus normalise --method."
    case .referenceUnused(let method): "a reference mask is for whitestripe; \(method) does not read one. Take it out."
    }
  }
}

extension IntensityNormaliser {
  /// A normaliser for one image, from `METHOD[:key=value,…]`.
  public init(text: String) throws(NormalisationRequestError) {
    let settings = try IntensityNormalisation(checking: text)
    guard !settings.needsFit, let normaliser = try? IntensityNormaliser(settings) else {
      throw .needsLandmarks(method: settings.method)
    }
    self = normaliser
  }
}

extension IntensityNormalisation {
  /// ``/ImageProcessing/IntensityNormalisation/init(_:)`` with the errors of this room.
  package init(checking text: String) throws(NormalisationRequestError) {
    do throws(NormalisationSettingError) {
      self = try IntensityNormalisation(text)
    } catch {
      throw .settings(error)
    }
  }
}

extension ExtractionSettings {
  /// Names of the normalisations that there are.
  public static var normalisationNames: [String] { NormalisationRegistry.names }

  /// These settings with intensities normalised first, by `METHOD[:key=value,…]`.
  public func normalising(_ text: String, file: String, option: String) throws -> ExtractionSettings {
    try normalising(with: IntensityNormaliser(text: text), file: file, other: option)
  }
}
