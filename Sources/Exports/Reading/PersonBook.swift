import ImageFiles

/// Numbers the people under each PatientID while an index is made.
///
/// What tells them apart is forgotten with it: the index keeps their numbers, and which PatientIDs seem to be one
/// person.
struct PersonBook {
  private var people: [String: [PersonMark]] = [:]

  /// The number of the person within the PatientID: 0 unless somebody else had it before.
  mutating func number(of mark: PersonMark, patientID: String) -> Int {
    var known = people[patientID, default: []]
    let place = known.firstIndex { !$0.isOfAnother(mark) } ?? known.count
    if place == known.count { known.append(mark) } else { known[place] = known[place].completed(by: mark) }
    people[patientID] = known
    return place
  }

  /// Enters somebody whose number is known from an earlier index.
  mutating func enter(_ mark: PersonMark, number: Int, patientID: String) {
    var known = people[patientID, default: []]
    while known.count <= number { known.append(.unknown) }
    known[number] = known[number].completed(by: mark)
    people[patientID] = known
  }

  /// PatientIDs with the same name and date of birth.
  ///
  /// Anonymisers write one name and date into all files, so these count only if most patients have their own.
  var samePersons: [[String]] {
    let likely = people.flatMap { id, marks in Set(marks.compactMap(\.likely)).map { (id: id, mark: $0) } }
    let shared = Dictionary(grouping: likely, by: \.mark).values.map { Set($0.map(\.id)) }.filter { $0.count > 1 }
    let groups = shared.filter { $0.count <= 3 }
    let concerned = shared.reduce(0) { $0 + $1.count }
    guard 2 * concerned <= Set(likely.map(\.id)).count else { return [] }
    return groups.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }
}
