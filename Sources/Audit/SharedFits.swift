import Foundation
import Learning

/// Fits that no check of a row would compare with anybody: those that rows share, such as on images, and those for a training set that the
/// study does not have.
struct SharedFits {
  /// Fits that no row owns.
  let checked: Int
  /// What is wrong with them.
  let against: [String]

  /// - Parameters:
  ///   - rows: what the purposes of the rows' fits begin with.
  ///   - sets: training sets of the study, each with the patients tested on it.
  init(_ index: FitIndex, rows: Set<String>, sets: [(name: String, test: Set<String>)]) {
    let tests = Dictionary(sets.map { ($0.name, $0.test) }) { first, _ in first }
    var (checked, shared, strays) = (0, [String](), [String]())
    for purpose in index.purposes {
      let wholes = FitIndex.wholes(of: purpose)
      if let row = wholes.dropLast().first(where: rows.contains) {
        // The name of a site may hold the mark that separates the parts, so the longest name counts too.
        let places = wholes.drop { $0.count <= row.count }.map { String($0.dropFirst(row.count + 3)) }
        if !places.contains(where: { tests[$0] != nil }) {
          strays.append("\(purpose): fits for a training set that the study does not have")
        }
        continue
      }
      let fits = index.entries(for: purpose).filter { $0.purpose == purpose }
      checked += fits.count
      let own = SharedFits.names(in: purpose).compactMap { tests[$0] }
      for fit in fits {
        if own.isEmpty {
          shared.append("\(purpose): \(fit.kind.rawValue) of no training set of the study")
        } else if let seen = index.sightings(own.reduce(into: []) { $0.formUnion($1) }, [fit]).first?.seen {
          shared.append("\(purpose): \(fit.kind.rawValue) saw \(seen.prefix(3).joined(separator: ", "))")
        }
      }
    }
    (self.checked, against) = (checked, shared + strays.sorted())
  }

  /// What may be the name of a training set in a purpose: each of its parts, and each of its ends.
  private static func names(in purpose: String) -> Set<String> {
    let wholes = FitIndex.wholes(of: purpose)
    let ends = wholes.dropLast().map { String(purpose.dropFirst($0.count + 3)) }
    return Set(ends + purpose.components(separatedBy: " / "))
  }
}
