import Execution
import Foundation
import ImageFiles
import TestSupport
import Testing
import Volumes

/// What several contours of one slice make together. Pixels are 1 mm and edges lie between centres, so every count is
/// an area.
struct ContourRuleTests {
  private let scratch: Scratch
  private let grid = Grid(size: [24, 20, 9], spacing: [1, 1, 3])

  init() throws { scratch = try Scratch() }

  static func box(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> [SIMD2<Double>] {
    [
      [x.lowerBound, y.lowerBound], [x.upperBound, y.lowerBound], [x.upperBound, y.upperBound],
      [x.lowerBound, y.upperBound],
    ]
  }

  /// 10 x 8 pixels.
  private static let body = box(4.5...14.5, 4.5...12.5)

  private func reading(_ contours: [[SIMD2<Double>]], type: String? = "CLOSED_PLANAR") throws -> MaskReading {
    let drawn = contours.map { GeneratedStructureSet.Contour($0, z: 12, type: type) }
    let file = try scratch.write(
      GeneratedStructureSet([.init("GTV", number: 1, drawn)]).bytes, to: "rs.dcm")
    return try StructureSet(reading: file).reading(roi: "GTV", on: grid)
  }

  private func kinds(_ reading: MaskReading) -> [String] { reading.notes.map(\.kind) }

  @Test(arguments: ["closed_planar", "Closed_Planar", "CLOSED_PLANAR", nil]) func smallLettersAreRead(type: String?)
    throws
  {
    let found = try reading([Self.body], type: type)
    #expect(found.mask.count == 80 && found.notes.isEmpty)
  }

  /// Slices are 3 mm apart. Rounding is not said; a third of a slice, or half of one, is.
  @Test(arguments: [(0, false), (0.05, false), (0.5, false), (1, true), (1.4, true)] as [(Double, Bool)])
  func contoursBetweenSlicesAreSaid(shift: Double, isSaid: Bool) throws {
    let drawn = [1, 2, 3].map { GeneratedStructureSet.Contour(Self.body, z: Double($0) * 3 + shift) }
    let file = try scratch.write(GeneratedStructureSet([.init("GTV", number: 1, drawn)]).bytes, to: "rs.dcm")
    let found = try StructureSet(reading: file).reading(roi: "GTV", on: grid)
    #expect(found.mask.count == 240)
    #expect(kinds(found) == (isSaid ? ["contours between the slices"] : []))
    #expect(!isSaid || found.notes.description.contains("slices 2, 3, 4"))
  }

  /// DCMTK joins values by counting all of them again for each: a second for one contour of this size.
  @Test(.timeLimit(.minutes(1))) func aHundredContoursOfTwoThousandPointsAreReadInAMoment() throws {
    let outline = (0..<2200).map { n -> SIMD2<Double> in
      let angle = 2 * Double.pi * Double(n) / 2200
      return [(100 * (128 + 100 * cos(angle))).rounded() / 100, (100 * (128 + 100 * sin(angle))).rounded() / 100]
    }
    let drawn = (0..<100).map { GeneratedStructureSet.Contour(outline, z: Double($0)) }
    let file = try scratch.write(GeneratedStructureSet([.init("GTV", number: 1, drawn)]).bytes, to: "rs.dcm")
    let grid = Grid(size: [256, 256, 100], spacing: [1, 1, 1])
    let found = try StructureSet(reading: file).reading(roi: "GTV", on: grid)
    #expect(abs(Double(found.mask.count) / (100 * .pi * 100 * 100) - 1) < 0.01 && found.notes.isEmpty)
  }

  /// 24 points of an ellipse in the order of the outline, and in that of a table of voxels.
  @Test func pointsInNoOrderAreRefused() throws {
    let outline = (0..<24).map { n -> SIMD2<Double> in
      let angle = 2 * Double.pi * Double(n) / 24
      return [11 + 8 * cos(angle), 9 + 6 * sin(angle)]
    }
    let sound = try reading([outline])
    #expect(sound.notes.isEmpty && sound.mask.count > 140)
    var shuffled = RandomStream(seed: 3, name: "points")
    let orders = [
      outline.sorted { ($0.x, $0.y) < ($1.x, $1.y) }, outline.sorted { ($0.y, $0.x) < ($1.y, $1.x) },
      outline.shuffled(using: &shuffled),
    ]
    for order in orders {
      let error = #expect(throws: ImageFileError.self) { try reading([order]) }
      #expect(error?.kind.name == "contour-in-no-order")
    }
  }

  /// Two corners exchanged, and an outline drawn by a hand that trembles or closes beyond its beginning.
  @Test func aContourThatCrossesItselfIsSaid() throws {
    let body = Self.body
    #expect(kinds(try reading([[body[0], body[2], body[1], body[3]]])) == ["contours that cross themselves"])
    var trembling = RandomStream(seed: 5, name: "hand")
    let hand = (0..<340).map { n -> SIMD2<Double> in
      let angle = 2 * Double.pi * (Double(n) + 3 * trembling.normal()) / 330
      return [11 + 8 * cos(angle) + 0.03 * trembling.normal(), 9 + 6 * sin(angle) + 0.03 * trembling.normal()]
    }
    let drawn = try reading([hand])
    #expect(!kinds(drawn).contains("contours that cross themselves") && drawn.mask.count > 140)
  }

  /// The same outline from another corner, the other way round, with a corner in the middle of an edge, closed by its
  /// first corner, rounded, or a little smaller.
  @Test(arguments: 0..<6) func aContourDrawnTwiceCountsOnce(variant: Int) throws {
    let body = Self.body
    let again: [SIMD2<Double>] =
      switch variant {
      case 0: body
      case 1: Array(body[2...] + body[..<2])
      case 2: body.reversed()
      case 3: [body[0], [9, 4.5]] + body[1...]
      case 4: body + [body[0]]
      default: Self.box(4.6...14.4, 4.6...12.45)
      }
    let found = try reading([body, again])
    #expect(found.mask.count == 80)
    #expect(found.notes.first == .doubledContours(count: 1, slices: found.mask.places([4])))
    #expect(try reading([body, again, body]).mask.count == 80)
    // There the standard says what a second contour means, so only the same points are one.
    if variant < 5 { #expect(try reading([body, again], type: "CLOSEDPLANAR_XOR").mask.count == 80) }
  }

  /// Walls of 0.2 and 0.4 pixels on every side, with the centres of one column and one row between the two outlines.
  @Test(arguments: [0.2, 0.4]) func aThinWallIsAWallUnderExclusiveOr(wall: Double) throws {
    let outer = Self.box(4.9...14.5, 4.9...12.5)
    let inner = Self.box(4.9 + wall...14.5 - wall, 4.9 + wall...12.5 - wall)
    let found = try reading([outer, inner], type: "CLOSEDPLANAR_XOR")
    // Column 5 and row 5 lie in a wall of more than 0.1.
    #expect(found.mask.count == 10 + 8 - 1)
    #expect(!kinds(found).contains("doubled contours read once"))
  }

  /// Forty corners are announced and thirty there: the tail of ContourData is lost.
  @Test(arguments: [(-4, true), (-1, true), (0, true), (1, false), (10, false)] as [(Int, Bool)])
  func pointsAreCounted(lost: Int, isRead: Bool) throws {
    var contour = GeneratedStructureSet.Contour(Self.body, z: 12)
    contour.announced = Self.body.count + lost
    let set = GeneratedStructureSet([.init("GTV", number: 1, [contour])])
    let file = try scratch.write(set.bytes, to: "rs.dcm")
    let found = Result { try StructureSet(reading: file).reading(roi: "GTV", on: grid) }
    if isRead {
      #expect(try found.get().mask.count == 80)
    } else {
      let error = #expect(throws: ImageFileError.self) { try found.get() }
      let place = ContourPlace(region: "\"GTV\"", number: 1, start: [4.5, 4.5, 12])
      #expect(error?.kind == .contourPointCount(place, announced: 4 + lost, found: 4))
      #expect(error?.description.contains("contour 1 of \"GTV\" (from (4.5, 4.5, 12) mm on)") == true)
      #expect(error?.kind.name == "contour-point-count")
    }
  }

  /// Empty items beside sound contours, before or after them; one that lost its points is refused.
  @Test(arguments: [0, 1]) func aContourWithoutPointsIsLeftOut(place: Int) throws {
    var contours = [GeneratedStructureSet.Contour(Self.body, z: 12)]
    contours.insert(GeneratedStructureSet.Contour([], z: 0), at: place)
    func read() throws -> MaskReading {
      let set = GeneratedStructureSet([.init("GTV", number: 1, contours)])
      return try StructureSet(reading: scratch.write(set.bytes, to: "rs.dcm")).reading(roi: "GTV", on: grid)
    }
    let found = try read()
    #expect(found.mask.count == 80 && found.notes == [.contoursWithoutPoints(count: 1)])
    contours[place].announced = 4
    let error = #expect(throws: ImageFileError.self) { try read() }
    #expect(error?.description.contains("contour \(place + 1) of \"GTV\" has 0 points") == true)
    contours = [GeneratedStructureSet.Contour([], z: 0)]
    let nothing = #expect(throws: ImageFileError.self) { try read() }
    #expect(nothing?.description.contains("no closed contour, only: CLOSED_PLANAR without points") == true)
  }

  /// It names the image of a slice between two others.
  @Test func aContourWithoutPointsMarksTheSliceThatItNames() throws {
    let series = GeneratedSeries()
    let parts = [Self.box(2.5...6.5, 2.5...6.5), [], Self.box(12.5...16.5, 2.5...6.5)]
    let drawn = parts.enumerated().map { n, corners in
      GeneratedStructureSet.Contour(corners, z: Double(n + 3) * 3, image: series.instance(n + 3))
    }
    let set = GeneratedStructureSet([.init("GTV", number: 1, drawn)])
    let file = try StructureSet(reading: scratch.write(set.bytes, to: "rs.dcm"))
    let slices = Dictionary(uniqueKeysWithValues: (0..<9).map { (series.instance($0), $0) })
    #expect(try file.reading(roi: "GTV", on: grid).mask.count == 32)
    let error = #expect(throws: ImageFileError.self) { try file.reading(roi: "GTV", on: grid, slices: slices) }
    #expect(error?.description.contains("slice 5 (at 12 mm), only CLOSED_PLANAR without points") == true)
  }

  @Test func anOffsetOfAContourIsRefusedByName() throws {
    var contour = GeneratedStructureSet.Contour(Self.body, z: 12)
    func read() throws -> MaskReading {
      let set = GeneratedStructureSet([.init("GTV", number: 1, [contour])])
      return try StructureSet(reading: scratch.write(set.bytes, to: "rs.dcm")).reading(roi: "GTV", on: grid)
    }
    contour.offset = [0, 0, 0]
    #expect(try read().mask.count == 80)
    contour.offset = [2.5, 3, 0]
    let error = #expect(throws: ImageFileError.self) { try read() }
    #expect(error?.description.contains("ContourOffsetVector (3006,0045)") == true)
  }

  @Test(arguments: [2, 3]) func aContourThatRunsRoundSeveralTimesCountsOnce(rounds: Int) throws {
    let found = try reading([(0..<rounds).flatMap { _ in Self.body }])
    #expect(found.mask.count == 80)
    #expect(kinds(found) == ["doubled contours read once"])
  }

  /// 10 x 8 and 8 x 8 pixels that share 4 x 8: 112 by inclusion and exclusion.
  @Test func overlappingContoursAreUnited() throws {
    let found = try reading([Self.body, Self.box(10.5...18.5, 4.5...12.5)])
    #expect(found.mask.count == 80 + 64 - 32)
    #expect(kinds(found) == ["union of overlapping contours"])
    // A cross has no corner of one bar in the other.
    let cross = try reading([Self.box(2.5...20.5, 7.5...9.5), Self.box(9.5...13.5, 2.5...16.5)])
    #expect(cross.mask.count == 18 * 2 + 4 * 14 - 4 * 2)
  }

  @Test func exclusiveOrIsTakenWhereTheFileSaysSo() throws {
    let found = try reading([Self.body, Self.box(10.5...18.5, 4.5...12.5)], type: "CLOSEDPLANAR_XOR")
    #expect(found.mask.count == 80 + 64 - 2 * 32)
    #expect(found.notes.isEmpty)
  }

  @Test func aContourInsideAnotherIsAHoleAndOneInTheHoleAnIsland() throws {
    let hole = Self.box(6.5...11.5, 6.5...11.5)
    let island = Self.box(8.5...9.5, 8.5...10.5)
    for type in ["CLOSED_PLANAR", nil, "CLOSEDPLANAR_XOR"] {
      #expect(try reading([Self.body, hole], type: type).mask.count == 80 - 25)
      #expect(try reading([island, hole, Self.body], type: type).mask.count == 80 - 25 + 2)
    }
    #expect(kinds(try reading([Self.body, hole])) == ["contours inside others read as holes"])
    #expect(try reading([Self.body, hole], type: "CLOSEDPLANAR_XOR").notes.isEmpty)
  }

  @Test(arguments: ReferenceShape.all) func shapesHaveThePixelsThatShapelyFinds(shape: ReferenceShape) throws {
    #expect(try reading(shape.contours).mask.count == shape.count, "\(shape.relation)")
    #expect(try reading(shape.contours.map { $0.reversed() }.reversed()).mask.count == shape.count, "\(shape.relation)")
  }

  /// Masks turned into contours have holes that touch the outline in a corner, or along an edge.
  @Test func aHoleMayTouchTheOutlineFromInside() throws {
    #expect(try reading([Self.body, Self.box(4.5...8.5, 6.5...9.5)]).mask.count == 80 - 12)
    #expect(try reading([Self.body, [[4.5, 8.5], [8.5, 4.5], [8.5, 8.5]]]).mask.count < 80)
  }

  /// Points drawn in towards the centre of the incircle keep one distance from every side.
  private static func shrunk(_ corners: [SIMD2<Double>], by distance: Double, centre: SIMD2<Double>, radius: Double)
    -> [SIMD2<Double>]
  { corners.map { centre + ($0 - centre) * ((radius - distance) / radius) } }

  /// Another program rounds otherwise: the outline again, a little smaller all round. No wall of a region is half a
  /// voxel.
  @Test(arguments: [0.3, 0.4, 0.45], [true, false])
  func anOutlineAgainInsideItselfIsNoHole(distance: Double, isFirst: Bool) throws {
    // Sides of 18 and 14: the incircle has (18 + 14 - √520) / 2, and the sharpest corner 38 degrees.
    let triangle: [SIMD2<Double>] = [[2.25, 2.25], [20.25, 2.25], [2.25, 16.25]]
    let radius = (32 - 520.0.squareRoot()) / 2
    let inner = Self.shrunk(triangle, by: distance, centre: [2.25 + radius, 2.25 + radius], radius: radius)
    let box = Self.box(4.5 + distance...14.5 - distance, 4.5 + distance...12.5 - distance)
    for (outer, again) in [(Self.body, box), (triangle, inner)] {
      let whole = try reading([outer]).mask
      let found = try reading(isFirst ? [again, outer] : [outer, again])
      #expect(found.mask.voxels == whole.voxels)
      #expect(kinds(found) == ["doubled contours read once"])
    }
  }

  /// A wall of one voxel is one, and so is a sickle that touches its outline.
  @Test func aHoleWithAWallStaysAHole() throws {
    #expect(try reading([Self.body, Self.box(5.5...13.5, 5.5...11.5)]).mask.count == 80 - 48)
    let sickle = try reading([Self.body, Self.box(4.5...14.5, 4.5...10.5)])
    #expect(sickle.mask.count == 20 && kinds(sickle) == ["contours inside others read as holes"])
  }

  /// Between two columns of voxels.
  @Test func aContourWithoutAVoxelIsSaid() throws {
    let thin = Self.box(17.1...17.9, 4.5...12.5)
    let found = try reading([Self.body, thin])
    #expect(found.mask.count == 80)
    #expect(found.notes == [.contoursWithoutVoxel(count: 1, slices: found.mask.places([4]))])
    let error = #expect(throws: ImageFileError.self) { try reading([thin]) }
    #expect(error?.kind == .nothingEnclosed(region: "\"GTV\"", holes: false))
    #expect(error?.description.contains("thinner than a voxel") == true)
  }

  /// Between filled slices the region would lose one.
  @Test func aSliceLostBetweenTwoColumnsIsRefusedByName() throws {
    let drawn = [(3, Self.body), (4, Self.box(8.1...8.9, 4.5...12.5)), (5, Self.body)].map {
      GeneratedStructureSet.Contour($1, z: Double($0) * 3)
    }
    let file = try scratch.write(GeneratedStructureSet([.init("GTV", number: 1, drawn)]).bytes, to: "rs.dcm")
    let error = #expect(throws: ImageFileError.self) { try StructureSet(reading: file).reading(roi: "GTV", on: grid) }
    #expect(error?.kind.name == "slices-without-contour")
    #expect(error?.description.contains("slice 5 (at 12 mm), only a contour that encloses no voxel") == true)
  }

  @Test func aHoleDrawnTwiceIsOneHole() throws {
    let hole = Self.box(6.5...11.5, 6.5...11.5)
    let found = try reading([Self.body, hole, hole.reversed()])
    #expect(found.mask.count == 80 - 25)
    #expect(kinds(found) == ["doubled contours read once", "contours inside others read as holes"])
  }

  /// A hole of a region that is drawn in two overlapping parts.
  @Test func aHoleInBothOfTwoOverlappingContoursIsAHole() throws {
    let found = try reading([Self.body, Self.box(8.5...18.5, 4.5...12.5), Self.box(10.5...12.5, 6.5...8.5)])
    #expect(found.mask.count == 80 + 80 - 6 * 8 - 4)
  }

  @Test func contoursSideBySideAreBothInsideAndLeaveNothingToSay() throws {
    let found = try reading([
      Self.box(2.5...6.5, 2.5...6.5), Self.box(6.5...9.5, 2.5...6.5), Self.box(12.5...14.5, 3.5...5.5),
    ])
    #expect(found.mask.count == 16 + 12 + 4)
    #expect(found.notes.isEmpty)
  }

  /// A ring as one contour with a channel of no width; the hole may be walked either way.
  @Test(arguments: [true, false]) func aKeyholeIsAHole(isReversed: Bool) throws {
    let hole: [SIMD2<Double>] = [[6.5, 8.5], [6.5, 11.5], [11.5, 11.5], [11.5, 6.5], [6.5, 6.5], [6.5, 8.5]]
    let outer: [SIMD2<Double>] = [[4.5, 8.5], [4.5, 4.5], [14.5, 4.5], [14.5, 12.5], [4.5, 12.5], [4.5, 8.5]]
    let found = try reading([outer + (isReversed ? hole.reversed() : hole)])
    #expect(found.mask.count == 80 - 25)
  }

  /// A bow tie: two triangles.
  @Test func aContourThatCrossesItselfKeepsBothLobes() throws {
    let found = try reading([[[4.5, 4.5], [14.5, 14.5], [14.5, 4.5], [4.5, 14.5]]])
    #expect(found.mask[6, 9, 4] && found.mask[13, 9, 4] && !found.mask[9, 6, 4])
  }

  @Test func contoursWithoutAnAreaAreLeftOutAndSaid() throws {
    for line: [SIMD2<Double>] in [[[5, 5]], [[5, 5], [9, 9]], [[5, 5], [9, 5], [9, 9], [9, 5]]] {
      let found = try reading([Self.body, line])
      #expect(found.mask.count == 80)
      #expect(kinds(found) == ["contours that are not closed left out"], "\(line)")
    }
  }
}

extension Mask {
  /// Slices by index, as notes name them.
  func places(_ indices: [Int]) -> [SlicePlace] { indices.map { SlicePlace($0, of: grid) } }
}
