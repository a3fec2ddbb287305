/// What is suspicious in the measures of one lesion, without any other patient.
extension LesionMeasures {
  /// The gravest first.
  package var suspicions: [Suspicion] {
    let outside = Double(self.outside) / Double(voxels)
    let beside = Double(voxels - (parts.first ?? voxels)) / Double(voxels)
    let holes = Double(self.holes) / Double(self.holes + voxels)
    let found: [Suspicion?] = [
      notFinite > 0 ? .notFinite(notFinite) : nil,
      outside > SuspicionLimits.outside ? .outsideBody(share: outside) : nil,
      emptySlices > 0 ? .emptySlices(emptySlices, of: slices.count) : nil,
      voxels < SuspicionLimits.voxels ? .tiny(voxels: voxels, volume: volume) : nil,
      slices.count == 1 && size.z > 1 ? .oneSlice : nil,
      beside > SuspicionLimits.beside ? .disconnected(parts: parts.count, share: beside) : nil,
      touched.isEmpty ? nil : .clipped(touched),
      holes > SuspicionLimits.holes ? .holes(share: holes) : nil,
    ]
    return found.compactMap(\.self)
  }
}

/// Images and contours that occur more than once in a cohort.
struct Twins {
  private var images: [String: [Suspicion.ImageOwner]] = [:]
  private var contours: [String: [Suspicion.ImageOwner]] = [:]

  /// Takes a series of a patient.
  mutating func take(_ measures: LesionMeasures, of owner: Suspicion.ImageOwner) {
    images[measures.imageHash, default: []].append(owner)
    contours[measures.contourHash, default: []].append(owner)
  }

  /// The others with the same image, and those of other patients with the same contour. A contour that a series
  /// borrows from another of the same patient is meant to be the same.
  func suspicions(of measures: LesionMeasures, _ owner: Suspicion.ImageOwner) -> [Suspicion] {
    let same = (images[measures.imageHash] ?? []).filter { $0 != owner }
    let drawn = (contours[measures.contourHash] ?? []).filter { $0.patient != owner.patient }
    // Copies of the image say it already.
    let other = drawn.filter { one in !same.contains { $0.patient == one.patient } }
    return (same.isEmpty ? [] : [.sameImage(same)]) + (other.isEmpty ? [] : [.sameContour(other)])
  }
}
