import DeepRadiomics
import Execution
import Testing
import Volumes

/// A lesion of one box in an image of any grid; greys rise along every axis.
private struct MadeLesion {
  let image: InputImage
  let box: VoxelBox
  let spacing: SIMD3<Double>

  /// A lesion anywhere in an image of any size and spacing, drawn with a seed.
  init(seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "lesion")
    let size = SIMD3<Int>(20 + stream.below(30), 20 + stream.below(30), 4 + stream.below(12))
    let spacing = SIMD3<Double>(0.4 + stream.uniform(), 0.4 + stream.uniform(), 1 + 5 * stream.uniform())
    var lower = SIMD3<Int>.zero
    var upper = SIMD3<Int>.zero
    for axis in 0..<3 {
      let length = 1 + stream.below(size[axis] * 2 / 3)
      lower[axis] = stream.below(size[axis] - length + 1)
      upper[axis] = lower[axis] + length
    }
    self.init(size: size, spacing: spacing, box: VoxelBox(lower: lower, upper: upper))
  }

  init(size: SIMD3<Int>, spacing: SIMD3<Double>, box: VoxelBox, name: String = "") {
    let grid = Grid(size: size, spacing: spacing)
    var (voxels, inside) = ([Double](repeating: 0, count: grid.count), [UInt8](repeating: 0, count: grid.count))
    for k in 0..<size.z {
      for j in 0..<size.y {
        for i in 0..<size.x {
          voxels[grid.offset(i, j, k)] = Double(1 + i + 100 * j + 10000 * k)
          let isInside = (0..<3).allSatisfy { box.lower[$0] <= [i, j, k][$0] && [i, j, k][$0] < box.upper[$0] }
          inside[grid.offset(i, j, k)] = isInside ? 1 : 0
        }
      }
    }
    image = SyntheticImage.image(name: name, size: size, spacing: spacing, voxels, inside: inside)
    (self.box, self.spacing) = (box, spacing)
  }

  /// The longer side of the lesion in the plane, in mm.
  var plane: Double { max(Double(box.size.x) * spacing.x, Double(box.size.y) * spacing.y) }
  var depth: Double { Double(box.size.z) * spacing.z }
}

extension RandomStream {
  fileprivate mutating func below(_ count: Int) -> Int { min(count - 1, Int(uniform() * Double(count))) }
}

/// The crop in mm around a lesion: its fit, what it shows, and what it never cuts off.
@Suite struct LesionCropTests {
  private func settings(_ crop: LesionCrop = LesionCrop(margin: 4), side: Int = 48) throws -> InputSettings {
    try .sound.with(region: .crop(crop), scaling: .window(low: 0, high: 200_000), side: side)
  }

  private func prepare(
    _ settings: InputSettings, _ image: InputImage, _ crop: CropFit, depth: Int? = nil
  ) throws -> PreparedInput {
    try settings.prepare([image], depth: depth, crop: crop, normalisation: .identity)
  }

  private func fit(
    _ settings: InputSettings, _ treatment: DepthTreatment, _ lesions: [MadeLesion]
  ) throws -> InputFit {
    var extents: [InputExtent] = []
    for lesion in lesions { extents.append(try InputExtent(lesion.image)) }
    return try InputFit(settings, for: treatment, of: extents)
  }

  // MARK: The fit

  @Test(arguments: 0..<20 as Range<UInt64>) func theSideIsThatOfTheLargestLesionWithItsMargin(seed: UInt64) throws {
    let lesions = (0..<5).map { MadeLesion(seed: 5 * seed + $0) }
    let sliced = try fit(settings(), .slices, lesions)
    let crop = try #require(sliced.crop)
    #expect(abs(crop.side - (lesions.map(\.plane).max() ?? 0) - 8) < 1e-9 && crop.depth == nil)
    #expect(sliced.depth == 1 && sliced.volumes == 5)
    #expect(try fit(settings(), .slices, lesions.reversed()) == sliced)
    let whole = try fit(settings(), .inflated(.average), lesions)
    let depth = try #require(whole.crop?.depth)
    #expect(abs(depth - (lesions.map(\.depth).max() ?? 0) - 8) < 1e-9)
    #expect(whole.depth == max(1, Int((depth / lesions.map(\.spacing.z).sorted()[2]).rounded())))
  }

