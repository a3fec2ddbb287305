import Execution
import Foundation
import Records
import Testing

@Suite struct TextEncodingTests {
  /// The bytes of a text in an encoding of iconv; the reverse of what is tested.
  private func bytes(_ text: String, _ encoding: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/iconv")
    process.arguments = ["-f", "UTF-8", "-t", encoding]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](data)
  }

  private let korean = "등록번호,이름,성별,병기\n00012345,홍길동,남,ⅡB\n00012346,뷁순이,여,IIIA\n"
  private let western = "id;Größe (cm);Prüfung;naïve\r\n1;1,75;negativ – früh;façade\r\n2;1,60 ±2;„spät“;é\r\n"

  @Test func encodingsAreToldAndSaid() throws {
    let cases: [(String, String, String)] = [
      (korean, "UTF-8", ""), (korean, "CP949", "CP949 (Korean)"), (western, "CP1252", "Windows-1252"),
      (korean, "UTF-16LE", "UTF-16 (little-endian)"), (korean, "UTF-16BE", "UTF-16 (big-endian)"),
      (western, "UTF-16LE", "UTF-16 (little-endian)"), (western, "UTF-16BE", "UTF-16 (big-endian)"),
    ]
    for (text, encoding, said) in cases {
      let expected = try read(Array(text.utf8), name: "a.csv")
      let table = try read(try bytes(text, encoding), name: "b.csv")
      #expect(table.columns == expected.columns && table.rows == expected.rows, "\(encoding)")
      #expect(
        table.notes.count == (said.isEmpty ? 0 : 1) && table.sentences.allSatisfy { $0.contains(said) }, "\(encoding)")
      #expect(!table.notes.contains { $0.isDoubtful }, "\(encoding)")
    }
    let marked = try read([0xff, 0xfe] + bytes(korean, "UTF-16LE"), name: "c.csv")
    #expect(try marked.rows == read(Array(korean.utf8), name: "a.csv").rows)
  }

  /// A NUL that has got into a text of single bytes does not make it one of two bytes a character.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64]) func strayNULsAreNoUTF16(seed: UInt64) throws {
    var stream = RandomStream(seed: seed, name: "stray")
    let lines = (0..<(2 + stream.index(below: 20))).map { "\($0),\($0 % 2),0.\(stream.index(below: 1000))" }
    var bytes = Array(("id,y,A\n" + lines.joined(separator: "\n") + "\n").utf8)
    for _ in 0..<(1 + stream.index(below: 2)) { bytes.insert(0, at: stream.index(below: bytes.count + 1)) }
    if !bytes.count.isMultiple(of: 2) { bytes.append(0x0a) }
    #expect(DecodedText(bytes)?.encoding == .utf8, "seed \(seed)")
  }

  /// Text of a third encoding would be garbled whichever of the two it was read in.
  @Test(arguments: [
    ("年齢,性別,病期\n六十,男性,二期\n七十,女性,三期\n", "SHIFT_JIS"), ("年龄,性别,分期\n六十,男,二期\n七十,女,三期\n", "GBK"),
    ("Возраст;Пол;Стадия\n60;муж;вторая\n70;жен;третья\n", "CP1251"),
    ("Возраст;Пол;Стадия\n60;муж;вторая\n70;жен;третья\n", "KOI8-R"),
  ])
  func otherEncodingsAreRefused(text: String, encoding: String) throws {
    #expect(try problem(bytes(text, encoding), name: "a.csv") == .unknownEncoding, "\(encoding)")
  }

  /// A single word that is Korean and Western at once is read as Korean, and both readings are shown.
  @Test func wordsOfTwoReadingsAreShown() throws {
    let table = try read(try bytes("id,나이\n1,60\n", "CP949"), name: "a.csv")
    #expect(table.columns == ["id", "나이"])
    #expect(table.notes.count == 1 && table.notes[0].isDoubtful)
    #expect(table.sentences[0].contains("line 1 holds \"나이\", or \"³ªÀÌ\""), "\(table.sentences)")
  }

  /// Words of both languages between ASCII, drawn at random: each is read as it was written, or its doubt is said.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func randomTablesAreReadAsTheyWereWritten(seed: UInt64) throws {
    print("encodings: seed \(seed)")
    var stream = RandomStream(seed: seed, name: "encodings")
    let words: [String: [String]] = [
      "CP949": ["성별", "남", "여", "나이", "환자번호", "병기", "음성", "양성", "치료전", "종양크기(㎜)", "재발여부", "서울대병원"],
      "CP1252": ["Größe", "naïve", "5 µg/l", "37 °C", "früh", "spät", "Ärztin", "São", "Éva", "±2", "n° 3", "“ja”"],
    ]
    var silent = 0
    for turn in 0..<60 {
      let encoding = turn % 2 == 0 ? "CP949" : "CP1252"
      let all = words[encoding] ?? []
      let rows = (0..<(1 + stream.index(below: 8))).map { row in
        "\(row),\(all[stream.index(below: all.count)]),\(stream.index(below: 90))"
      }
      let text = "id,\(all[stream.index(below: all.count)])x,n\n" + rows.joined(separator: "\n") + "\n"
      let table = try read(try bytes(text, encoding), name: "a.csv")
      let expected = try read(Array(text.utf8), name: "b.csv")
      let isRight = table.columns == expected.columns && table.rows == expected.rows
      #expect(isRight || table.notes.contains { $0.isDoubtful }, "seed \(seed), turn \(turn): \(text)")
      if isRight, !table.notes.contains(where: \.isDoubtful) { silent += 1 }
    }
    // Nearly all tables are certain.
    #expect(silent >= 45, "\(silent) of 60")
  }
}
