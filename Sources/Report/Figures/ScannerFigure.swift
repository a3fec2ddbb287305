import Results

/// Patients by scanner, with and without the event, series after series.
package struct ScannerFigure {
  let results: StudyResults
  let width: FigureWidth
  private let groups: [ScannerGroup]
  private static let row = 36.0
  private static let most = 20

  /// The figure of these results; `nil` if no scanner is known.
  package init?(_ results: StudyResults, width: FigureWidth = .column) {
    guard let groups = results.scanners, groups.contains(where: { $0.scanner != nil }) else { return nil }
    (self.results, self.width, self.groups) = (results, width, groups)
  }

  /// The figure as a file.
  package var svg: String { drawing.file }

  private var series: [String] {
    groups.map(\.series).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func own(_ series: String) -> [ScannerGroup] { groups.filter { $0.series == series } }

  private var largest: Double { Double(max(1, groups.map(\.patients.total).max() ?? 1)) }

  var drawing: Drawing {
    var (y, parts) = (0.0, [Markup]())
    for name in series {
      parts.append(SVG.text(name, at: SVG.Point(4, y + 16), lettering: .init(size: 12.5, isBold: true)))
      y += 24
      for group in own(name).prefix(Self.most) {
        parts.append(bar(group, at: y))
        y += Self.row
      }
      y += 6
    }
    let key = y + 12
    parts += [
      swatch(Ink.event, results.study.event, SVG.Point(4, key)),
      swatch(Ink.nonEvent, results.study.nonEvent, SVG.Point(4, key + 18)),
    ]
    return Drawing(
      id: "scanners", title: "Patients by scanner", description: description, width: width, height: key + 28,
      isSynthetic: results.study.synthetic, notes: notes, content: .group(parts))
  }

  private static func words(_ group: ScannerGroup) -> String {
    let test = group.test.map { ", test \($0.total)" } ?? ""
    return "\(group.patients.total) (\(Numbers.count(group.patients.events, "event"))\(test))"
  }

  private func bar(_ group: ScannerGroup, at y: Double) -> Markup {
    let words = Self.words(group)
    let room = groups.map { TextLines.width(Self.words($0), size: 12) }.max() ?? 0
    let scale = (width.units - 24 - room) / largest
    let (events, others) = (Double(group.patients.events) * scale, Double(group.patients.nonEvents) * scale)
    let name = TextLines.wrap(group.scanner ?? "not named in the files", width: width.units - 16, size: 12)
    return .group([
      SVG.text(
        name.shortened(to: 1).first ?? "", at: SVG.Point(8, y + 11),
        lettering: .init(size: 12, colour: group.scanner == nil ? Ink.muted : Ink.text)),
      SVG.text(words, at: SVG.Point(width.units - 8, y + 26), lettering: .init(size: 12, anchor: .end)),
      SVG.rect(SVG.Frame(x: 8, y: y + 16, width: events, height: 11), fill: Ink.event),
      SVG.rect(SVG.Frame(x: 8 + events, y: y + 16, width: others, height: 11), fill: Ink.nonEvent),
    ])
  }

  private func swatch(_ colour: String, _ words: String, _ at: SVG.Point) -> Markup {
    .group([
      SVG.rect(SVG.Frame(x: at.x + 4, y: at.y - 10, width: 16, height: 10), fill: colour),
      SVG.text(words, at: SVG.Point(at.x + 27, at.y), lettering: .init(size: 12)),
    ])
  }

  private var notes: [String] {
    series.compactMap { name in
      let more = own(name).dropFirst(Self.most)
      let patients = more.reduce(0) { $0 + $1.patients.total }
      return more.isEmpty
        ? nil
        : "\(name): \(Numbers.count(more.count, "further scanner")) with \(Numbers.count(patients, "patient")) not drawn."
    }
  }

  private var description: String {
    groups.map { group in
      "\(group.series), \(group.scanner ?? "not named"): \(Numbers.count(group.patients.total, "patient")), "
        + "\(Numbers.count(group.patients.events, "event"))"
    }.joined(separator: "; ") + "."
  }

  /// Every scanner of every series.
  var data: FigureData {
    var data = FigureData(["series", "scanner", "patients", "events", "test_patients", "test_events"])
    for group in groups {
      data.add(
        .words(group.series), .words(group.scanner), .count(group.patients.total), .count(group.patients.events),
        .count(group.test?.total), .count(group.test?.events))
    }
    return data
  }
}
