/// The spelling of patients' ids.
package enum PatientID {
  /// An id without case, spaces, leading zeros and a final `.0`, which spreadsheets may change.
  package static func plain(_ id: String) -> String {
    let whole = id.hasSuffix(".0") && Double(id) != nil ? String(id.dropLast(2)) : id
    let characters = Array(whole.lowercased().filter { !$0.isWhitespace })
    var (result, isInNumber) = ("", false)
    for (at, character) in characters.enumerated() {
      // A zero leads only where a digit follows it: not in `T0`, and not in `0.5`. After a decimal point zeros count.
      let isFollowed = at + 1 < characters.count && characters[at + 1].isNumber
      let isDecimal = at > 1 && characters[at - 1] == "." && characters[at - 2].isNumber
      let isLeading = character == "0" && !isInNumber && isFollowed && !isDecimal
      if !isLeading { result.append(character) }
      isInNumber = character.isNumber && !isLeading
    }
    return result
  }
}
