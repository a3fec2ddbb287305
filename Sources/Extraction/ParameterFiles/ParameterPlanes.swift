import Features
import ImageProcessing
import Volumes

// Settings of planes, directions and the filters that work in planes.
extension ParameterFile {
  /// The plane of `force2D` and `force2Ddimension` in the file's settings; `nil` for features in space.
  func plane() throws(ParameterFileError) -> ImagePlane? { try plane(setting) }

  /// The plane of an image type; its own settings win.
  func plane(_ own: ParameterSection) throws(ParameterFileError) -> ImagePlane? {
    let isForced = try layered(own) { section throws(ParameterFileError) in try section.flag("force2D") }
    let plane = try dimension(own)
    return isForced == true ? plane : nil
  }

  /// `force2Ddimension` alone, which some filters read whether or not features are taken in planes.
  private func dimension(_ own: ParameterSection) throws(ParameterFileError) -> ImagePlane {
    let dimension = try layered(own) { section throws(ParameterFileError) in
      try section.integer("force2Ddimension", expecting: "0, 1 or 2") { (0...2).contains($0) }
    }
    return dimension.flatMap(ImagePlane.init(rawValue:)) ?? .slice
  }

  func weighting(_ own: ParameterSection) throws(ParameterFileError) -> DirectionWeighting? {
    let name = try layered(own) { section throws(ParameterFileError) in
      try section.text("weightingNorm", of: DirectionWeighting.allCases.map(\.rawValue))
    }
    return name.flatMap(DirectionWeighting.init(rawValue:))
  }

  static func symmetry(_ section: ParameterSection) throws(ParameterFileError) -> Bool? {
    try section.flag("symmetricalGLCM")
  }

  func wavelet(_ own: ParameterSection) throws(ParameterFileError) -> WaveletSettings {
    let wavelet = try layered(own) { section throws(ParameterFileError) in try section.wavelet() }
    let levels = try layered(own) { section throws(ParameterFileError) in
      try section.integer("level", expecting: "a whole number from 1 to 16") { (1...16).contains($0) }
    }
    let start = try layered(own) { section throws(ParameterFileError) in
      try section.integer("start_level", expecting: "a whole number from 0 to 16") { (0...16).contains($0) }
    }
    return WaveletSettings(
      wavelet: wavelet ?? .coiflet1, levels: levels ?? 1, startLevel: start ?? 0, plane: try plane(own))
  }

  func planarPatterns(_ own: ParameterSection) throws(ParameterFileError) -> PlanarPatternSettings {
    let radius = try layered(own) { section throws(ParameterFileError) in
      try section.number("lbp2DRadius", expecting: "a number above 0, at most 100") { $0 > 0 && $0 <= 100 }
    }
    let name = try layered(own) { section throws(ParameterFileError) in
      try section.text("lbp2DMethod", of: PlanarPatternSettings.Method.allCases.map(\.rawValue))
    }
    let method = name.flatMap(PlanarPatternSettings.Method.init(rawValue:)) ?? .uniform
    let limit = PlanarPatternSettings.limit(method)
    let samples = try layered(own) { section throws(ParameterFileError) in
      try section.integer("lbp2DSamples", expecting: "a whole number from 1 to \(limit) for this lbp2DMethod") {
        (1...limit).contains($0)
      }
    }
    return PlanarPatternSettings(
      radius: radius ?? 1, samples: samples ?? 8, method: method, plane: try dimension(own))
  }
}

extension ParameterSection {
  /// A wavelet by PyWavelets' name.
  fileprivate func wavelet() throws(ParameterFileError) -> DiscreteWavelet? {
    guard let node = node("wavelet") else { return nil }
    guard let wavelet = node.string.flatMap(DiscreteWavelet.init(name:)) else {
      throw wrong(
        "wavelet", node, expecting: "a discrete wavelet of PyWavelets: \(DiscreteWavelet.names.joined(separator: ", "))"
      )
    }
    return wavelet
  }
}
