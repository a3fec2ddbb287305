/// Rows that belong together, such as the lesions or visits of a patient, by number.
package struct RowUnits: Sendable {
  /// The unit of each row, from 0 in the order in which units first occur.
  package let units: [Int]
  /// Number of units.
  package let count: Int

  /// - Parameter names: the unit of each row, by name.
  package init<Name: Hashable>(_ names: some Sequence<Name>) {
    var places: [Name: Int] = [:]
    units = names.map { name in
      let place = places[name] ?? places.count
      places[name] = place
      return place
    }
    count = places.count
  }

  /// Whether at least one row of each unit has the event.
  /// - Parameter rows: the outcome of each row.
  package func outcomes(_ rows: [Bool]) -> [Bool] {
    var result = [Bool](repeating: false, count: count)
    for (unit, outcome) in zip(units, rows) where outcome { result[unit] = true }
    return result
  }

  /// One value for each row, from one for each unit.
  package func spread<Value>(_ values: [Value]) -> [Value] { units.map { values[$0] } }
}
