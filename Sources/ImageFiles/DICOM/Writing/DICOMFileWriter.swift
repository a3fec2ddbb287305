internal import CDICOM

/// Why a DICOM file could not be written.
package struct DICOMWritingError: Error, Sendable, CustomStringConvertible {
  /// The file.
  package let file: String
  /// What DCMTK said.
  package let cause: String
  /// File, cause and next step.
  package var description: String {
    "\(file): cannot be written as DICOM: \(cause). Check that the folder exists, is writable and has space."
  }
}

/// Writes data sets as DICOM files, explicit little endian: the one place where Swift meets the C writer.
enum DICOMFileWriter {
  static func write(
    _ attributes: [DICOMAttribute], pixels: [UInt16]? = nil, to file: String
  ) throws(DICOMWritingError) {
    cdicom_initialise()
    let text = packed(attributes)
    var message = [CChar](repeating: 0, count: 512)
    // The C side reads `text.count` and `pixels.count` elements and writes at most `message.count` bytes, during the
    // call only.
    let status = text.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        cdicom_write(
          file, characters.baseAddress, text.count, attributes.count, pixels, pixels?.count ?? 0, &message,
          message.count)
      }
    }
    guard status == 0 else {
      throw DICOMWritingError(
        file: file, cause: String(decoding: message.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
    }
  }

  private static func packed(_ attributes: [DICOMAttribute]) -> [UInt8] {
    var bytes: [UInt8] = []
    for attribute in attributes {
      bytes.append(contentsOf: attribute.path.utf8)
      bytes.append(0)
      bytes.append(contentsOf: attribute.value.utf8)
      bytes.append(0)
    }
    return bytes
  }
}
