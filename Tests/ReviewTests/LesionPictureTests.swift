import CZlib
import Cohorts
import Foundation
import Report
import Results
import Testing
import Volumes

@Suite struct LesionPictureTests {
  /// The same patient stored along other axes gives the same picture.
  @Test func picturesLookAlikeHoweverTheImageIsStored() throws {
    let (image, mask) = corner(Axes.identity)
    let plain = try #require(LesionPictures(image: image, mask: mask, width: 64)).all
    for (i, j, k) in [(-1.0, 1.0, 1.0), (1, -1, 1), (-1, -1, 1), (1, 1, -1), (-1, -1, -1)] {
      let (turned, region) = corner(Axes(i: [i, 0, 0], j: [0, j, 0], k: [0, 0, k]))
      let other = try #require(LesionPictures(image: turned, mask: region, width: 64)).all
      #expect(other.map(\.level) == [.superior, .middle, .inferior])
      #expect(other.map(\.picture) == plain.map(\.picture), "\(i) \(j) \(k)")
    }
    let (swapped, region) = corner(Axes(i: [0, 1, 0], j: [1, 0, 0], k: [0, 0, 1]))
    #expect(
      try #require(LesionPictures(image: swapped, mask: region, width: 64)).all.map(\.picture) == plain.map(\.picture))
  }

  /// A lesion with a bright voxel towards the patient's left, back and head, stored along the given axes.
  private func corner(_ axes: Axes) -> (Volume, Mask) {
    let size: SIMD3<Int> = [31, 31, 9]
    var (values, mask) = ([Double](repeating: 0, count: 31 * 31 * 9), [UInt8](repeating: 0, count: 31 * 31 * 9))
    let centre = SIMD3<Double>(15, 15, 4)
    let grid = Grid(size: size, spacing: [2, 2, 4], axes: axes)
    for k in 0..<9 {
      for j in 0..<31 {
        for i in 0..<31 {
          let place = axes.applied(to: SIMD3(Double(i), Double(j), Double(k)) - centre)
          values[grid.offset(i, j, k)] = 100 + 10 * place.x + 5 * place.y + 3 * place.z
          if place.x >= -3, place.x <= 4, abs(place.y) <= 3, abs(place.z) <= 3 { mask[grid.offset(i, j, k)] = 1 }
        }
      }
    }
    return (Volume(grid: grid, voxels: values), Mask(grid: grid, voxels: mask))
  }

  @Test(arguments: 1...4) func aLesionOfFewSlicesHasFewerPictures(count: Int) throws {
    let grid = Grid(size: [20, 20, 10], spacing: [2, 2, 4])
    var mask = [UInt8](repeating: 0, count: grid.count)
    for k in 2..<(2 + count) { mask[grid.offset(9, 9, k)] = 1 }
    let image = Volume(grid: grid, voxels: (0..<grid.count).map { Double($0 % 7) })
    let all = try #require(LesionPictures(image: image, mask: Mask(grid: grid, voxels: mask), width: 32)).all
    #expect(all.count == min(count, 3) && Set(all.map(\.slice)).count == all.count)
    #expect(all.allSatisfy { $0.picture.pixels.contains(MapPicture.outline) })
  }

  /// The picture of a cohort is that of the slice with most of the lesion, the lowest of equals.
  @Test(arguments: [[1, 5, 2], [4, 9, 9, 1], [3], [2, 2, 7]]) func theLargestSliceStandsForTheLesion(areas: [Int])
    throws
  {
    let grid = Grid(size: [20, 20, 10], spacing: [2, 2, 4])
    var mask = [UInt8](repeating: 0, count: grid.count)
    for (at, area) in areas.enumerated() {
      for i in 0..<area { mask[grid.offset(5 + i, 9, 2 + at)] = 1 }
    }
    let expected = try #require(areas.firstIndex(of: areas.max() ?? 0))
    for shown in areas.indices {
      // Only one slice is not flat, so a picture with several greys is that of this slice.
      let image = Volume(grid: grid, voxels: (0..<grid.count).map { $0 / 400 == 2 + shown ? Double($0 % 7) : 3 })
      let picture = try #require(LesionPictures(image: image, mask: Mask(grid: grid, voxels: mask), width: 24)).largest
      #expect(picture.pixels.count == 24 * 24)
      #expect((Set(picture.pixels.filter { $0 != MapPicture.outline }).count > 2) == (shown == expected))
    }
  }

  /// Sagittal and coronal stacks have other levels.
  @Test func levelsFollowTheStack() throws {
    let sagittal = corner(Axes(i: [0, 1, 0], j: [0, 0, -1], k: [1, 0, 0]))
    let coronal = corner(Axes(i: [1, 0, 0], j: [0, 0, -1], k: [0, 1, 0]))
    #expect(
      LesionPictures(image: sagittal.0, mask: sagittal.1, width: 32)?.all.map(\.level) == [.right, .middle, .left])
    #expect(
      LesionPictures(image: coronal.0, mask: coronal.1, width: 32)?.all.map(\.level) == [
        .anterior, .middle, .posterior,
      ])
  }

  /// What zlib inflates from the file is each row of the picture behind the byte of its filter, none.
  @Test(arguments: [1, 7, 128, 300]) func aCompressedPictureReadsBack(width: Int) throws {
    let pixels = (0..<(width * 40)).map { UInt8(($0 * $0 / 7) % 65) }
    let picture = MapPicture(width: width, coding: .mapped, pixels: Data(pixels))
    let file = try #require(PNGImage(picture)).deflatedBytes
    #expect(file.count < (try #require(PNGImage(picture))).bytes.count)
    let word = { (at: Int) in file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) } }
    // Signature and header have 33 bytes, then the palette of 256 colours.
    let start = 33 + 12 + 768 + 8
    let stream = Array(file[start..<(start + word(start - 8))])
    var lines = [UInt8](repeating: 0, count: 40 * (width + 1))
    var size = uLong(lines.count)
    #expect(uncompress(&lines, &size, stream, uLong(stream.count)) == Z_OK && Int(size) == lines.count)
    for row in 0..<40 {
      #expect(lines[row * (width + 1)] == 0)
      #expect(
        Array(lines[(row * (width + 1) + 1)..<((row + 1) * (width + 1))])
          == Array(pixels[(row * width)..<((row + 1) * width)]))
    }
  }
}
