import Foundation
import ImageFiles
import Records
import Testing
import Volumes

/// Regions that no lesion has are asked about; odd but possible ones are not.
@Suite struct ImplausibleMaskTests {
  private let scratch: Scratch
  private static let size = SIMD3(40, 40, 40)

  init() throws { scratch = try Scratch() }

  /// The note of a mask of `inside` on voxels of `spacing` mm, by `apus extract`.
  private func note(spacing: Double = 1, _ inside: (Int, Int, Int) -> Bool) throws -> String {
    let grid = Grid(size: Self.size, spacing: SIMD3(repeating: spacing))
    var (image, mask): ([Double], [Double]) = ([], [])
    for k in 0..<40 {
      for j in 0..<40 {
        for i in 0..<40 {
          image.append(Double((i * 7 + j * 13 + k * 29) % 101))
          mask.append(inside(i, j, k) ? 1 : 0)
        }
      }
    }
    let (imageFile, maskFile) = (scratch.file("image.nii.gz"), scratch.file("mask.nii.gz"))
    try writeNIfTI(Volume(grid: grid, voxels: image), to: imageFile)
    try writeNIfTI(Volume(grid: grid, voxels: mask), to: maskFile)
    let parameters = try scratch.write("featureClass: {shape: [VoxelVolume]}\n", to: "p.yaml")
    let run = try Command("extract", imageFile, [maskFile, "-p", parameters])
    #expect(run.status == 0, "\(run.errors)")
    return try CSVTable(parsing: run.output, file: "extract")["diagnostics_Mask_Notes"]?.first ?? ""
  }

  private func isInBall(_ i: Int, _ j: Int, _ k: Int, radius: Int) -> Bool {
    let (x, y, z) = (i - 20, j - 20, k - 20)
    return x * x + y * y + z * z <= radius * radius
  }

  /// Single voxels of a slanted lattice: none touches another, and no slice of any direction is empty, which would be
  /// refused.
  @Test func thousandsOfPartsAreAsked() throws {
    let found = try note { i, j, k in (i + 5 * j + 11 * k) % 27 == 0 }
    #expect(found.contains("2371 separate parts, the largest with 0 %"), "\(found)")
  }

  @Test func someHundredsOfEqualPartsAreAsked() throws {
    let found = try note { i, j, k in (i + 5 * j + 31 * k) % 187 == 0 }
    #expect(found.contains("345 separate parts"), "\(found)")
  }

  /// A lesion with holes and a few hundred specks around it; and sixty metastases.
  @Test func aNoisyLesionAndMetastasesAreNot() throws {
    let noisy = try note { i, j, k in
      let chance = (i * 7919 + j * 104_729 + k * 1_299_709) % 101
      return isInBall(i, j, k, radius: 12) ? chance > 10 : isInBall(i, j, k, radius: 17) && chance == 1
    }
    #expect(noisy.isEmpty, "\(noisy)")
    let many = try note { i, j, k in i % 10 < 2 && j % 10 < 2 && k % 10 < 2 }
    #expect(many.isEmpty, "\(many)")
  }

  /// 64 x 64 x 64 mm: a crop, which the lesion touches on all sides; with voxels of 5 mm it is 4 litres.
  @Test func aRegionAcrossTheWholeFieldIsAsked() throws {
    #expect(try note { i, j, k in isInBall(i, j, k, radius: 20) || i == 39 || j == 39 || k == 39 }.isEmpty)
    let body = try note(spacing: 5) { i, j, k in isInBall(i, j, k, radius: 20) || i == 39 || j == 39 || k == 39 }
    #expect(body.contains("from side to side of the image"), "\(body)")
    let all = try note { _, _, _ in true }
    #expect(all.contains("fills 100 % of the image"), "\(all)")
  }

  /// Small fields of view: half a litre. A cylinder stands for the body, random voxels for an image cut at its median.
  @Test func aBodyOrAThresholdOfASmallFieldIsAsked() throws {
    let body = try note { i, j, _ in (i - 20) * (i - 20) + (j - 20) * (j - 20) <= 19 * 19 }
    #expect(body.contains("% of the image; is this the region that was meant"), "\(body)")
    for tenths in [5, 8] {
      let found = try note { i, j, k in chance(i, j, k) < tenths }
      #expect(found.contains("small holes"), "\(tenths): \(found)")
    }
  }

  /// A lesion that ends within its crop, and a tumour with some necrosis that was left out.
  @Test func aCropAndALesionWithHolesAreNot() throws {
    let crop = try note { i, j, k in isInBall(i, j, k, radius: 20) }
    #expect(crop.isEmpty, "\(crop)")
    let necrosis = try note { i, j, k in isInBall(i, j, k, radius: 16) && chance(i / 3, j / 3, k / 3) > 0 }
    #expect(necrosis.isEmpty, "\(necrosis)")
  }

  /// 0 to 9, without order in space: SplitMix64 of the position.
  private func chance(_ i: Int, _ j: Int, _ k: Int) -> Int {
    var z = UInt64(i + 64 * j + 4096 * k + 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int((z ^ (z >> 31)) % 10)
  }
}
