import Foundation
import Learning
import Results
import Testing
import TestSupport

/// The choices of the section `deep:` that the published study does not make, each through the built command on a small
/// phantom.
@Suite(.serialized, .enabled(if: ReferenceData.isPresent, "skipped: DeepChoicesTests need weights/"))
struct DeepChoicesTests {
  private func cohort(_ scratch: Scratch) throws {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "20", "--matrix", "64", "--slices", "8")
    #expect(made.status == 0, "\(made.errors)")
  }

  /// Runs the phantom's study with the deep arm alone and these keys; returns the results and the log of fits.
  private func run(
    _ scratch: Scratch, _ name: String, _ keys: String, jobs: Int = 2, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (results: StudyResults, log: FitLog, resolved: String) {
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let text =
      try scratch.read("cohort/study.yaml") + """

        arms: [dlr]
        deep: {network: efficientnet-lite0, weights: "\(weights)", ensemble: 1, beyond: none, \(keys)}
        """
    let path = try scratch.write(text, to: "cohort/\(name).yaml")
    let run = try Command("study", "run", path, "-o", scratch.file(name), "--quiet", "-j", "\(jobs)")
    try #require(run.status == 0, "\(run.errors)", sourceLocation: sourceLocation)
    func decoded<Value: Decodable>(_ file: String, _ type: Value.Type) throws -> Value {
      try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: scratch.file("\(name)/\(file)"))))
    }
    return (
      try decoded("results.json", StudyResults.self), try decoded("fits.json", FitLog.self),
      try scratch.read("\(name)/study.yaml")
    )
  }

  private func row(_ results: StudyResults, _ id: String) throws -> ModelResult {
    try #require(results.models.first { $0.id == id })
  }

  /// The phantom's T2 starts a little off CE-T1, so a copy of CE-T1 in other units is the second channel.
  @Test func seriesAreBranchesOrChannels() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let copy =
      "series:\n  Z:\n    image: patients/{id}/CE-T1\n    mask-of: CE-T1\n    normalisation: {method: zscore-image}\n"
    _ = try scratch.write(
      try scratch.read("cohort/study.yaml").replacing("\nseries:\n", with: "\n" + copy), to: "cohort/study.yaml")
    let branches = try run(scratch, "branches", "series: [CE-T1, Z], combine: branches")
    let channels = try run(scratch, "channels", "series: [CE-T1, Z], combine: channels")
    let (first, second) = (try row(branches.results, "dlr_mr"), try row(channels.results, "dlr_mr"))
    #expect(first.deep?.facts.contains { $0.contains("1280 features a series") } == true)
    #expect(second.deep?.facts.contains { $0.contains("1280 features a patient") } == true)
    #expect(first.predictions.map(\.score) != second.predictions.map(\.score))
    #expect(channels.resolved.contains("\"combine\": \"channels\""))
  }

  @Test func channelsOnOtherGridsFailByNameBeforeAnythingIsLearned() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let weights = try ReferenceData.file("weights/efficientnet_lite0_imagenet_fp32.safetensors").path
    let text =
      try scratch.read("cohort/study.yaml") + """

        arms: [dlr]
        deep: {network: efficientnet-lite0, weights: "\(weights)", series: [CE-T1, T2], combine: channels}
        """
    let path = try scratch.write(text, to: "cohort/grids.yaml")
    let run = try Command("study", "run", path, "-o", scratch.file("grids"), "--quiet", "-j", "2")
    #expect(run.status == 1)
    #expect(run.errors.contains("must lie on one grid"), "\(run.errors.prefix(2000))")
  }

  /// Patients go through the network from threads that did not compile it.
  @Test func wholeVolumesRunOnTwoThreadsAsOnOne() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let keys = "inflation: average, series: [T2], fit: resampled, depth: 12"
    let two = try row(try run(scratch, "two", keys).results, "dlr_mr")
    let one = try row(try run(scratch, "one", keys, jobs: 1).results, "dlr_mr")
    #expect(two.predictions == one.predictions)
    #expect(Set(two.predictions.map(\.score)).count > 1)
  }

  /// Three-dimensional context against slices, in one study: each network has rows, fits and features of its own.
  @Test func furtherNetworksStandBesideTheFirst() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let keys = "region: lesion, inflation: none, series: [T2]"
    let alone = try row(try run(scratch, "alone", keys).results, "dlr_mr")
    let both = try run(scratch, "both", keys + ", further: {volume: {inflation: average, fit: resampled}}")
    let ids = ["clinical", "volume", "dlr_mr", "dlr_mr_cf", "dlr_volume_mr", "dlr_volume_mr_cf"]
    #expect(both.results.models.map(\.id) == ids)
    #expect(try row(both.results, "dlr_mr").predictions == alone.predictions)
    let volume = try row(both.results, "dlr_volume_mr")
    #expect(volume.name == "DLR volume (MR)" && volume.predictions != alone.predictions)
    #expect(volume.deep?.facts[0].contains("inflated (average)") == true)
    #expect(both.results.comparisons.contains { $0.first == "DLR volume (MR)" && $0.second == "DLR (MR)" })
    // Slices have no depth; that of the volume is a fit of its rows alone.
    let depths = both.log.entries.filter { $0.kind == .inputDepth }
    #expect(!depths.isEmpty && depths.allSatisfy { "\($0.purpose)".hasPrefix("DLR volume") })
    let audit = try #require(both.results.audit)
    for finding in audit.findings { #expect(finding.verdict != .refuted, "\(finding)") }
    let page = try scratch.read("both/report.html")
    #expect(
      page.contains("efficientnet-lite0, slice by slice") && page.contains("efficientnet-lite0, inflated (average)"))
  }

  @Test func viewsAndTheLASSOLearnFromTrainingPatientsOnly() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let keys = "inflation: none, series: [T2], views: {mirror: true, rotate: [10]}, factors: lasso"
    let first = try run(scratch, "views", keys)
    let tested = Set(try row(first.results, "dlr_mr").predictions.map(\.subject))
    let choices = first.log.entries.filter {
      $0.kind == .selection && $0.purpose.owner == .row("DLR (MR+CF)", in: .sound)
    }
    // Once in each inner fold and once on all training patients.
    #expect(choices.count > 1)
    for entry in choices {
      #expect(entry.detail.contains("LASSO"))
      #expect(tested.isDisjoint(with: first.log.subjects(of: entry)), "\(entry.purpose)")
    }
    let audit = try #require(first.results.audit)
    for finding in audit.findings { #expect(finding.verdict != .refuted, "\(finding)") }
    #expect(
      try row(first.results, "dlr_mr").deep?.facts.contains { $0.contains("mirrored, turned by 10 degrees") } == true)
    let plain = try run(scratch, "plain", "inflation: none, series: [T2]")
    #expect(
      try row(plain.results, "dlr_mr").predictions.map(\.score) != row(first.results, "dlr_mr").predictions.map(\.score)
    )
    // The eight slices of the phantom are fewer than the inflated network halves: it looks at a single one, outside the
    // lesion.
    let unseeing = try run(scratch, "blind", "series: [T2], region: lesion, inflation: centre").results
    for id in ["dlr_mr", "dlr_mr_cf"] {
      let blind = try row(unseeing, id)
      #expect(blind.flags.contains { $0.contains("sees the same in most training patients") }, "\(id): \(blind.flags)")
    }
    let finding = try #require(unseeing.findings.first { $0.title.contains("The network saw no lesion") })
    #expect(finding.severity == .nothingCanBeConcluded && finding.title.contains("DLR (MR)"))
    let named = try #require(unseeing.findings.first { $0.title.contains("sees no voxel of the lesion in") })
    #expect(named.title.contains("of 20 patients (DLR (MR), DLR (MR+CF)): P"), "\(named)")
    #expect(
      !plain.results.findings.contains { $0.title.contains("sees no voxel") || $0.title.contains("sees the same") })
    // A second run into the same folder finds every row of every view in the cache.
    let cached = scratch.file("views/cache")
    let before = try FileManager.default.contentsOfDirectory(atPath: cached).count
    let again = try run(scratch, "views", keys)
    #expect(try FileManager.default.contentsOfDirectory(atPath: cached).count == before)
    #expect(try row(again.results, "dlr_mr").predictions == row(first.results, "dlr_mr").predictions)
  }

  /// The standard input of sound: every lesion whole, slice by slice, at one spacing that the report names.
  @Test func theStandardInputSeesEveryLesion() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let plain = try run(scratch, "plain", "series: [T2]")
    let own = try row(plain.results, "dlr_mr")
    let facts = try #require(own.deep?.facts)
    #expect(facts[0].contains("slice by slice") && facts[2].contains("at one spacing of"), "\(facts)")
    #expect(facts[2].contains("largest lesion of") && facts[2].contains("with a margin of 10 mm"), "\(facts)")
    #expect(facts[4].contains("every voxel and slice of every lesion reaches the features"), "\(facts)")
    #expect(try scratch.read("plain/report.html").contains("Lesion in the frame"))
    #expect(Set(own.predictions.map(\.score)).count == own.predictions.count)
    let tested = Set(own.predictions.map(\.subject))
    let fits = plain.log.entries.filter { $0.kind == .inputCrop }
    #expect(!fits.isEmpty && fits.allSatisfy { tested.isDisjoint(with: plain.log.subjects(of: $0)) })
    // A side of its own is no fit.
    let given = try run(scratch, "given", "series: [T2], region: masked-crop, crop: 100")
    #expect(!given.log.entries.contains { $0.kind == .inputCrop })
    #expect(try row(given.results, "dlr_mr").deep?.facts[2].contains("crop of 100.0 mm") == true)
  }

  @Test func boxesWholeImagesAndResampledDepthsAreOtherInputs() throws {
    let scratch = try Scratch()
    try cohort(scratch)
    let box = try run(
      scratch, "box", "series: [T2], region: box, margin: 5, inflation: centre, fit: resampled, depth: 16")
    let whole = try run(
      scratch, "whole", "series: [T2], region: image, inflation: centre, scaling: zscore, frame: stretched")
    #expect(try row(box.results, "dlr_mr").deep?.facts.contains { $0.contains("margin of 5 mm") } == true)
    #expect(try row(whole.results, "dlr_mr").deep?.facts.contains { $0.contains("the whole image") } == true)
    #expect(box.resolved.contains("\"fit\": \"resampled\"") && box.resolved.contains("\"depth\": 16"))
    // A volume longer than the input is cut around its lesion, and that is logged and reported.
    let cut = try run(scratch, "cut", "series: [T2], region: lesion, depth: 5, inflation: average")
    let note = try #require(cut.results.findings.first { $0.title.contains("saw only a part of the volume") })
    #expect(note.detail.contains("8 slices are more than the network's 5; slices"), "\(note)")
    #expect(!whole.results.findings.contains { $0.title.contains("saw only a part of the volume") })
    // A fixed depth is no fit; the longest volume of the training patients is.
    #expect(!box.log.entries.contains { $0.kind == .inputDepth })
    #expect(whole.log.entries.contains { $0.kind == .inputDepth })
    #expect(
      try row(box.results, "dlr_mr").predictions.map(\.score) != row(whole.results, "dlr_mr").predictions.map(\.score))
  }
}
