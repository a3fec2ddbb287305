import Mathematics
import Volumes

/// Where the landmarks of training images lie on the mean, once each image's first and last are put at the ends of the
/// range.
public struct StandardScale: Hashable, Codable, Sendable {
  /// One value per percentile of the settings, never falling.
  public let values: [Double]
  /// Number of images it was fitted on.
  public let images: Int

  /// Refuses values that no fit with `settings` gives.
  func check(for settings: LandmarkSettings) throws(NormalisationError) {
    guard values.count == settings.percentiles.count else {
      throw .unusableLandmarks("\(values.count) values for \(settings.percentiles.count) percentiles")
    }
    guard values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw .unusableLandmarks("the values do not rise")
    }
    guard images > 0 else { throw .unusableLandmarks("they were fitted on no image") }
  }
}

extension IntensityNormalisation {
  /// The landmarks of one image: its percentiles, all that a fit sees of it.
  ///
  /// A caller's bug is to ask this of settings without a fit.
  public func landmarks(of image: Volume, roi: Mask? = nil) throws(NormalisationError) -> [Double] {
    guard case .landmarks(let own) = rule else { preconditionFailure("\(method) is not fitted on images") }
    let order = try NormalisationSource(image: image, roi: roi, body: body).order(own.region)
    let landmarks = own.percentiles.map(order.percentile)
    guard let first = landmarks.first, let last = landmarks.last, first < last else {
      throw .flat(own.region, intensity: landmarks[0])
    }
    return landmarks
  }

  /// The standard scale of training images: with `m` the landmarks of an image and `[a, b]` the range of the settings,
  /// the mean over images of `a + (b − a)(m − m_first) / (m_last − m_first)`, landmark by landmark.
  ///
  /// The same bits for any order of the images.
  /// - Parameter landmarks: ``landmarks(of:roi:)`` of each training image.
  public func fit(_ landmarks: [[Double]]) throws(NormalisationError) -> IntensityNormaliser {
    guard case .landmarks(let own) = rule else { preconditionFailure("\(method) is not fitted on images") }
    guard !landmarks.isEmpty else { throw .noImageToFit }
    let mapped = landmarks.map { image in
      let (first, last) = (image[0], image[image.count - 1])
      return image.map { own.low + (own.high - own.low) * (($0 - first) / (last - first)) }
    }
    var means: [Double] = []
    for position in own.percentiles.indices {
      var sum = CompensatedSum()
      for value in mapped.map({ $0[position] }).sorted() { sum.add(value) }
      // The means of rising landmarks rise; rounding must not say otherwise.
      means.append(max(sum.value / Double(mapped.count), means.last ?? -.infinity))
    }
    return try IntensityNormaliser(self, standardScale: StandardScale(values: means, images: mapped.count))
  }
}
