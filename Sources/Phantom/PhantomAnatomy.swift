import Execution
import Volumes

/// The two series of every patient.
package enum PhantomSeriesKind: Int, CaseIterable {
  case contrastEnhancedT1 = 0
  case t2 = 1

  /// Folder and name in the study file.
  package var name: String { self == .t2 ? "T2" : "CE-T1" }
}

/// A tissue by its signal in both series, in arbitrary units before coil and gain.
struct Tissue {
  private let signals: SIMD2<Double>

  init(contrastEnhancedT1: Double, t2: Double) { signals = [contrastEnhancedT1, t2] }

  func signal(in kind: PhantomSeriesKind) -> Double { signals[kind.rawValue] }

  // Late venous phase after gadolinium; T2 fast spin echo, where fat stays bright.
  static let fat = Tissue(contrastEnhancedT1: 640, t2: 690)
  static let muscle = Tissue(contrastEnhancedT1: 260, t2: 140)
  static let bowel = Tissue(contrastEnhancedT1: 330, t2: 330)
  static let marrow = Tissue(contrastEnhancedT1: 430, t2: 380)
  static let urine = Tissue(contrastEnhancedT1: 120, t2: 960)
  static let myometrium = Tissue(contrastEnhancedT1: 560, t2: 330)
  static let stroma = Tissue(contrastEnhancedT1: 470, t2: 190)
  static let rectalWall = Tissue(contrastEnhancedT1: 380, t2: 240)
  static let gas = Tissue(contrastEnhancedT1: 25, t2: 25)
  static let tumour = Tissue(contrastEnhancedT1: 430, t2: 470)
  static let necrosis = Tissue(contrastEnhancedT1: 190, t2: 760)
}

/// An ellipsoid of one tissue with a soft edge, standing for partial volume.
struct Organ {
  let tissue: Tissue
  /// mm in the frame of the anatomy: x to the left, y to the back, z to the head, origin in the cervix.
  let centre: SIMD3<Double>
  let halfAxes: SIMD3<Double>
  /// Width in mm over which the edge fades.
  let edge: Double
}

extension Organ {
  /// A female pelvis in ellipsoids, the later over the earlier, varied per patient; none of it depends on the response.
  static func pelvis(drawnBy stream: inout RandomStream) -> [Organ] {
    let size = 1 + 0.05 * stream.normal().clamped(to: 2)
    let bladder = 1 + 0.2 * stream.normal().clamped(to: 2)
    func organ(_ tissue: Tissue, _ centre: SIMD3<Double>, _ halfAxes: SIMD3<Double>, edge: Double = 3) -> Organ {
      let shift = SIMD3(stream.normal(), stream.normal(), stream.normal()).clamped(to: 2) * 1.5
      return Organ(tissue: tissue, centre: centre * size + shift, halfAxes: halfAxes * size, edge: edge)
    }
    let tall = 400.0
    return [
      organ(.fat, [0, 0, 0], [112, 84, tall]), organ(.muscle, [0, 4, 0], [98, 66, tall], edge: 5),
      organ(.bowel, [0, -4, 0], [62, 54, 130], edge: 6),
      organ(.marrow, [82, 6, -14], [20, 22, 40]), organ(.marrow, [-82, 6, -14], [20, 22, 40]),
      organ(.marrow, [0, 62, 16], [30, 12, 46]), organ(.rectalWall, [4, 40, 0], [15, 13, 90]),
      organ(.gas, [4, 40, 0], [7, 6, 80]),
      organ(.urine, [0, -34, 8], SIMD3(30, 18, 26) * bladder), organ(.myometrium, [0, -8, 38], [26, 20, 34]),
      organ(.stroma, [0, 2, 0], [20, 17, 26]),
    ]
  }
}

extension Double {
  /// Held within `±limit`.
  func clamped(to limit: Double) -> Double { Swift.min(Swift.max(self, -limit), limit) }
}

extension SIMD3<Double> {
  func clamped(to limit: Double) -> SIMD3<Double> {
    clamped(lowerBound: SIMD3(repeating: -limit), upperBound: SIMD3(repeating: limit))
  }
}
