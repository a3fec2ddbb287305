extension ColumnName {
  /// Whether the whole name is that of a setting of the scanner or the geometry of an image, as DICOM or people write
  /// it: `SliceThickness`, `slice_thickness_mm`, `kVp`, `n_slices`, `pixel_mm`.
  package var isOfAcquisition: Bool {
    let units: Set<String> = ["mm", "ms", "msec", "s", "deg", "hz", "khz", "t", "kv", "ma", "mas", "cm", "avg", "mean"]
    let joined = words.joined()
    let bare = words.last.map(units.contains) ?? false ? words.dropLast().joined() : joined
    return ColumnName.settings.contains(joined) || ColumnName.settings.contains(bare)
  }

  private static let settings: Set<String> = [
    "slicethickness", "slicespacing", "slicedistance", "slicegap", "spacingbetweenslices", "nslices", "numslices",
    "nslice", "noslices", "nofslices", "numberofslices", "slicecount", "slicesnumber", "schichtdicke", "echotime",
    "repetitiontime", "inversiontime", "flipangle", "tems", "trms", "tims", "kvp", "tubevoltage", "tubecurrent",
    "xraytubecurrent", "exposuretime", "pixelspacing", "pixelsize", "pixelmm", "pixelspacingx",
    "pixelspacingy", "voxelsize", "voxelspacing", "voxelsizex", "voxelsizey", "voxelsizez", "inplaneresolution",
    "fieldofview", "fov", "matrixsize", "acquisitionmatrix", "pixelbandwidth", "bandwidth", "receiverbandwidth",
    "magneticfieldstrength", "fieldstrength", "echotrainlength", "etl", "numberofaverages", "nex",
    "reconstructiondiameter", "convolutionkernel", "reconstructionkernel", "reconkernel", "sequencename",
    "scanningsequence", "imagingfrequency", "acquisitiontype", "mracquisitiontype", "numberofphaseencodingsteps",
    "percentsampling", "ctdivol", "dlp", "largestimagepixelvalue", "smallestimagepixelvalue", "largestpixelvalue",
    "smallestpixelvalue", "windowcenter", "windowwidth", "rescaleslope", "rescaleintercept", "bitsstored",
    "bitsallocated", "highbit", "seriesnumber", "acquisitionnumber", "instancenumber", "imagesinacquisition",
    "numberoftemporalpositions", "temporalresolution", "imageorientation", "patientposition", "sar",
  ]

  /// Whether the name is that of a treatment, which may have been changed with the course of the disease.
  package var isOfTreatment: Bool {
    words.contains { word in
      [
        "treatment", "therapy", "chemo", "chemotherapy", "radiotherapy", "regimen", "surgery", "drug", "medication",
        "immunotherapy", "protocol", "schedule",
      ].contains(word)
    }
  }
}
