/// Spellings of a patient's id.
package enum PatientID {
  /// An id without case, spaces, leading zeros and a decimal of zero, as spreadsheets change it.
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
