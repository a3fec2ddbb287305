import Execution
import Foundation
import ImageFiles
import Phantom
import Testing
import Volumes

/// The drawn lesion and the files that hold it.
struct PhantomImageTests {
  @Test(arguments: 0..<12 as Range<UInt64>)
  func theLargestDiameterIsTheOneAskedFor(seed: UInt64) {
    let shape = shape(diameter: 52, seed: seed)
    let points = stride(from: -40.0, through: 40, by: 0.5).flatMap { shape.outline(z: $0) ?? [] }
    var largest = 0.0
    for (index, first) in points.enumerated() where index % 3 == 0 {
      for second in points[..<index] { largest = max(largest, (first - second).length) }
    }
    // The shape is scaled on a coarser mesh than this one, so it may come out a little larger.
    #expect(abs(largest - 52) < 0.52, "seed \(seed): \(largest)")
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func outlinesLieOnTheSurface(seed: UInt64) throws {
    let shape = shape(diameter: 40, seed: seed)
    for z in [-5.0, 0, 4] {
      for point in try #require(shape.outline(z: z)) {
        let depth = try #require(shape.depth(at: point))
        #expect(abs(depth.distance) < 1e-9 && abs(depth.relativeRadius - 1) < 1e-9, "seed \(seed), z \(z)")
      }
    }
    #expect(shape.outline(z: shape.halfHeight + 1) == nil)
  }

  /// Mean 0 and variance 1 by construction; 40 fields of about 200 independent places each.
  @Test func fieldsHaveZeroMeanAndUnitVariance() {
    var (sum, squares, count) = (0.0, 0.0, 0.0)
    for seed in 0..<40 as Range<UInt64> {
      var stream = RandomStream(seed: seed, name: "field")
      let field = GaussianField(smoothing: 5, drawnBy: &stream)
      for place in lattice(every: 8) {
        let value = field.value(at: place)
        (sum, squares, count) = (sum + value, squares + value * value, count + 1)
      }
    }
    #expect(abs(sum / count) < 0.05)
    #expect(abs(squares / count - 1) < 0.05)
  }

  @Test func fieldsArePeriodic() {
    var stream = RandomStream(seed: 5, name: "field")
    let field = GaussianField(smoothing: 4, drawnBy: &stream)
    for place in lattice(every: 31) {
      #expect(abs(field.value(at: place) - field.value(at: place - [96, 192, 96])) < 1e-12)
    }
  }

  /// Reading gives back what was drawn: stored integers, grid, and a mask as large as the outline says.
  @Test(arguments: 1...6)
  func theReadersGiveBackWhatWasDrawn(number: Int) throws {
    let folder = TemporaryFolder()
    let settings = try PhantomSettings(patients: 6, seed: 9, matrix: 64, slices: 12)
    let cohort = PhantomCohort(settings: settings)
    _ = try cohort.write(to: folder.path, workers: 2)
    let patient = cohort.population.included[number - 1]
    let renderer = PhantomRenderer(patient, settings: settings)
    for kind in PhantomSeriesKind.allCases {
      let drawn = renderer.render(kind)
      let path = "\(folder.path)/patients/\(patient.id)"
      let found = try DICOMFolder(scanning: "\(path)/\(kind.name)")
      try #require(found.series.count == 1 && found.problems.isEmpty)
      let volume = try found.series[0].read()
      #expect(volume.grid.agrees(with: drawn.grid, tolerance: 1e-4))
      let slope = patient.scanner.rescaleSlope ?? 1
      #expect(volume.voxels == drawn.stored.map { Double($0) * slope })
      let contours = try StructureSet(reading: "\(path)/RTSTRUCT_\(kind.name).dcm")
      #expect(contours.roiNames == ["GTV"])
      let mask = try contours.mask(roi: "GTV", on: volume.grid)
      #expect(mask.count == voxelsInside(renderer, drawn.grid), "\(patient.id) \(kind.name)")
    }
  }

  @Test func identifiersAreValidAndDiffer() {
    let uids = (0..<500).map { PhantomUID.make(seed: 1, name: "P\($0)") }
    #expect(Set(uids).count == uids.count)
    for uid in uids {
      #expect(uid.utf8.count <= 64 && uid.hasPrefix("2.25.") && !uid.hasPrefix("2.25.0"))
      #expect(uid.allSatisfy { $0.isNumber || $0 == "." })
    }
  }

  /// Voxel centres inside the drawn polygons, counted by crossing number without the reader.
  private func voxelsInside(_ renderer: PhantomRenderer, _ grid: Grid) -> Int {
    (0..<grid.size.z).reduce(0) { total, k in
      let plane = renderer.place(of: grid.position(of: [0, 0, Double(k)]))
      guard let polygon = renderer.lesion.shape.outline(z: plane.z) else { return total }
      return total
        + (0..<(grid.size.x * grid.size.y)).count { position in
          let (i, j) = (position % grid.size.x, position / grid.size.x)
          return isInside(polygon, renderer.place(of: grid.position(of: [Double(i), Double(j), Double(k)])))
        }
    }
  }

  private func isInside(_ polygon: [SIMD3<Double>], _ place: SIMD3<Double>) -> Bool {
    var inside = false
    for (index, corner) in polygon.enumerated() {
      let next = polygon[(index + 1) % polygon.count]
      guard (corner.y > place.y) != (next.y > place.y) else { continue }
      if place.x < corner.x + (place.y - corner.y) / (next.y - corner.y) * (next.x - corner.x) { inside.toggle() }
    }
    return inside
  }

  private func shape(diameter: Double, seed: UInt64) -> LesionShape {
    var stream = RandomStream(seed: seed, name: "shape")
    return LesionShape(diameter: diameter, centre: [1, -2, 0.5], drawnBy: &stream)
  }

  private func lattice(every step: Double) -> [SIMD3<Double>] {
    stride(from: 0.3, to: 96, by: step).flatMap { x in
      stride(from: 0.7, to: 96, by: step).flatMap { y in
        stride(from: 1.1, to: 96, by: step).map { SIMD3(x, y, $0) }
      }
    }
  }
}
