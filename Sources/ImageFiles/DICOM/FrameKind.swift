/// An attribute that tells two images of one place apart, with its value.
///
/// Scanners store several echoes, diffusion weightings, phases or kinds of image (magnitude, phase, water, fat) in one series. Where the second
/// lies half a slice beside the first, positions alone do not tell, and a stack of both would look like one volume.
struct FrameKind: Hashable {
  /// Name and number of the attribute.
  let attribute: String
  /// Its value as text; numbers to four digits, since echo times of one sequence are rounded differently from slice to slice.
  let value: String

  private static let numbers: [DICOMTag] = [
    .echoTime, .effectiveEchoTime, .inversionTime, .flipAngle, .diffusionBValue, .temporalPosition,
    .temporalPositionIndex,
  ]

  /// Attributes that are compared as text; of the private ones those that Siemens and Philips give their b-values in.
  private static let words: [DICOMTag] = [
    .modality, .photometricInterpretation, .echoNumbers, .siemensBValue, .philipsBValue,
  ]

  /// What a frame says; attributes that it has not are left out.
  static func all(_ sources: FrameSources) throws(ImageFileError) -> [FrameKind] {
    var found: [FrameKind] = []
    for tag in numbers {
      // A value that is no single number is used for nothing else, but it still tells its image from others.
      do throws(ImageFileError) {
        guard let value = try sources.number(tag) else { continue }
        found.append(FrameKind(attribute: tag.name, value: rounded(value)))
      } catch {
        guard let text = try sources.first({ $0.text(tag) }) else { continue }
        found.append(FrameKind(attribute: tag.name, value: text))
      }
    }
    for tag in words {
      guard let text = try sources.first({ $0.text(tag) }) else { continue }
      found.append(FrameKind(attribute: tag.name, value: text))
    }
    if let weights = try sources.first({ $0.text(.geBValue) })?.split(separator: "\\").first {
      found.append(FrameKind(attribute: DICOMTag.geBValue.name, value: String(weights)))
    }
    // Siemens also names the b-value in the sequence, as in *ep_b800t; other names may change from slice to slice.
    if let name = try sources.first({ $0.text(.sequenceName) }), let weight = name.firstMatch(of: /_b(\d+)/) {
      found.append(FrameKind(attribute: DICOMTag.sequenceName.name, value: "b \(weight.1)"))
    }
    for tag in [DICOMTag.imageType, .frameType] {
      guard let text = try sources.first({ $0.text(tag) }) else { continue }
      // The first two values, original or derived and primary or secondary, differ within sound series.
      let parts = text.split(separator: "\\", omittingEmptySubsequences: false).dropFirst(2)
      if !parts.isEmpty {
        found.append(FrameKind(attribute: tag.name, value: parts.joined(separator: "\\").uppercased()))
      }
    }
    return found
  }

  private static func rounded(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    var scale = 1.0
    while abs(value) * scale < 1000 { scale *= 10 }
    return ((value * scale).rounded() / scale).short
  }

  /// Attributes that an acquisition has on all of its slices or on none.
  private static let onAllOrNone = Set(
    [
      DICOMTag.echoTime, .effectiveEchoTime, .inversionTime, .diffusionBValue, .temporalPosition, .siemensBValue,
      .philipsBValue,
    ].map(\.name))

  /// Refuses frames of one stack that differ in such an attribute, or of which only some have it.
  static func check(_ frames: [FrameGeometry], folder: String) throws(ImageFileError) {
    var values: [String: [String]] = [:]
    for kind in frames.flatMap(\.kinds) where !(values[kind.attribute] ?? []).contains(kind.value) {
      values[kind.attribute, default: []].append(kind.value)
    }
    if let mixed = values.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
      throw ImageFileError(folder, .mixedImages(attribute: mixed.key, values: mixed.value.sorted()))
    }
    for (attribute, value) in values.sorted(by: { $0.key < $1.key }) where onAllOrNone.contains(attribute) {
      guard !frames.allSatisfy({ $0.kinds.contains { $0.attribute == attribute } }) else { continue }
      throw ImageFileError(folder, .absentInSome(attribute: attribute, value: value[0]))
    }
  }
}
