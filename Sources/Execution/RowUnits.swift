/// Rows that belong together, such as the lesions or visits of a patient, by number.
package struct RowUnits: Sendable {
  /// The unit of each row, from 0 in the order in which units first occur.
  package let units: [Int]
  /// Number of units.
  package let count: Int

  /// - Parameter names: one a row; rows of one name are of one unit.
  package init<Name: Hashable>(_ names: some Sequence<Name>) {
    var places: [Name: Int] = [:]
    units = names.map { name in
      let place = places[name] ?? places.count
      places[name] = place
      return place
    }
    count = places.count
  }

  /// Whether each unit has an event in one row.
  /// - Parameter rows: one a row.
  package func outcomes(_ rows: [Bool]) -> [Bool] {
    var result = [Bool](repeating: false, count: count)
    for (unit, outcome) in zip(units, rows) where outcome { result[unit] = true }
    return result
  }

  /// What units have, by row.
  package func spread<Value>(_ values: [Value]) -> [Value] { units.map { values[$0] } }
}
