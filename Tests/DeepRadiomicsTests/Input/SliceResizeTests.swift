import DeepRadiomics
import Testing
import Volumes

/// A slice of generated numbers as an image of its own, resized to the network's side by the whole input chain.
@Suite struct SliceResizeTests {
  /// Pillow 13.0.0, `Image.fromarray(a, mode="F").resize((32, 32), Image.BILINEAR)`, and ONNX Runtime 1.32.0's `Resize`
  /// (opset 18, linear, half_pixel), both run here on `uniform("resize", rows * columns)` in float32. Values at (row,
  /// column).
  private static let reference: [(rows: Int, columns: Int, kind: SliceResize, row: Int, column: Int, value: Float)] =
    [
      (60, 45, .pillow, 0, 0, 0.4577693),
      (60, 45, .pillow, 31, 31, 0.6433120),
      (60, 45, .pillow, 7, 20, 0.6349539),
      (60, 45, .pillow, 18, 3, 0.5750806),
      (60, 45, .torch, 0, 0, 0.3815383),
      (60, 45, .torch, 31, 31, 0.6826829),
      (60, 45, .torch, 7, 20, 0.6938602),
      (60, 45, .torch, 18, 3, 0.6327397),
      (20, 90, .pillow, 0, 0, 0.4746095),
      (20, 90, .pillow, 31, 31, 0.4475302),
      (20, 90, .pillow, 7, 20, 0.5148491),
      (20, 90, .pillow, 18, 3, 0.2053058),
      (20, 90, .torch, 0, 0, 0.5474679),
      (20, 90, .torch, 31, 31, 0.4715585),
      (20, 90, .torch, 7, 20, 0.5966458),
      (20, 90, .torch, 18, 3, 0.1308891),
      (32, 100, .pillow, 0, 0, 0.4892300),
      (32, 100, .pillow, 31, 31, 0.4300584),
      (32, 100, .pillow, 7, 20, 0.3396839),
      (32, 100, .pillow, 18, 3, 0.5868192),
      (32, 100, .torch, 0, 0, 0.5485224),
      (32, 100, .torch, 31, 31, 0.6600064),
      (32, 100, .torch, 7, 20, 0.2842379),
      (32, 100, .torch, 18, 3, 0.5420301),
    ]

  @Test(arguments: Self.reference)
  func resizingAgreesWithItsModel(
    _ expected: (rows: Int, columns: Int, kind: SliceResize, row: Int, column: Int, value: Float)
  ) throws {
    let (rows, columns) = (expected.rows, expected.columns)
    let greys = GeneratedTensors.uniform("resize", rows * columns).map { Double(Float($0)) }
    let image = SyntheticImage.image(size: [columns, rows, 1], greys)
    // A window of [0, 1] leaves generated numbers as they are.
    let settings = try InputSettings(
      region: .image, scaling: .window(low: 0, high: 1), side: 32, resize: expected.kind, keepsProportions: false,
      normalisation: .none)
    let input = try settings.prepare([image], depth: nil, normalisation: .identity).input
    #expect(abs(input.value(row: expected.row, column: expected.column) - expected.value) < 1e-6)
  }
}
