import Foundation
import ImageFiles
import ImageProcessing
import Records
import Volumes

/// N4 (Tustison et al. 2010, doi 10.1109/TMI.2010.2046908) by the program `N4BiasFieldCorrection` of ANTs.
///
/// The field is estimated on the body (``/ImageProcessing/BodyRule/otsu``), with the program's own settings, and every
/// voxel is divided by it.
public struct BiasFieldCorrection: Sendable {
  /// Name of the program.
  public static let programName = "N4BiasFieldCorrection"

  private let program: ExternalProgram
  private let cache: String?
  private let seconds: Double

  /// Looks for the program, so that its absence is known before any work is done.
  /// - Parameters:
  ///   - cache: folder that keeps corrected images under the hash of image and program; `nil` for none.
  ///   - searchPath: folders to look in; the environment's PATH by default.
  ///   - seconds: time that one image may take.
  /// - Throws: ``BiasFieldError/programMissing``.
  public init(cache: String? = nil, searchPath: String? = nil, atMost seconds: Double = 3600) throws(BiasFieldError) {
    let path = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    guard let program = ExternalProgram(Self.programName, searchPath: path) else { throw .programMissing }
    self.program = program
    self.cache = cache
    self.seconds = seconds
  }

  /// Part of the key of everything that is made from corrected images.
  package var fingerprint: String { "N4 1, body otsu, \(program.identity)" }

  /// The corrected image, float32 as the program writes it.
  /// - Throws: ``BiasFieldError``; what the system says where the program cannot be started or its folder not be
  ///   written.
  public func corrected(_ image: Volume) throws -> Volume {
    var hash = ContentHash()
    hash.add(fingerprint)
    hash.add(image)
    let kept = cache.map { "\($0)/\(hash.finish()).nii" }
    if let kept, let volume = try? result(kept, of: image) { return volume }
    let scratch = FileManager.default.temporaryDirectory.appending(path: "apus-n4-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let volume = try run(image, in: scratch)
    // A full disk is no fault of the image; the next run computes again.
    if let kept { try? writeNIfTI(volume, to: kept) }
    return volume
  }

  private func run(_ image: Volume, in scratch: String) throws -> Volume {
    let (input, mask, output) = ("\(scratch)/image.nii", "\(scratch)/body.nii", "\(scratch)/corrected.nii")
    let body = try body(of: image)
    try writeNIfTI(image, to: input)
    try writeNIfTI(Volume(grid: image.grid, voxels: body.voxels.map { Double($0) }), to: mask)
    let ending = try program.run(
      ["-d", "3", "-i", input, "-x", mask, "-o", output], log: "\(scratch)/log.txt", atMost: seconds)
    switch ending {
    case .timedOut: throw BiasFieldError.timedOut(seconds: seconds)
    case .exited(0, _): return try result(output, of: image)
    case .exited(let code, let lastWords): throw BiasFieldError.failed(code: code, lastWords: lastWords)
    }
  }

  private func body(of image: Volume) throws(BiasFieldError) -> Mask {
    do throws(NormalisationError) { return try image.body(.otsu) } catch { throw .noBody(error) }
  }

  /// The program's image on the grid of its input, to which a float32 header comes close only.
  private func result(_ path: String, of image: Volume) throws -> Volume {
    let read: Volume
    do throws(ImageFileError) {
      read = try readVolume(path)
    } catch {
      throw BiasFieldError.unreadableResult(error)
    }
    guard read.grid.agrees(with: image.grid) else {
      throw BiasFieldError.resultElsewhere(read.grid)
    }
    // Whatever the program stores, a fresh result and a kept one are the same bits.
    return Volume(grid: image.grid, voxels: read.voxels.map { Double(Float($0)) }, precision: .single)
  }
}

/// Why the bias field of an image was not corrected.
public enum BiasFieldError: Error, Hashable, Sendable {
  /// The program is not on PATH.
  case programMissing
  /// It took longer than allowed.
  case timedOut(seconds: Double)
  /// It ended with an error.
  case failed(code: Int32, lastWords: String)
  /// The image has no body on which a field could be estimated.
  case noBody(NormalisationError)
  /// It ended well, but without an image that can be read.
  case unreadableResult(ImageFileError)
  /// It ended well, but with an image on another grid than its input.
  case resultElsewhere(Grid)
}

extension BiasFieldError: CustomStringConvertible {
  /// Cause and next step.
  public var description: String {
    let name = BiasFieldCorrection.programName
    return switch self {
    case .programMissing:
      "bias-field: n4 needs the program \(name) of ANTs, which is not on PATH. Install it (conda install -c conda-forge ants, "
        + "or a release from github.com/ANTsX/ANTs) and put its folder on PATH, or take bias-field out. Nothing was run in its "
        + "place."
    case .timedOut(let seconds):
      "\(name) took longer than \(Int(seconds)) s and was stopped. Crop the image, or correct it beforehand."
    case .failed(let code, let lastWords):
      "\(name) ended with exit code \(code)\(lastWords.isEmpty ? "" : ": \(lastWords)"). Run it on this image by hand."
    case .noBody(let error): error.description
    case .unreadableResult(let error): "\(name) made no image that can be used: \(error)"
    case .resultElsewhere(let grid):
      "\(name) made no image that can be used: it lies on another grid than its input: \(grid). Run it by hand and see why."
    }
  }
}