  @Test func whatIsGivenIsNoFit() throws {
    let given = try settings(LesionCrop(margin: 4, side: 60))
    #expect(given.fitted(for: .slices) == nil && given.fitted(for: .inflated(.average)) == .crop)
    let fixed = try given.with(depth: .fixed(12))
    #expect(fixed.fitted(for: .inflated(.average)) == nil)
    #expect(try InputFit(fixed, for: .inflated(.average), of: []).crop == CropFit(side: 60, depth: 60))
    #expect(try InputFit(given, for: .slices, of: []).crop == CropFit(side: 60, depth: nil))
    #expect(throws: InputError.noVolumes) { try InputFit(settings(), for: .slices, of: []) }
    #expect(InputSettings.wholeFrame.fitted(for: .slices) == nil)
    #expect(InputSettings.wholeFrame.fitted(for: .inflated(.centre)) == .depth)
    for wrong in [LesionCrop(margin: -1), LesionCrop(side: 0), LesionCrop(side: .nan), LesionCrop(margin: .infinity)] {
      #expect(throws: InputError.self) { try InputSettings(region: .crop(wrong)) }
    }
  }

  // MARK: What is shown

  /// One pixel a voxel: the picture is the image itself, with the lesion in the middle and grey 0 beyond the image.
  @Test func theLesionIsInTheMiddleAndTheImageEndsInGreyZero() throws {
    let lesion = MadeLesion(
      size: [40, 40, 5], spacing: [1, 1, 3], box: VoxelBox(lower: [2, 20, 1], upper: [6, 24, 3]))
    let input = try prepare(settings(side: 32), lesion.image, CropFit(side: 32, depth: nil)).input
    #expect(input.depth == 2)
    for (row, column) in [(16, 16), (0, 31), (31, 12), (5, 20)] {
      let (i, j) = (column + 4 - 16, row + 22 - 16)
      let expected = i >= 0 && i < 40 && j < 40 ? Double(1 + i + 100 * j + 10000) / 200_000 : 0
      #expect(abs(Double(input.value(row: row, column: column)) - expected) < 1e-6, "\(row) \(column)")
    }
    #expect((0..<32).allSatisfy { row in (0..<12).allSatisfy { input.value(row: row, column: $0) == 0 } })
    #expect((0..<32).allSatisfy { input.value(row: $0, column: 12) > 0 })
  }

  /// A linear image is interpolated exactly, so each grey says which place of the patient it shows.
  @Test(arguments: 0..<20 as Range<UInt64>) func onePixelIsTheSameLengthInEveryPatient(seed: UInt64) throws {
    let made = MadeLesion(seed: seed)
    let settings = try settings().with(resize: .torch)
    let crop = CropFit(side: made.plane + 8, depth: nil)
    let prepared = try prepare(settings, made.image, crop)
    let pixel = crop.side / 48
    let middle = SIMD2(Double(made.box.lower.x + made.box.upper.x), Double(made.box.lower.y + made.box.upper.y)) / 2
    for (row, column) in [(24, 24), (20, 28), (30, 19)] {
      let x = middle.x + (Double(column) + 0.5 - 24) * pixel / made.spacing.x - 0.5
      let y = middle.y + (Double(row) + 0.5 - 24) * pixel / made.spacing.y - 0.5
      guard x >= 0, y >= 0, x <= Double(made.image.volume.grid.size.x - 1),
        y <= Double(made.image.volume.grid.size.y - 1)
      else { continue }
      let expected = (1 + x + 100 * y + 10000 * Double(made.box.lower.z)) / 200_000
      #expect(abs(Double(prepared.input.value(row: row, column: column)) - expected) < 1e-5, "\(seed)")
    }
  }

