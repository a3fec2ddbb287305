/// The spelling of patients' ids.
package enum PatientID {
  /// An id without case, spaces, leading zeros and a final `.0`, which spreadsheets may change.
  package static func plain(_ id: String) -> String {
    var (result, isInNumber) = ("", false)
    let whole = id.hasSuffix(".0") && Double(id) != nil ? String(id.dropLast(2)) : id
    for character in whole.lowercased() where !character.isWhitespace {
      let isZero = character == "0" && !isInNumber
      if !isZero { result.append(character) }
      isInNumber = character.isNumber && !isZero
    }
    return result
  }
}
