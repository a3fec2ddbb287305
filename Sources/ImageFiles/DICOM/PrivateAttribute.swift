import Execution

/// An attribute of a maker, for what tells images apart.
///
/// Its block in the group is the one that the maker's name reserves (PS3.5, 7.8.1): the same number under another name
/// is another attribute. Sources: pydicom's private dictionary; dcm2niix (`nii_dicom.cpp`) for United Imaging.
struct PrivateAttribute: Hashable {
  /// How the value is stored where the file does not say it (implicit VR, or VR UN).
  enum Storage { case text, unsigned16, float32, float64 }

  let group: UInt16
  let element: UInt8
  /// The name that reserves the block.
  let creator: String
  /// A word of Manufacturer, for files whose names of blocks were taken out.
  let maker: String
  let storage: Storage
  /// What it is called in messages.
  let name: String

  static let mosaicImages = PrivateAttribute(
    group: 0x0019, element: 0x0a, creator: "SIEMENS MR HEADER", maker: "SIEMENS", storage: .unsigned16,
    name: "Siemens' NumberOfImagesInMosaic (0019,xx0A)")
  static let siemensHeader = PrivateAttribute(
    group: 0x0029, element: 0x10, creator: "SIEMENS CSA HEADER", maker: "SIEMENS", storage: .text,
    name: "Siemens' CSA image header (0029,xx10)")
  /// Slices of a grid of slices (`kNumberOfImagesInGridUIH`).
  static let unitedImages = PrivateAttribute(
    group: 0x0065, element: 0x50, creator: "IMAGE PRIVATE HEADER", maker: "UIH", storage: .text,
    name: "United Imaging's number of slices in a grid (0065,xx50)")
  static let siemensBValue = PrivateAttribute(
    group: 0x0019, element: 0x0c, creator: "SIEMENS MR HEADER", maker: "SIEMENS", storage: .text,
    name: "Siemens' b-value (0019,xx0C)")
  static let philipsBValue = PrivateAttribute(
    group: 0x2001, element: 0x03, creator: "PHILIPS IMAGING DD 001", maker: "PHILIPS", storage: .float32,
    name: "Philips' b-value (2001,xx03)")
  /// Floating point values of Philips are stored ones by it (Chenevert et al. 2014, doi:10.1593/tlo.13811).
  static let philipsScaleSlope = PrivateAttribute(
    group: 0x2005, element: 0x0e, creator: "PHILIPS MR IMAGING DD 001", maker: "PHILIPS", storage: .float32,
    name: "Philips' scale slope (2005,xx0E)")
  /// Of four values the first is the b-value.
  static let geBValue = PrivateAttribute(
    group: 0x0043, element: 0x39, creator: "GEMS_PARM_01", maker: "GE", storage: .text, name: "GE's b-value (0043,xx39)"
  )
  static let geRawDataType = PrivateAttribute(
    group: 0x0043, element: 0x2f, creator: "GEMS_PARM_01", maker: "GE", storage: .unsigned16,
    name: "GE's raw data type (0043,xx2F)")
  static let unitedBValue = PrivateAttribute(
    group: 0x0065, element: 0x09, creator: "IMAGE PRIVATE HEADER", maker: "UIH", storage: .float64,
    name: "United Imaging's b-value (0065,xx09)")
}

extension DICOMItem {
  /// Blocks that are looked at; makers reserve the first ones.
  private static let blocks: ClosedRange<UInt16> = 0x10...0x2f

  /// Where an attribute of a maker is; `nil` where its block is not reserved.
  private func tag(of attribute: PrivateAttribute) -> DICOMTag? {
    let names = Self.blocks.lazy.map { ($0, text(DICOMTag(group: attribute.group, element: $0))?.uppercased()) }
    if let block = names.first(where: { $0.1 == attribute.creator })?.0 {
      return DICOMTag(group: attribute.group, element: block << 8 | UInt16(attribute.element))
    }
    let isUnnamed = text(DICOMTag(group: attribute.group, element: 0x10)) == nil
    guard isUnnamed, text(.manufacturer)?.uppercased().contains(attribute.maker) == true else { return nil }
    return DICOMTag(group: attribute.group, element: 0x1000 | UInt16(attribute.element))
  }

  /// The value of an attribute of a maker as bytes; `nil` when it is absent or something else.
  func bytes(_ attribute: PrivateAttribute) -> [UInt8]? { tag(of: attribute).flatMap { bytes($0) } }

  /// The value of an attribute of a maker as text; `nil` when it is absent or empty.
  func text(_ attribute: PrivateAttribute) -> String? {
    guard let tag = tag(of: attribute) else { return nil }
    guard let bytes = bytes(tag) else { return text(tag) }
    let text =
      switch attribute.storage {
      case .text: fileText(String(decoding: bytes, as: UTF8.self))
      case .unsigned16: bytes.little(UInt16.self).map { "\($0)" } ?? ""
      case .float32: bytes.little(UInt32.self).map { "\(Float(bitPattern: $0))" } ?? ""
      case .float64: bytes.little(UInt64.self).map { "\(Double(bitPattern: $0))" } ?? ""
      }
    return text.isEmpty ? nil : text
  }

  /// The first number of an attribute of a maker; `nil` when it is absent or is none, because it serves to tell images
  /// apart and is no reason to refuse one.
  func number(_ attribute: PrivateAttribute) -> Double? {
    text(attribute).flatMap { $0.split(separator: "\\").first }.flatMap { Double(fileText(String($0))) }
  }
}

extension [UInt8] {
  /// The first number of so many bytes, little-endian; `nil` where there are fewer.
  fileprivate func little<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    let size = MemoryLayout<Number>.size
    guard count >= size else { return nil }
    return prefix(size).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }
}
