import Audit
import Execution
import Foundation
import Results
import Testing

/// One value of a finished run is changed at a random place, and hashes are mended.
@Suite struct EditedValueTests {
  private static let seed: UInt64 = 20_240_607

  private func original() throws -> AuditedRun {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(
      scratch,
      "learning: {select: [{name: mrmr, keep: 3}], classifier: {name: naive-bayes}}\ncontrols: {permuted-outcomes: 3}\nprotocol: both"
    )
    let text = try scratch.read("study.yaml").replacing("models: {", with: "models: {factors: [size], ")
    _ = try scratch.write(text, to: "study.yaml")
    return try AuditedRun(scratch, file)
  }

  /// A place in a JSON value: keys and positions.
  private enum Step { case key(String), at(Int) }

  private func leaves(_ value: Any, _ path: [Step] = []) -> [[Step]] {
    switch value {
    case let list as [Any]: list.indices.flatMap { leaves(list[$0], path + [.at($0)]) }
    case let object as [String: Any]:
      object.keys.sorted().flatMap { leaves(object[$0] ?? NSNull(), path + [.key($0)]) }
    default: [path]
    }
  }

  private func changed(_ value: Any, _ path: ArraySlice<Step>) -> Any {
    switch (path.first, value) {
    case (.at(let at)?, var list as [Any]):
      list[at] = changed(list[at], path.dropFirst())
      return list
    case (.key(let key)?, var object as [String: Any]):
      object[key] = changed(object[key] ?? NSNull(), path.dropFirst())
      return object
    case (_, let text as String): return text + " x"
    case (_, let number as NSNumber):
      if CFGetTypeIDIsBool(number) { return !number.boolValue }
      let double = number.doubleValue
      return double == double.rounded() && abs(double) < 1e9 ? double + 1 : double * 1.13 + 0.01
    default: return "x"
    }
  }

  /// Whether JSON had true or false there; Foundation's number says so by its type.
  private func CFGetTypeIDIsBool(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }

  private func words(_ path: [Step]) -> String {
    path.map { step in
      switch step {
      case .key(let key): key
      case .at(let at): "\(at)"
      }
    }.joined(separator: ".")
  }

  /// Whether the audit refuses or refutes the run.
  private func isNoticed(_ run: TamperedRun) -> Bool {
    guard let found = try? run.refuted() else { return true }
    return !found.isEmpty
  }

  /// Who mends the hashes that `results.json` and the first line of its seal have is always found; who mends all of
  /// them is found wherever the value follows from another file.
  @Test func anEditOfTheResultsIsNoticed() throws {
    let made = try original()
    let text = Data(try made.read("results.json").utf8)
    let whole = try JSONSerialization.jsonObject(with: text)
    // The hashes are mended anyway.
    let all = leaves(whole).filter { path in
      if case .key("files")? = path.first { false } else if case .key("schema")? = path.first { false } else { true }
    }
    var stream = RandomStream(seed: Self.seed, name: "edited values")
    let places = (0..<30).map { _ in all[Int.random(in: 0..<all.count, using: &stream)] }
    var passed: [Bool: [String]] = [true: [], false: []]
    for place in places {
      for wholly in [false, true] {
        let run = try TamperedRun(copying: made.scratch.file("run"))
        let edited = try JSONSerialization.data(withJSONObject: changed(whole, place[...]))
        try run.write(String(decoding: edited, as: UTF8.self), to: "results.json")
        // A value that no longer reads as results is refused.
        guard (try? run.seal(wholly: wholly)) != nil else { continue }
        if !isNoticed(run) { passed[wholly, default: []].append(words(place)) }
      }
    }
    print(
      "seed \(Self.seed): of \(places.count) edits, \(passed[false]!.count) pass with the hashes in results.json mended, "
        + "\(passed[true]!.count) with all hashes mended: \(passed[true]!.sorted())")
    #expect(passed[false]!.isEmpty, "\(passed[false]!)")
    // What only the clinical table, the images, the log of a permuted fit, the fits behind folds or a sentence
    // determines.
    let starts = [
      "factors", "findings", "methods", "controls", "audit", "study.", "scanners", "provenance", "lesions",
    ]
    let parts = [".flags.", ".conformal.", ".choices.", ".features.stability."]
    let others = passed[true]!.filter { (place: String) -> Bool in
      if starts.contains(where: { place.hasPrefix($0) }) || place.hasSuffix(".summary") { return false }
      return !parts.contains { place.contains($0) }
    }
    #expect(others.isEmpty, "\(others)")
  }

