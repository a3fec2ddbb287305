import Volumes

/// What the values of a label image say of whether it is one.
///
/// A label image may hold hundreds of labels (atlases of the brain do), but its labels are regions: nearly every voxel
/// has the value of its neighbour. Intensities have as many values, and neighbours hardly ever share one.
///
/// Maps of probabilities, distances or votes that were stored as whole numbers have a plateau of one value as a label
/// image has, but around it they climb: along a line their values come in short runs, each between a lower and a higher
/// one. Borders of regions do not climb, since the numbers of labels have no order in space.
struct LabelValues {
  /// Values counted up to here; no mask drawn by hand has more.
  private static let many = 30
  /// Share of neighbouring voxels of equal value below which an image of many values is one of intensities.
  private static let coherent = 0.5
  /// More values than a map of a few nested labels, or of the votes of a few readers, has.
  private static let few = 6
  /// Share of runs on a slope above which values climb. Of three numbers in no order a third do.
  private static let climbing = 0.5
  /// Runs below which there is nothing to judge by; a lesion of some hundred voxels has more.
  private static let enough = 50

  private let label: Double
  private var seen: [Double] = []
  private var (pairs, equal) = (0, 0)
  /// Runs of equal values beside 0, and those of three voxels at most that lie on a slope.
  private var (runs, slopes) = (0, 0)
  /// Runs of the label, and those of one voxel that lie on a slope.
  private var (runsOfLabel, slopesOfLabel) = (0, 0)

  /// Looks at samples in the order of the file, neighbours along the first axis side by side.
  init<Sample: Equatable>(
    _ count: Int, label: Int, zero: Sample, _ sample: (Int) -> Sample, number: (Sample) -> Double
  ) {
    self.label = Double(label)
    guard count > 1 else { return }
    var (last, start) = (sample(0), 0)
    var before: Double?
    for n in 1..<count {
      let own = sample(n)
      if own == last {
        if own != zero {
          pairs += 1
          equal += 1
        }
        continue
      }
      if own != zero, last != zero { pairs += 1 }
      let (ended, value) = (number(last), number(own))
      if last != zero, let before { self.count(run: ended, length: n - start, between: before, and: value) }
      (before, last, start) = (ended, own, n)
      guard own != zero, seen.count <= LabelValues.many else { continue }
      if !seen.contains(value) { seen.append(value) }
    }
  }

  private mutating func count(run value: Double, length: Int, between before: Double, and after: Double) {
    let isSlope = before < value && value < after || before > value && value > after
    runs += 1
    if isSlope, length <= 3 { slopes += 1 }
    guard value == label else { return }
    runsOfLabel += 1
    if isSlope, length == 1 { slopesOfLabel += 1 }
  }

  /// Why these are intensities; `nil` where they may be labels.
  var reasonAgainst: String? {
    if seen.count > LabelValues.few, runs >= LabelValues.enough, Double(slopes) >= LabelValues.climbing * Double(runs) {
      return
        "its values climb step by step, as those of a map of probabilities, distances or votes do; cut it at a threshold, and give "
        + "the region as 0 and 1"
    }
    guard seen.count > LabelValues.many, pairs > 0 else { return nil }
    let share = Double(equal) / Double(pairs)
    guard share < LabelValues.coherent else { return nil }
    let percent = Int((100 * share).rounded())
    return "it has more than \(LabelValues.many) values, and only \(percent) % of neighbouring voxels share one"
  }
}

extension LabelValues {
  /// Whether there are a few values, so that they may be regions inside each other.
  private var areFew: Bool { (2...LabelValues.few).contains(seen.count) }

  /// The notes on a label that nobody chose by number or name; `voxels` are whole numbers.
  func notes(voxels: () throws(ImageFileError) -> [Double], size: SIMD3<Int>) throws(ImageFileError) -> [ReadingNote] {
    guard notes.isEmpty, areFew else { return notes }
    let inner = InnerLabels(of: Int(label), in: try voxels(), size: size).labels
    return inner.isEmpty ? [] : [.higherLabelsInside(label: Int(label), labels: inner)]
  }

  /// The question that a label asks which is a skin of one voxel between lower and higher labels; none for any other.
  ///
  /// The wall of a vessel is such a label, and so is the lowest count of a map of votes.
  var notes: [ReadingNote] {
    guard seen.count > 1, runsOfLabel >= LabelValues.enough, Double(slopesOfLabel) >= 0.6 * Double(runsOfLabel) else {
      return []
    }
    return [.skinOfOtherLabels(label: Int(label))]
  }
}

