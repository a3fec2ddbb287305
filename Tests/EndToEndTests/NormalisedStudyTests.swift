import Foundation
import Learning
import Results
import Testing

/// Studies whose images are normalised, on the synthetic cohort by the built command.
@Suite struct NormalisedStudyTests {
  /// Landmarks on one series, z-scores on the other; few features, since the images are what this is about.
  private func cohort(_ scratch: Scratch, patients: Int, split: String? = nil) throws -> String {
    let made = try Command("phantom", scratch.file("cohort"), "--patients", "\(patients)", "--matrix", "64")
    #expect(made.status == 0, "\(made.errors)")
    _ = try scratch.write(
      "setting: {binWidth: 25}\nfeatureClass: {firstorder: , glcm: [Contrast]}\n", to: "cohort/params.yaml")
    let path = scratch.file("cohort/study.yaml")
    var text = try String(contentsOfFile: path, encoding: .utf8)
      .replacing(
        "image: patients/{id}/CE-T1\n",
        with: "image: patients/{id}/CE-T1\n    normalisation: {method: nyul, low: 0, high: 1000}\n"
      )
      .replacing(
        "image: patients/{id}/T2\n",
        with: "image: patients/{id}/T2\n    normalisation: {method: zscore-body, scale: 100}\n")
    if let split { text = text.replacing(/split:\n  train: .*/, with: "split: \(split)") }
    try (text + "\nfeatures: {parameters: params.yaml}\n").write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private struct Model: Decodable {
    struct Intensities: Decodable, Equatable {
      struct Normaliser: Decodable, Equatable {
        struct Scale: Decodable, Equatable {
          let values: [Double]
          let images: Int
        }
        let normalisation: String
        let standardScale: Scale?
      }
      let series: String
      let normaliser: Normaliser?
      let hash: String?
    }
    let id: String
    let intensities: [Intensities]?
  }

  private struct Run {
    let scratch: Scratch
    let name: String

    private func decoded<Value: Decodable>(_ file: String) throws -> Value {
      try JSONDecoder().decode(Value.self, from: Data(contentsOf: URL(filePath: scratch.file("\(name)/\(file)"))))
    }

    var log: FitLog { get throws { try decoded("fits.json") } }
    var tested: [String] {
      get throws {
        let results: StudyResults = try decoded("results.json")
        return try #require(results.models.first).predictions.map(\.subject)
      }
    }
    /// What the model of image features keeps.
    var intensities: [Model.Intensities] {
      get throws {
        let models: [Model] = try decoded("training.json")
        return try #require(models.first { $0.id == "hcr_mr" }?.intensities)
      }
    }
    /// Rows of features.csv by patient.
    var features: [String: String] {
      get throws {
        let lines = try scratch.read("\(name)/features.csv").split(separator: "\n").dropFirst()
        return Dictionary(lines.map { (String($0.prefix { $0 != "," }), String($0)) }) { a, _ in a }
      }
    }
  }

  private func run(_ scratch: Scratch, _ study: String, _ name: String) throws -> Run {
    let done = try Command("study", "run", study, "-o", scratch.file(name), "--quiet")
    #expect(done.status == 0, "\(done.errors)")
    return Run(scratch: scratch, name: name)
  }

  /// Another contrast for the CE-T1 images of one patient, in the 16-bit pixels at the end of each file.
  private func change(_ scratch: Scratch, _ patient: String) throws {
    let folder = scratch.file("cohort/patients/\(patient)/CE-T1")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".dcm") {
      let url = URL(filePath: "\(folder)/\(file)")
      var data = try Data(contentsOf: url)
      for at in stride(from: data.count - 64 * 64 * 2, to: data.count, by: 2) {
        let value = Double(UInt16(data[at]) | UInt16(data[at + 1]) << 8)
        let other = UInt16(min(30_000, value * value / 400))
        (data[at], data[at + 1]) = (UInt8(other & 255), UInt8(other >> 8))
      }
      try data.write(to: url)
    }
  }

  @Test func landmarksNeverSeeATestPatient() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 24)
    let first = try run(scratch, study, "first")
    let (tested, log) = (try first.tested, try first.log)
    #expect(!tested.isEmpty && log.entries(seeing: Set(tested)).isEmpty)
    let fits = log.entries.filter { $0.kind == .intensityLandmarks }
    #expect(fits.map(\.purpose) == ["normalisation of CE-T1 / split"])
    let training = log.subjects(of: try #require(fits.first))
    #expect(training.count + tested.count == 24)
    let kept = try first.intensities
    #expect(kept.map(\.series) == ["CE-T1", "T2"])
    #expect(kept[0].normaliser?.standardScale?.images == training.count)
    #expect(kept[0].normaliser?.standardScale?.values.count == 11)
    #expect(kept[1].normaliser?.normalisation == "zscore-body:body=otsu,scale=100.0,outliers=none")
    #expect(fits[0].fact == .scale(sha256: try #require(kept[0].hash)))
    let report = try scratch.read("first/report.html")
    #expect(report.contains("Landmarks were fitted on the training patients only"))

    // The image of a test patient: its features change, the landmarks and everybody else's features do not.
    try change(scratch, tested[0])
    let second = try run(scratch, study, "second")
    #expect(try second.intensities == kept)
    let (before, after) = (try first.features, try second.features)
    #expect(before.keys.filter { before[$0] != after[$0] } == [tested[0]])

    // That of a training patient moves them, so the comparison above could have failed.
    try change(scratch, training[0])
    let third = try run(scratch, study, "third")
    #expect(try third.intensities[0] != kept[0] && third.intensities[1] == kept[1])
    #expect(try third.tested == tested)
  }

  @Test func inLeaveOneOutEachPatientIsScoredWithLandmarksOfTheOthers() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 8, split: "{leave-one-out: true}")
    let done = try run(scratch, study, "run")
    let log = try done.log
    let fits = log.entries.filter { $0.kind == .intensityLandmarks }
    #expect(fits.count == 9 && fits.last?.purpose == "normalisation of CE-T1 / all patients")
    for patient in try done.tested {
      let own = log.entries.filter { $0.purpose.trainingSet == .without(patient) }
      #expect(own.contains { $0.kind == .intensityLandmarks })
      #expect(own.allSatisfy { !log.subjects(of: $0).contains(patient) })
    }
    #expect(try done.intensities[0].normaliser?.standardScale?.images == 8)
    // Two series, nine fits of one of them and one z-score of the other for each of eight patients.
    let cache = try FileManager.default.contentsOfDirectory(atPath: scratch.file("run/cache"))
    #expect(cache.count { $0.contains(".schema-") } == 8 * (9 + 1))
    #expect(try scratch.read("run/report.html").contains("fitted once for each outer training set"))
  }

  @Test func aBrokenImageIsLeftOutBeforeTheFit() throws {
    let scratch = try Scratch()
    let study = try cohort(scratch, patients: 14)
    let patients = try FileManager.default.contentsOfDirectory(atPath: scratch.file("cohort/patients")).sorted()
    let victim = scratch.file("cohort/patients/\(patients[0])/CE-T1")
    let slice = try #require(FileManager.default.contentsOfDirectory(atPath: victim).sorted().first)
    try Data([1, 2, 3]).write(to: URL(filePath: "\(victim)/\(slice)"))
    let done = try Command("study", "run", study, "-o", scratch.file("run"), "--quiet")
    #expect(done.status == 2)
    let log = try Run(scratch: scratch, name: "run").log
    #expect(log.entries(seeing: [patients[0]]).isEmpty && !log.entries.isEmpty)
  }
}
