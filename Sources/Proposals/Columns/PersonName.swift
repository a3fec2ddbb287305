import Records

/// Columns with the names of people, by what they are called.
enum PersonName {
  private static let words: Set<String> = [
    "surname", "lastname", "firstname", "forename", "fullname", "initials", "nachname", "vorname", "familienname",
    "nom",
    "prenom", "prénom", "apellido", "apellidos", "nombre", "cognome", "nome", "achternaam", "voornaam", "efternamn",
    "förnamn", "фамилия", "имя", "이름", "성명", "성함", "환자명", "환자이름", "姓名", "氏名", "名前",
  ]
  private static let kinds: Set<String> = ["last", "first", "family", "given", "full", "middle", "sur"]

  /// Whether the whole name of a column is that of the name of a person. That of a hospital or a drug has its word.
  static func isName(of column: ColumnName) -> Bool {
    if column.words == ["name"] || column.words == ["names"] { return true }
    if column.words.count == 1, column.words.allSatisfy(words.contains) { return true }
    return column.words.count == 2 && column.words[1] == "name" && kinds.contains(column.words[0])
  }
}