  /// The same of the description of a saved model, whose hashes stand in three files.
  @Test func anEditOfASavedModelIsNoticed() throws {
    let made = try original()
    let place = "models/hcr_mr/model.json"
    let whole = try JSONSerialization.jsonObject(with: Data(try made.read(place).utf8))
    let all = leaves(whole)
    var stream = RandomStream(seed: Self.seed, name: "edited models")
    var passed: [Bool: [String]] = [true: [], false: []]
    let places = (0..<25).map { _ in all[Int.random(in: 0..<all.count, using: &stream)] }
    for leaf in places {
      for wholly in [false, true] {
        let run = try TamperedRun(copying: made.scratch.file("run"))
        let edited = try JSONSerialization.data(withJSONObject: changed(whole, leaf[...]))
        let (before, after) = (Data(try run.read(place).utf8).sha256, edited.sha256)
        try run.write(String(decoding: edited, as: UTF8.self), to: place)
        for file in ["models/hcr_mr/SHA256SUMS", "training.json"] {
          try run.write(run.read(file).replacing(before, with: after), to: file)
        }
        try run.seal(wholly: wholly)
        if !isNoticed(run) { passed[wholly, default: []].append(words(leaf)) }
      }
    }
    print(
      "seed \(Self.seed): of \(places.count) edits of a model, \(passed[false]!.count) pass with some hashes mended, "
        + "\(passed[true]!.count) with all: \(passed[true]!.sorted())")
    #expect(passed[false]!.isEmpty, "\(passed[false]!)")
  }
}

/// What the study file promises is missing in all files alike.
@Suite struct MissingPlanTests {
  private func run(_ more: String = "") throws -> TamperedRun {
    let scratch = try Scratch()
    let file = try TabularStudyTests.study(scratch, more)
    let text = try scratch.read("study.yaml").replacing("models: {", with: "models: {factors: [size], ")
    _ = try scratch.write(text, to: "study.yaml")
    return try TamperedRun(copying: AuditedRun(scratch, file).scratch.file("run"))
  }

  @Test func aRowTakenOutOfEveryFileIsNamed() throws {
    let run = try run()
    try run.results { $0.takeOut { $0 == "clinical" } }
    try run.edit("predictions.csv") { rows in
      let kept = rows[0].indices.filter { !rows[0][$0].hasPrefix("clinical_") }
      rows = rows.map { row in kept.map { row[$0] } }
    }
    try run.entries { rows in rows.removeAll { $0["id"] as? String == "clinical" } }
    try run.fits { $0.purpose.hasPrefix("Clinical only") ? [] : [$0] }
    try run.heldOut { $0.purpose.hasPrefix("Clinical only") ? [] : [$0] }
    try FileManager.default.removeItem(atPath: run.folder + "/models/clinical")
    try run.seal()
    let found = try run.refuted()
    #expect(found["record-follows"]?.contains("clinical: study.yaml asks for this row") == true, "\(found)")
  }

  @Test func aModelTakenOutWithItsReferenceIsNamed() throws {
    let run = try run()
    try run.entries { rows in
      for at in rows.indices { rows[at]["model"] = nil }
    }
    try FileManager.default.removeItem(atPath: run.folder + "/models")
    try run.seal()
    let found = try run.refuted()
    #expect(found["record-follows"]?.contains("hcr_mr: was fitted, but its model is neither") == true, "\(found)")
  }

  /// Another plan with its hash mended in the results contradicts what the models and the log say.
  @Test(arguments: [
    ("\"selected-features\": 4", "\"selected-features\": 9"), ("\"factors\": [\"size\"]", "\"factors\": []"),
    ("\"protocol\": \"sound\"", "\"protocol\": \"sound\"\nlearning: {classifier: {name: naive-bayes}}"),
    ("\"protocol\": \"sound\"", "\"protocol\": \"sound\"\nlearning: {oversample: random}"),
    ("\"protocol\": \"sound\"", "\"protocol\": \"sound\"\ncontrols: {permuted-outcomes: 20}"),
  ])
  func anotherPlanIsRefuted(_ own: String, _ other: String) throws {
    let run = try run("protocol: sound")
    let plan = try run.read("study.yaml")
    try run.write(plan.replacing(own, with: other), to: "study.yaml")
    let study = try run.study()
    try run.results { $0.study.studyHash = study.hash }
    try run.seal()
    let found = try run.refuted()
    #expect(found["record-follows"] != nil, "\(own) -> \(other): \(found)")
  }

  /// The log of a whole kind of fit taken out of every row.
  @Test(arguments: ["selection", "constantColumns", "scaling", "imputation", "classifier", "calibration", "threshold"])
  func aKindTakenOutOfTheLogIsNamed(_ kind: String) throws {
    let run = try run("protocol: both")
    try run.fits { $0.kind == kind ? [] : [$0] }
    try run.seal()
    let found = try run.refuted()
    let checks: Set<String> = ["test-unseen [sound]", "folds-honest [sound]", "equal-budget [sound]"]
    #expect(!checks.isDisjoint(with: found.keys), "\(kind): \(found)")
  }
}
