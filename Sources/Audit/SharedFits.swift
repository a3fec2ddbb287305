import Learning

/// Fits that no check of a single row examines: those that rows share, such as fits on images, and those for a training
/// set that the study does not have.
struct SharedFits {
  /// Number of fits that belong to no row.
  let checked: Int
  /// What is wrong with them.
  let against: [String]

  /// - Parameters:
  ///   - rows: the owners of the fits of all rows.
  ///   - sets: the training sets of the study, each with the patients tested on it.
  init(_ index: FitIndex, rows: Set<FitPurpose.Owner>, sets: [(set: TrainingSet, test: Set<String>)]) {
    let tests = Dictionary(sets.map { ($0.set, $0.test) }) { first, _ in first }
    var (checked, shared, strays) = (0, [String](), [String]())
    for purpose in index.purposes {
      let tested = purpose.trainingSet.flatMap { tests[$0] }
      // Fits of a row for one of its training sets are examined by the checks of that row.
      if rows.contains(purpose.owner), purpose != FitPurpose(purpose.owner) {
        if tested == nil { strays.append("\(purpose): was fitted for a training set that the study does not have") }
        continue
      }
      let fits = index.entries(for: purpose).filter { $0.purpose == purpose }
      checked += fits.count
      for fit in fits {
        if let tested {
          guard let seen = index.sightings(of: tested, in: [fit]).first?.seen else { continue }
          shared.append("\(purpose): \(fit.kind.words) saw \(seen.prefix(3).joined(separator: ", "))")
        } else {
          shared.append("\(purpose): \(fit.kind.words) belongs to no training set of the study")
        }
      }
    }
    (self.checked, against) = (checked, shared + strays.sorted())
  }
}