extension Volume {
  /// How far a value may be from a whole number: a mask that was scaled to its type and back, in float32, is off by
  /// less.
  private static let wholeTolerance = 1e-4

  /// Labels beyond this are no labels, but intensities or damage.
  private static let largestLabel = 4_294_967_296.0

  /// The voxels of a label, with values rounded to whole numbers.
  ///
  /// NaN is background where a program for functional imaging writes it for all background. NaN beside zeros and beside
  /// the label is a value that was lost, and so is NaN between two voxels of the label.
  /// - Throws: `.labelsNotWhole`, `.imageAsMask`, `.labelNotFound`.
  func labelMask(_ label: Int, isAsked: Bool = false, file: String) throws(ImageFileError) -> MaskReading {
    let odd = voxels.filter {
      $0.isInfinite || abs($0) > Self.largestLabel
        || $0.isFinite && abs($0 - $0.rounded()) > Self.wholeTolerance * max(1, abs($0))
    }
    guard odd.isEmpty else {
      let examples = Array(Set(odd.prefix(1000)).sorted().prefix(5))
      throw ImageFileError(file, .labelsNotWhole(count: odd.count, examples: examples))
    }
    let missing = MissingLabels(self, label: Double(label))
    guard missing.lost == 0 else { throw ImageFileError(file, .labelsNotWhole(count: missing.lost, examples: [.nan])) }
    let whole = voxels.map { $0.isFinite ? $0.rounded() : 0 }
    let values = LabelValues(whole.count, label: label, zero: 0, { whole[$0] }, number: { $0 })
    if let reason = values.reasonAgainst {
      guard isAsked, AskedLabels(whole, size: grid.size).areLabels else {
        throw ImageFileError(file, .imageAsMask(reason: reason))
      }
    }
    let mask = Mask(grid: grid, voxels: whole.map { $0 == Double(label) ? 1 : 0 })
    guard mask.voxels.contains(1) else {
      let (present, count) = LabelCount.counted(whole)
      throw ImageFileError(file, .labelNotFound(label: label, present: present, count: count))
    }
    let notes =
      try isAsked ? values.notes : values.notes(voxels: { () throws(ImageFileError) in whole }, size: grid.size)
    return MaskReading(mask: mask, notes: notes + missing.notes)
  }
}

/// Voxels of a label image that are not a number.
private struct MissingLabels {
  /// How many there are.
  private(set) var count = 0
  /// How many of them may have been voxels of the label.
  private(set) var lost = 0

  init(_ labels: Volume, label: Double) {
    let missing = labels.voxels.indices.filter { labels.voxels[$0].isNaN }
    count = missing.count
    guard count > 0 else { return }
    // Where 0 stands for background, NaN does not.
    let isBackground = !labels.voxels.contains { $0.rounded() == 0 }
    lost = missing.count { at in
      labels.neighbours(of: at).contains { before, after in
        let touches = [before, after].map { $0?.rounded() == label }
        return isBackground ? touches == [true, true] : touches.contains(true)
      }
    }
  }

  /// One note on those that are background.
  var notes: [ReadingNote] { count == 0 ? [] : [.notNumbers(count: count)] }
}

extension Volume {
  /// The values before and after a voxel along each axis; `nil` beyond the image.
  fileprivate func neighbours(of at: Int) -> [(before: Double?, after: Double?)] {
    let steps = [1, grid.size.x, grid.size.x * grid.size.y]
    let index = SIMD3(at % grid.size.x, at / steps[1] % grid.size.y, at / steps[2])
    return (0..<3).map { axis in
      (
        index[axis] > 0 ? voxels[at - steps[axis]] : nil,
        index[axis] + 1 < grid.size[axis] ? voxels[at + steps[axis]] : nil
      )
    }
  }
}

extension LabelCount {
  /// The labels of an image, the largest first, twenty at most, and how many there are.
  static func counted(_ values: [Double]) -> ([LabelCount], Int) {
    var counts: [Int: Int] = [:]
    for value in values where value != 0 { counts[Int(exactly: value) ?? 0, default: 0] += 1 }
    let all = counts.map { LabelCount(label: $0.key, voxels: $0.value) }
      .sorted { ($0.voxels, $1.label) > ($1.voxels, $0.label) }
    return (Array(all.prefix(20)), all.count)
  }
}
