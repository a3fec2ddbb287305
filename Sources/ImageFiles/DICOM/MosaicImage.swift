extension DICOMItem {
  /// Whose mosaic the image is, all slices of a volume side by side; `nil` where it is one slice.
  ///
  /// Sources: dcm2niix (`nii_dicom.cpp`: `kNumberOfImagesInGridUIH`), nibabel's description of Siemens' CSA header.
  var makerOfMosaic: String? {
    let kinds = (text(.imageType) ?? "").uppercased()
    let count = number(PrivateAttribute.mosaicImages) ?? imagesInSiemensHeader.map(Double.init)
    if kinds.contains("MOSAIC") || count ?? 0 > 1 { return "Siemens" }
    return kinds.contains("VFRAME") || number(PrivateAttribute.unitedImages) ?? 0 > 1 ? "United Imaging" : nil
  }

  /// NumberOfImagesInMosaic of the CSA header, in which every image of Siemens has this name, and mosaics a value.
  private var imagesInSiemensHeader: Int? {
    guard let header = bytes(PrivateAttribute.siemensHeader),
      let name = header.firstRange(of: Array("NumberOfImagesInMosaic\0".utf8))
    else { return nil }
    // A name of 64 bytes and five numbers of 4: the fourth is the number of values. Each has four numbers before it.
    let (counted, first) = (name.lowerBound + 76, name.lowerBound + 84 + 16)
    guard first < header.count, header[counted..<counted + 4].contains(where: { $0 > 0 }) else { return nil }
    let digits = header[first...].prefix(12).drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
