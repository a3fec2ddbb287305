import Foundation
import Report
import Testing

/// How the colours of models differ, by CIELAB (D65, distances of 1976), for normal vision and for vision without one
/// kind of cone.
@Suite struct ModelStyleTests {
  /// Vision without one kind of cone, in linear sRGB: Machado, Oliveira and Fernandes 2009,
  /// doi 10.1109/TVCG.2009.113, table 1, severity 1.
  private static let views: [(name: String, matrix: [[Double]])] = [
    ("normal", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    (
      "deuteranopia",
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    (
      "tritanopia",
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
  ]

  private func linear(_ colour: String) -> [Double] {
    let hex = Array(colour.dropFirst())
    return stride(from: 0, to: 6, by: 2).map { at in
      let value = Double(Int(String(hex[at...at + 1]), radix: 16) ?? 0) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  private func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { row in zip(row, vector).map(*).reduce(0, +) }
  }

  private func lab(_ colour: String, seen matrix: [[Double]]) -> [Double] {
    let light = product(matrix, linear(colour)).map { min(max($0, 0), 1) }
    let xyz = product(
      [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]], light)
    let f = zip(xyz, [0.95047, 1, 1.08883]).map { value, white in
      value / white > 216 / 24389 ? cbrt(value / white) : (24389 / 27 * value / white + 16) / 116
    }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
  }

  /// A difference of about 2.3 can just be seen of large areas; thin lines need several times as much.
  @Test func noTwoOfTwelveColoursAreAlikeToAnyEye() {
    let colours = (0..<12).map { ModelStyle(index: $0).colour }
    #expect(Set(colours).count == 12)
    for view in Self.views {
      let seen = colours.map { lab($0, seen: view.matrix) }
      for a in 0..<12 {
        for b in 0..<a {
          #expect(distance(seen[a], seen[b]) > 15, "\(view.name): \(colours[a]) and \(colours[b])")
        }
      }
    }
  }

  /// In grey only lightness is left: what is nearly as dark has other dashes.
  @Test func whatIsAlikeInGreyHasOtherDashes() {
    let styles = (0..<12).map { ModelStyle(index: $0) }
    let lightness = styles.map { lab($0.colour, seen: Self.views[0].matrix)[0] }
    for a in 0..<12 {
      for b in 0..<a where abs(lightness[a] - lightness[b]) < 12 {
        #expect(styles[a].dashes != styles[b].dashes, "\(styles[a].letter) and \(styles[b].letter)")
      }
    }
  }

  /// WCAG 2.1, 1.4.11: lines that carry meaning have 3 : 1.
  @Test func everyColourStandsOutOnWhite() {
    for index in 0..<12 {
      let light = zip([0.2126, 0.7152, 0.0722], linear(ModelStyle(index: index).colour)).map(*).reduce(0, +)
      #expect(1.05 / (light + 0.05) >= 3)
    }
  }

  @Test func everyModelHasALetterAndALookOfItsOwn() {
    let styles = (0..<60).map { ModelStyle(index: $0) }
    #expect(Set(styles.map(\.letter)).count == 60)
    #expect(Set(styles.map { $0.colour + "/" + $0.dashes }).count == 60)
  }
}
