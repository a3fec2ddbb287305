/// A content item of a structured report, with those below it.
package struct ReportNode: Sendable {
  /// How an item belongs to the one above it.
  package enum Relationship: String, Sendable {
    case contains = "CONTAINS"
    case conceptModifier = "HAS CONCEPT MOD"
    case observationContext = "HAS OBS CONTEXT"
  }

  /// The value of an item.
  package enum Value: Sendable {
    /// Items below it; the template that they follow, if it is named.
    case container(template: String?)
    case code(DICOMCode)
    case text(String)
    case uid(String)
    /// A finite number with its unit.
    case number(Double, unit: DICOMCode)
    /// An instance, and a segment of it.
    case image(ReferencedSeries.Instance, segment: Int?)
  }

  /// How it belongs to the item above.
  let relationship: Relationship
  /// What it is.
  let concept: DICOMCode
  /// Its value.
  let value: Value
  /// The items below it.
  let children: [ReportNode]

  /// An item.
  package init(
    _ relationship: Relationship, _ concept: DICOMCode, _ value: Value, _ children: [ReportNode] = []
  ) {
    (self.relationship, self.concept, self.value, self.children) = (relationship, concept, value, children)
  }

  /// Its attributes and those of the items below.
  /// - Parameter path: the way to this item; empty for the root, which has no relationship.
  func attributes(at path: [(sequence: DICOMAttribute.Tag, item: Int)]) -> [DICOMAttribute] {
    let own: [DICOMAttribute] =
      path.isEmpty ? [] : [.init(in: path, .relationshipType, relationship.rawValue)]
    let below = children.enumerated().flatMap { $1.attributes(at: path + [(.contentSequence, $0)]) }
    return own + [.init(in: path, .valueType, value.type)] + concept.attributes(in: path, .conceptNameCodeSequence)
      + value.attributes(at: path) + below
  }
}

extension ReportNode.Value {
  fileprivate var type: String {
    switch self {
    case .container: "CONTAINER"
    case .code: "CODE"
    case .text: "TEXT"
    case .uid: "UIDREF"
    case .number: "NUM"
    case .image: "IMAGE"
    }
  }

  fileprivate func attributes(at path: [(sequence: DICOMAttribute.Tag, item: Int)]) -> [DICOMAttribute] {
    switch self {
    case .container(let template):
      let used = path + [(.contentTemplateSequence, 0)]
      return [.init(in: path, .continuityOfContent, "SEPARATE")]
        + (template.map {
          [.init(in: used, .mappingResource, "DCMR"), .init(in: used, .templateIdentifier, $0)]
        } ?? [])
    case .code(let code): return code.attributes(in: path, .conceptCodeSequence)
    case .text(let text): return [.init(in: path, .textValue, text)]
    case .uid(let uid): return [.init(in: path, .uid, uid)]
    case .number(let number, let unit):
      let measured = path + [(.measuredValueSequence, 0)]
      return [
        .init(in: measured, .numericValue, DICOMAttribute.shortest(number)),
        .init(in: measured, .floatingPointValue, "\(number)"),
      ] + unit.attributes(in: measured, .measurementUnitsCodeSequence)
    case .image(let instance, let segment):
      let referenced = path + [(.referencedSOPSequence, 0)]
      return [
        .init(in: referenced, .referencedSOPClassUID, instance.classUID),
        .init(in: referenced, .referencedSOPInstanceUID, instance.uid),
      ] + (segment.map { [.init(in: referenced, .referencedSegmentNumber, "\($0)")] } ?? [])
    }
  }
}

extension DICOMAttribute.Tag {
  static let mappingResource = Self(rawValue: 0x0008_0105)
  static let referencedSOPSequence = Self(rawValue: 0x0008_1199)
  static let measurementUnitsCodeSequence = Self(rawValue: 0x0040_08ea)
  static let relationshipType = Self(rawValue: 0x0040_a010)
  static let valueType = Self(rawValue: 0x0040_a040)
  static let conceptNameCodeSequence = Self(rawValue: 0x0040_a043)
  static let continuityOfContent = Self(rawValue: 0x0040_a050)
  static let uid = Self(rawValue: 0x0040_a124)
  static let textValue = Self(rawValue: 0x0040_a160)
  static let floatingPointValue = Self(rawValue: 0x0040_a161)
  static let conceptCodeSequence = Self(rawValue: 0x0040_a168)
  static let measuredValueSequence = Self(rawValue: 0x0040_a300)
  static let numericValue = Self(rawValue: 0x0040_a30a)
  static let contentTemplateSequence = Self(rawValue: 0x0040_a504)
  static let contentSequence = Self(rawValue: 0x0040_a730)
  static let templateIdentifier = Self(rawValue: 0x0040_db00)
  static let referencedSegmentNumber = Self(rawValue: 0x0062_000b)
}