  /// Lesions of five patients in the crop that was fitted on them: nothing is cut, nothing is left out.
  @Test(arguments: 0..<10 as Range<UInt64>) func everyVoxelOfEveryLesionIsSeen(seed: UInt64) throws {
    let lesions = (0..<5).map { MadeLesion(seed: 100 + 5 * seed + $0) }
    let settings = try settings()
    let crop = try #require(try fit(settings, .slices, lesions).crop)
    for made in lesions {
      let sight = try settings.sight(of: made.image, crop: crop)
      let size = made.box.size
      #expect(sight.voxels == size.x * size.y * size.z && sight.seenVoxels == sight.voxels)
      #expect(sight.slices == size.z && sight.seenSlices == size.z && sight.note == nil && !sight.isBlind)
      #expect(abs(sight.pixels - made.plane / crop.side * 48) < 1e-9)
      let area = Double(size.x * size.y) * made.spacing.x * made.spacing.y
      #expect(abs(sight.share - area / (crop.side * crop.side)) < 1e-9)
      #expect(try prepare(settings, made.image, crop).input.depth == size.z)
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>) func aMaskedCropIsGreyZeroOutsideTheLesion(seed: UInt64) throws {
    let made = MadeLesion(seed: 300 + seed)
    let crop = CropFit(side: made.plane + 8, depth: nil)
    let shown = try prepare(settings(), made.image, crop).input
    let masked = try prepare(settings(LesionCrop(margin: 4, isMasked: true)), made.image, crop).input
    let lit = masked.slice(0, channel: 0).count { $0 > 0 }
    #expect(lit > 0 && lit < shown.slice(0, channel: 0).count { $0 > 0 })
    // Beyond the lesion by a voxel and a pixel, nothing of the lesion comes in.
    let pixel = crop.side / 48
    let reach = { (size: Int, spacing: Double) in Double(size) * spacing / 2 + spacing + pixel }
    let (across, down) = (reach(made.box.size.x, made.spacing.x), reach(made.box.size.y, made.spacing.y))
    for row in 0..<48 {
      for column in 0..<48 {
        let (x, y) = (abs(Double(column) + 0.5 - 24) * pixel, abs(Double(row) + 0.5 - 24) * pixel)
        if x > across || y > down { #expect(masked.value(row: row, column: column) == 0) }
      }
    }
  }

  // MARK: Larger lesions and depth

  /// A test patient's lesion may be larger than every training patient's: it is shown whole, smaller, and named.
  @Test(arguments: 0..<10 as Range<UInt64>) func aLargerLesionIsShownWholeAndNamed(seed: UInt64) throws {
    let made = MadeLesion(seed: 400 + seed)
    let (settings, crop) = (try settings(), CropFit(side: made.plane / 2, depth: nil))
    let sight = try settings.sight(of: made.image, crop: crop)
    #expect(sight.seenVoxels == sight.voxels && abs(sight.pixels - 48) < 1e-9)
    let note = try #require(sight.note)
    #expect(note.contains("is shown smaller to fit"))
    // A lesion within the crop keeps the cohort's spacing, whatever is left of its margin.
    let close = try settings.sight(of: made.image, crop: CropFit(side: made.plane + 1, depth: nil))
    #expect(close.note == nil && abs(close.pixels - made.plane / (made.plane + 1) * 48) < 1e-9)
  }

  /// Along depth, a network that takes volumes gets one distance for all: here 12 slices of 2 mm around the lesion.
  @Test func volumesAreBroughtToOneDistanceOfSlices() throws {
    let thick = MadeLesion(
      size: [20, 20, 9], spacing: [1, 1, 4], box: VoxelBox(lower: [5, 5, 3], upper: [15, 15, 6]))
    let settings = try settings().with(resize: .torch)
    let input = try prepare(settings, thick.image, CropFit(side: 20, depth: 24), depth: 12).input
    #expect(input.depth == 12)
    // The lesion's middle is at slice edge 4.5, so input slice p looks at 4.5 + (p + 0.5 - 6) / 2 - 0.5.
    let greys = (0..<12).map { Double(input.value(slice: $0, row: 24, column: 24)) * 200_000 }
    for p in 1..<12 { #expect(abs(greys[p] - greys[p - 1] - 5000) < 1) }
    let sight = try settings.sight(of: thick.image, crop: CropFit(side: 20, depth: 24), depth: 12)
    #expect(sight.seenSlices == 3 && sight.note == nil)
    let longer = try settings.sight(of: thick.image, crop: CropFit(side: 20, depth: 8), depth: 4)
    #expect(longer.seenSlices == 3 && longer.note?.contains("12.0 mm in depth") == true)
  }
}

extension InputSettings {
  /// What a network that looks at every slice sees.
  fileprivate func sight(of image: InputImage, crop: CropFit, depth: Int? = nil) throws -> LesionSight {
    try sights(of: [image], depth: depth, crop: crop, slices: nil)[0]
  }
}
