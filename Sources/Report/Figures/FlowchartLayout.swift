/// Boxes from top to bottom on the left, side boxes on the right, arrows between them.
struct FlowchartLayout {
  private static let size = 12.0
  private static let lineHeight = 15.5
  private static let padding = 9.0
  private let width: Double
  private var stageWidth: Double { (width * 0.43).rounded() }
  private var sideX: Double { (width * 0.475).rounded() }

  /// A line of a box.
  enum Line {
    case strong(String)
    case plain(String)
    /// A cause in a list; its second line is indented.
    case item(String)
  }

  /// Left edge of the column of stages: left of the exclusions, or centred when there are none.
  private let stageX: Double
  private(set) var parts: [Markup] = []
  private(set) var height = 2.0
  /// The last box of the left column, from which the next arrow starts.
  private var last: SVG.Frame?
  private let stroke = SVG.Stroke(colour: Ink.muted, width: 1.2)

  init(hasSides: Bool, width: FigureWidth) {
    self.width = width.units
    stageX = hasSides ? 1 : (width.units * 0.285).rounded()
  }

  /// The next box of the column of stages.
  mutating func addStage(_ lines: [Line]) {
    let text = set(lines, width: stageWidth)
    let top = last.map { max(height, $0.maxY) + 26 } ?? 1
    let frame = SVG.Frame(x: stageX, y: top, width: stageWidth, height: text.height)
    if let last {
      parts.append(
        SVG.arrow(from: SVG.Point(last.midX, last.maxY), to: SVG.Point(last.midX, frame.y - 1), stroke: stroke))
    }
    draw(text, in: frame, fill: Ink.panel, outline: SVG.Stroke(colour: Ink.text, width: 1.1))
    last = frame
  }

  /// A box on the right, off the arrow that leaves the last box on the left.
  mutating func addSide(_ lines: [Line], isFailure: Bool) {
    guard let last else { return }
    let side = width - sideX - 1
    let text = set(lines, width: side)
    let frame = SVG.Frame(x: sideX, y: last.maxY + 18, width: side, height: text.height)
    parts.append(
      SVG.arrow(from: SVG.Point(last.midX, frame.midY), to: SVG.Point(frame.x - 1, frame.midY), stroke: stroke))
    let outline =
      isFailure ? SVG.Stroke(colour: Ink.grave, width: 1.3, dashes: "5 3") : SVG.Stroke(colour: Ink.muted, width: 1)
    draw(text, in: frame, fill: Ink.ground, outline: outline)
    height = frame.maxY - 8
  }

  /// Two boxes below the last one.
  mutating func addFork(left: [Line], right: [Line]) {
    guard let last else { return }
    let side = width - sideX - 1
    let texts = (set(left, width: stageWidth), set(right, width: side))
    let tall = max(texts.0.height, texts.1.height)
    let y = last.maxY + 34
    let first = SVG.Frame(x: 1, y: y, width: stageWidth, height: tall)
    let second = SVG.Frame(x: sideX, y: y, width: side, height: tall)
    let elbow = last.maxY + 15
    parts.append(SVG.line(from: SVG.Point(last.midX, last.maxY), to: SVG.Point(last.midX, elbow), stroke: stroke))
    parts.append(SVG.line(from: SVG.Point(first.midX, elbow), to: SVG.Point(second.midX, elbow), stroke: stroke))
    for box in [first, second] {
      parts.append(SVG.arrow(from: SVG.Point(box.midX, elbow), to: SVG.Point(box.midX, y - 1), stroke: stroke))
    }
    draw(texts.0, in: first, fill: Ink.panel, outline: SVG.Stroke(colour: Ink.text, width: 1.1))
    draw(texts.1, in: second, fill: Ink.panel, outline: SVG.Stroke(colour: Ink.text, width: 1.1))
    self.last = first
  }

  // MARK: - Words in boxes

  private struct SetText {
    var lines: [(words: String, isBold: Bool, indent: Double)] = []
    var height: Double { Double(lines.count) * lineHeight + 2 * padding - 3 }
  }

  private func set(_ lines: [Line], width: Double) -> SetText {
    let room = width - 2 * Self.padding
    var text = SetText()
    for line in lines {
      switch line {
      case .strong(let words):
        text.lines += wrap(words, width: room * 0.94).map { ($0, true, 0) }
      case .plain(let words):
        text.lines += wrap(words, width: room).map { ($0, false, 0) }
      case .item(let words):
        text.lines += wrap(words, width: room - 12).enumerated().map { ($1, false, $0 == 0 ? 0 : 12) }
      }
    }
    return text
  }

  private func wrap(_ words: String, width: Double) -> [String] {
    TextLines.wrap(words, width: width, size: Self.size)
  }

  private mutating func draw(_ text: SetText, in frame: SVG.Frame, fill: String, outline: SVG.Stroke) {
    parts.append(SVG.rect(frame, fill: fill, stroke: outline, radius: 3))
    for (index, line) in text.lines.enumerated() {
      let baseline = frame.y + Self.padding + 10 + Double(index) * Self.lineHeight
      parts.append(
        SVG.text(
          line.words, at: SVG.Point(frame.x + Self.padding + line.indent, baseline),
          lettering: .init(size: Self.size, isBold: line.isBold)))
    }
    height = max(height, frame.maxY + 1)
  }
}
