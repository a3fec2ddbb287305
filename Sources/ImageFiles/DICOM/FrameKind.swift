/// An attribute that tells two images of one place apart, with its value.
///
/// Scanners store several echoes, diffusion weightings, phases or kinds of image (magnitude, phase, water, fat) in one
/// series. Where the second lies half a slice beside the first, positions alone do not tell, and a stack of both would
/// look like one volume.
struct FrameKind: Hashable {
  /// What an attribute holds.
  enum Value: Hashable {
    case number(Double)
    case text(String)
  }

  /// Name and number of the attribute.
  let attribute: String
  let value: Value

  /// Numbers that scanners round or measure anew for every slice: one setting where they are close to each other.
  private static let measured: [DICOMTag] = [
    .echoTime, .effectiveEchoTime, .inversionTime, .inversionTimes, .flipAngle, .tubeVoltage,
  ]

  /// Numbers that count or are set: one setting where they are equal. Times of triggers are not among them, nor
  /// repetition times, which follow the patient's heart and breath from slice to slice: see ``AlternatingKinds``.
  private static let counted: [DICOMTag] = [.diffusionBValue, .temporalPosition, .temporalPositionIndex]

  /// Attributes that are compared as text.
  private static let words: [DICOMTag] = [
    .modality, .photometricInterpretation, .echoNumbers, .complexImageComponent, .convolutionKernel, .rescaleType,
    .units,
    .diffusionDirectionality,
  ]

  /// Numbers of makers: their b-values, and by GE whether an image is of magnitude or of phase.
  private static let ofMakers: [PrivateAttribute] = [
    .siemensBValue, .philipsBValue, .geBValue, .unitedBValue, .geRawDataType,
  ]

  /// GE marks some b-values by adding a thousand million.
  private static let mark = 1e9

  /// What a frame says; attributes that it has not are left out.
  static func all(_ sources: FrameSources) throws(ImageFileError) -> [FrameKind] {
    var found: [FrameKind] = []
    for tag in measured + counted {
      // A value that is no single number is used for nothing else, but it still tells its image from others.
      do throws(ImageFileError) {
        guard let value = try sources.number(tag) else { continue }
        found.append(FrameKind(attribute: tag.name, value: .number(value)))
      } catch {
        guard let text = try sources.first({ $0.text(tag) }) else { continue }
        found.append(FrameKind(attribute: tag.name, value: .text(text)))
      }
    }
    for tag in words {
      guard let text = try sources.first({ $0.text(tag) }) else { continue }
      let isModel = tag == .photometricInterpretation
      found.append(FrameKind(attribute: tag.name, value: .text(isModel ? text.uppercased() : text)))
    }
    for attribute in ofMakers {
      guard let number = try sources.first({ $0.number(attribute) }) else { continue }
      found.append(FrameKind(attribute: attribute.name, value: .number(number >= mark ? number - mark : number)))
    }
    // Siemens also names the b-value in the sequence, as in *ep_b800t; other names may change from slice to slice.
    if let name = try sources.first({ $0.text(.sequenceName) }), let weight = name.firstMatch(of: /_b(\d+)/) {
      found.append(FrameKind(attribute: DICOMTag.sequenceName.name, value: .text("b \(weight.1)")))
    }
    for tag in [DICOMTag.imageType, .frameType] {
      guard let text = try sources.first({ $0.text(tag) }) else { continue }
      // The first two values, original or derived and primary or secondary, differ within sound series.
      let parts = text.split(separator: "\\", omittingEmptySubsequences: false).dropFirst(2)
      if !parts.isEmpty {
        found.append(FrameKind(attribute: tag.name, value: .text(parts.joined(separator: "\\").uppercased())))
      }
    }
    return found
  }

  /// The different settings of an attribute, each by one value as text.
  ///
  /// Measured numbers are one setting where each is within half a per cent of the next: by distance, since rounding
  /// would part two that lie close on either side of an edge. Echoes of one sequence are further apart: the last of 64
  /// by 1.6 %.
  private static func settings(_ values: Set<Value>, isMeasured: Bool) -> [String] {
    var numbers: [Double] = []
    var texts: Set<String> = []
    for value in values {
      switch value {
      case .number(let number): numbers.append(number)
      case .text(let text): texts.insert(text)
      }
    }
    var (first, last): ([Double], Double?) = ([], nil)
    for number in numbers.sorted() {
      let tolerance = isMeasured ? 0.005 * abs(number) : 1e-9 * abs(number)
      if last.map({ number - $0 > tolerance }) ?? true { first.append(number) }
      last = number
    }
    return first.map(\.significant) + texts.sorted()
  }

  /// Attributes that an acquisition has on all of its slices or on none.
  private static let onAllOrNone = Set(
    [
      DICOMTag.echoTime, .effectiveEchoTime, .inversionTime, .diffusionBValue, .temporalPosition,
    ].map(\.name) + [PrivateAttribute.siemensBValue, .philipsBValue].map(\.name))

  /// Refuses frames of one stack that differ in such an attribute, or of which only some have it.
  static func check(_ frames: [FrameGeometry], folder: String) throws(ImageFileError) {
    let measured = Set(measured.map(\.name))
    let values = Dictionary(grouping: frames.flatMap(\.kinds), by: \.attribute).map { attribute, kinds in
      (key: attribute, value: settings(Set(kinds.map(\.value)), isMeasured: measured.contains(attribute)))
    }
    if let mixed = values.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
      throw ImageFileError(folder, .mixedImages(attribute: mixed.key, values: mixed.value))
    }
    for (attribute, value) in values.sorted(by: { $0.key < $1.key }) where onAllOrNone.contains(attribute) {
      guard !frames.allSatisfy({ $0.kinds.contains { $0.attribute == attribute } }) else { continue }
      throw ImageFileError(folder, .absentInSome(attribute: attribute, value: value[0]))
    }
  }
}
