import Foundation
import Rendering
import Report
import Results

/// Which figures a paper has: those of Jeong et al. 2024 in their order, then calibration and decision curves; all
/// others are of the supplement.
struct PaperFigures {
  private(set) var main: [PaperFigure] = []
  private(set) var supplement: [PaperFigure] = []
  /// Why a figure is absent.
  private(set) var absences: [String] = []
  /// Why files of figures are absent, or what is wrong in them.
  private(set) var faults: [String] = []
  private(set) var labels: PaperLabels
  private let results: StudyResults

  /// The figures of the main text in the order of their numbers.
  private var published: [FigureKind] {
    switch results.kind {
    case .binary:
      [.rocAndConfusion, .learning, .contributions, .flowchart, .pipeline, .slices, .calibration, .decision]
    }
  }
  /// Those of the supplement. Curves and tables of Figure 1 do not stand there again.
  private var further: [FigureKind] {
    let published = published
    return FigureKind.all(of: results.kind).filter { !published.contains($0) && ![.roc, .confusion].contains($0) }
  }

  init(_ results: StudyResults, labels: PaperLabels) {
    (self.results, self.labels) = (results, labels)
    var others: [StudyFigure] = []
    for kind in published {
      let made = figures(of: kind)
      let own = Array(made.filter(isOfMainText).prefix(kind.mostPanels))
      others += made.filter { figure in !own.contains { $0.fileName == figure.fileName } }
      if !own.isEmpty { add(own, of: kind) }
    }
    for figure in others + further.flatMap({ figures(of: $0) }) { addFurther(figure) }
  }

  /// Figures of one kind; for a kind that cannot be drawn the reason is kept.
  private mutating func figures(of kind: FigureKind) -> [StudyFigure] {
    switch StudyFigures(results, width: kind.width).figures(of: kind) {
    case .success(let figures): return figures
    case .failure(let reason):
      absences.append("\(kind.title): \(reason.absence.sentence)")
      return []
    }
  }

  /// Figures of one row are those of the study's own deep models: the first network, in the main protocol.
  private func isOfMainText(_ figure: StudyFigure) -> Bool {
    guard let id = figure.model else { return true }
    guard let key = RowKey(id), key.protocolName == results.mainProtocol.name,
      case .deep(let row, network: "") = key.role
    else { return false }
    return row == .images || row == .imagesWithFactors
  }

  private mutating func add(_ figures: [StudyFigure], of kind: FigureKind) {
    let number = (main.last?.label.number ?? 0) + 1
    for (at, figure) in figures.enumerated() {
      let panel = figures.count > 1 ? PaperTable.letter(at) : nil
      main.append(drawn(figure, as: PaperLabel(.figure, number, panel: panel)))
    }
    if let item = kind.mention { labels.set(item, PaperLabel(.figure, number)) }
  }

  private mutating func addFurther(_ figure: StudyFigure) {
    let label = PaperLabel(.figure, supplement.count + 1, isSupplementary: true)
    supplement.append(drawn(figure, as: label))
    if let item = figure.kind.mention { labels.set(item, label) }
  }

  private mutating func drawn(_ figure: StudyFigure, as label: PaperLabel) -> PaperFigure {
    let svg = figure.svg
    let beside = figure.kind == .rocAndConfusion ? StudyFigures(results).figure(.confusion)?.csv : nil
    var own = PaperFigure(
      label: label, title: title(of: figure), caption: PaperText(figure.caption), altText: figure.altText, svg: svg,
      csv: figure.csv, furtherCSV: beside, size: DrawingSize(svg).millimetres)
    do throws(RenderingError) {
      own.files = PaperFigure.Drawn(
        pdf: try SVGRenderer.pdf(svg, title: "\(label.words). \(figure.title)"), png: try SVGRenderer.png(svg))
      let unknown = try SVGRenderer.unknownCharacters(in: svg)
      if !unknown.isEmpty {
        note(
          "\(label.words): no font of this machine has \(String(unknown)); boxes stand in their place in PDF and PNG.")
      }
    } catch {
      note("PDF and PNG of figures: \(error)")
    }
    return own
  }

  /// A figure of one row says which protocol it is of, where it is not the main one.
  private func title(of figure: StudyFigure) -> String {
    let name = figure.model.flatMap { RowKey($0)?.protocolName }
    return name == nil || name == results.mainProtocol.name ? figure.title : "\(figure.title), as published"
  }

  private mutating func note(_ fault: String) { if !faults.contains(fault) { faults.append(fault) } }
}

extension FigureKind {
  /// The width at which its letters are legible.
  fileprivate var width: FigureWidth {
    switch self {
    case .rocAndConfusion, .flowchart, .pipeline, .slices, .scanners: .page
    case .roc, .confusion, .discrimination, .calibration, .decision, .learning, .contributions, .beeswarm, .stability,
      .values, .correlation, .protocols:
      .column
    }
  }

  /// Files of one number: learning curves and contributions without and with factors, the slices of one model.
  fileprivate var mostPanels: Int { self == .slices ? 1 : 2 }

  /// What sentences call it.
  fileprivate var mention: PaperLabels.Item? {
    switch self {
    case .flowchart: .flowchart
    case .pipeline: .pipeline
    case .rocAndConfusion: .roc
    case .calibration: .calibration
    case .decision: .decision
    case .contributions: .contributions
    case .protocols: .protocolFigure
    default: nil
    }
  }
}

/// The size of a drawing on paper, as the first lines of its file state it.
struct DrawingSize {
  /// Width and height in mm.
  let millimetres: (width: Double, height: Double)

  init(_ svg: String) {
    let head = svg.prefix(2000)
    let width = head.firstMatch(of: #/ width="([0-9.]+)mm"/#).flatMap { Double($0.1) }
    let height = head.firstMatch(of: #/ height="([0-9.]+)mm"/#).flatMap { Double($0.1) }
    // A drawing without a size on paper gets the width of a column.
    millimetres = (width ?? 85, height ?? 85)
  }
}
