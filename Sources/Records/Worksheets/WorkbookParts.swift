import Archives

// How the parts of a workbook refer to each other.
extension Workbook {
  struct Relation {
    let id: String
    let type: String
    let target: String

    /// The types of the strict and of the transitional form differ in all but their last word.
    func isOf(_ kind: String) -> Bool { type.hasSuffix("/\(kind)") }
  }

  /// The parts that a part refers to; those of the whole file for an empty name.
  static func relations(of part: String, in archive: ZipArchive) throws(WorkbookFault) -> [Relation] {
    let folder = part.split(separator: "/").dropLast().map { "\($0)/" }.joined()
    let own = "\(folder)_rels/\(part.split(separator: "/").last ?? "").rels"
    guard archive[own] != nil else { return [] }
    let bytes = try bytes(own, in: archive)
    do throws(XMLFault) {
      var scanner = try XMLScanner(bytes)
      var found: [Relation] = []
      while true {
        let event = try scanner.next()
        if event == .finish { return found }
        guard event == .start, scanner.name == "Relationship", let id = try scanner.attribute("Id"),
          let type = try scanner.attribute("Type"), let target = try scanner.attribute("Target"),
          try scanner.attribute("TargetMode") != "External"
        else { continue }
        found.append(Relation(id: id, type: type, target: resolved(target, from: folder)))
      }
    } catch {
      throw .xml(part: own, error)
    }
  }

  /// The name of an entry of the archive; it is only ever looked up there.
  private static func resolved(_ target: String, from folder: String) -> String {
    var parts: [Substring] = []
    for step in ((target.hasPrefix("/") ? "" : folder) + target).split(separator: "/") {
      if step == ".." { _ = parts.popLast() } else if step != "." { parts.append(step) }
    }
    return parts.joined(separator: "/")
  }

  /// The sheets in their order, and the day from which dates are counted.
  static func list(
    _ bytes: [UInt8], part: String
  ) throws(WorkbookFault) -> ([(name: String, relation: String, isHidden: Bool)], DayNumber.Epoch) {
    do throws(XMLFault) {
      var scanner = try XMLScanner(bytes)
      var sheets: [(name: String, relation: String, isHidden: Bool)] = []
      var epoch = DayNumber.Epoch.from1900
      while true {
        let event = try scanner.next()
        if event == .finish { return (sheets, epoch) }
        guard event == .start else { continue }
        if scanner.name == "workbookPr", let flag = try scanner.attribute("date1904"), flag == "1" || flag == "true" {
          epoch = .from1904
        }
        guard scanner.name == "sheet", let name = try scanner.attribute("name"),
          let relation = try scanner.attribute("id")
        else { continue }
        let state = try scanner.attribute("state") ?? "visible"
        sheets.append((SheetText.unescaped(name), relation, state != "visible"))
      }
    } catch {
      throw .xml(part: part, error)
    }
  }
}
