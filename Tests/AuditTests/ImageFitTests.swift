import Cohorts
import ImageProcessing
import Learning
import Records
import Results
import StudyFiles
import StudySupport
import Testing

/// Every fit on images saw its own training set and no test patient.
@Suite struct ImageFitTests {
  /// Landmarks of T1, of which no two patients have the same.
  private func run(_ split: String = "{train: 0.6}", protocol evaluation: String = "sound") throws -> PaperRun {
    let study = try StudyFile.ofImages(
      split: split, series: "normalisation: {method: nyul, low: 0, high: 1000}", "protocol: \(evaluation)")
    let patients = Patient.made(40)
    let count = try #require(LandmarkCount.of(study))
    let landmarks = patients.indices.map { at in
      ["T1": (0..<count).map { Double(100 * $0) + Double(at) * 0.5 * Double($0 + 1) }]
    }
    let fits = LandmarkFits(study, patients, landmarks)
    let features = AnalysisCohort.made(study, patients, hashes: { ["image \($0)"] })
    let cohort = fits.cohort(
      study, patients, features.columns, features.features.map { one in fits.sets.map { _ in one } })
    return PaperRun(cohort, [MadeRow("hcr_mr", "HCR (MR)", cohort)])
  }
  private let own = "normalisation of T1 / split"
  private let check = "image-fits-honest [sound]"

  @Test(arguments: ["{train: 0.6}", "{nested: 3}", "{leave-one-out: true}"])
  func landmarksOfEveryTrainingSetAreProved(split: String) throws {
    let run = try run(split, protocol: "both")
    #expect(run.refuted == [:])
    let finding = try #require(run.finding(.imageFitsHonest))
    let sets = run.split.attempts(patients: 40).count
    #expect(finding.verdict == .proved && finding.basis.hasPrefix("\(sets) "))
  }

  @Test func landmarksOfATestPatientAreRefuted() throws {
    let run = try run()
    let found = run.showing([run.tested[1]], to: .intensityLandmarks, of: own).refuted
    #expect(found[check]?.contains("saw the test patients \(run.tested[1])") == true)
    // A fit that rows share is no secret to the other check either.
    #expect(found.keys.sorted() == [check, "test-unseen [sound]"])
  }

  @Test func landmarksOfFewerThanTheTrainingSetAreRefuted() throws {
    let run = try run()
    let fewer = run.changing(.intensityLandmarks, of: own) {
      $0.seeing(Array($0.saw.dropLast()))
    }
    let missed = try #require(run.training.last)
    #expect(fewer.refuted == [check: "\(own): the landmarks of intensities did not see \(missed) of its training set"])
  }

  @Test func landmarksThatTheStudyFileAsksForAreMissed() throws {
    let none = try run().without(.intensityLandmarks, of: own)
    #expect(none.refuted == [check: "\(own): no fit of the landmarks recorded, but the study file asks for one"])
    let twice = try run().with { run in
      if let one = run.fits.first(where: { $0.purpose == own }) { run.fits.append(one) }
    }
    #expect(twice.refuted == [check: "\(own): 2 fits of the landmarks recorded, but the study file asks for one"])
  }

  @Test func landmarksOfNoTrainingSetAreStrays() throws {
    let run = try run()
    let stray = run.with { run in
      run.fits.append(PaperFit("normalisation of T1 / elsewhere", .intensityLandmarks, run.training))
    }
    #expect(
      stray.refuted[check]
        == "normalisation of T1 / elsewhere: landmarks were fitted on a training set that the study does not have")
  }

  /// The hash in the log says which scale the features were taken with; the landmarks say which it must have been.
  @Test func anotherScaleThanThatOfTheTrainingSetIsRefuted() throws {
    let run = try run()
    let other = run.changing(.intensityLandmarks, of: own) {
      PaperFit($0.purpose, $0.kind, $0.saw, nil, .scale(sha256: "00"))
    }
    #expect(
      other.refuted == [
        check: "\(own): the fit in the log does not follow from the landmarks of its "
          + "training set"
      ])
    let place = run.split.pairs[0].training[3]
    let moved = run.evidence { $0.landmarks?[place]["T1"]?[4] += 0.25 }.refuted[check] ?? ""
    #expect(moved.contains("the fit in the log does not follow from the landmarks"))
    #expect(moved.contains("training.json: the standard scale of T1 does not follow from the training set \"split\""))
    // Those of a test patient are in no fit.
    let tested = run.split.pairs[0].test[3]
    #expect(run.evidence { $0.landmarks?[tested]["T1"]?[4] += 0.25 }.refuted == [:])
  }

  @Test func aScaleThatNewPatientsWouldMeetIsThatOfTheTrainingSet() throws {
    let run = try run()
    let words = "training.json: the standard scale of T1 does not follow from the training set \"split\""
    #expect(run.evidence { $0.intensities = [] }.refuted == [check: words])
    let bare = run.evidence { evidence in
      evidence.intensities = [SeriesIntensities(series: "T1", biasField: nil, normaliser: nil, hash: nil)]
    }
    #expect(bare.refuted == [check: words])
  }

  /// The hash is part of the key of every feature taken with the scale, so it must be the scale's own.
  @Test func theHashOfAKeptScaleIsItsOwn() throws {
    let run = try run().evidence { evidence in
      evidence.intensities = evidence.intensities.map {
        SeriesIntensities(series: $0.series, biasField: $0.biasField, normaliser: $0.normaliser, hash: "another")
      }
    }
    let words = "training.json: the standard scale of T1 does not follow from the training set \"split\""
    #expect(run.refuted == [check: words])
  }

  @Test func withoutLandmarksNothingIsFittedAgain() throws {
    let none = try run().evidence { $0.landmarks = nil }
    #expect(none.refuted == [check: "\(own): the run has no landmarks.csv, so the fit cannot be repeated"])
    let run = try run()
    let place = run.split.pairs[0].training[0]
    let missing = run.evidence { $0.landmarks?[place] = [:] }
    #expect(missing.refuted == [check: "\(own): landmarks.csv lacks landmarks of patients in its training set"])
  }

  @Test func aStudyThatFitsNothingOnImagesIsNotChecked() throws {
    #expect(try Paper.run().finding(.imageFitsHonest)?.verdict == .notChecked)
  }
}

// Fits that every row records.
extension ImageFitTests {
  private func robust(split: String = "{train: 0.6}", _ patients: [Patient] = Patient.made(40)) throws -> PaperRun {
    let study = try StudyFile.made(
      split: split, features: "{table: features.csv, id: id, robustness: {table: again.csv}}", "")
    let cohort = AnalysisCohort.made(study, patients)
    return PaperRun(
      cohort,
      [
        MadeRow("hcr_mr", "HCR (MR)", cohort).with { $0.first = [.robustness] },
        MadeRow("volume", "Lesion volume only", cohort, .baseline),
      ])
  }
  private var row: String { "HCR (MR) / split" }

  @Test func robustnessByTrainingPatientsIsProved() throws {
    let run = try robust()
    #expect(run.refuted == [:] && run.finding(.imageFitsHonest)?.verdict == .proved)
    #expect(run.finding(.imageFitsHonest)?.basis.hasPrefix("1 fit ") == true)
  }

  /// Patients outside the study may lend repeated measurements, and not every training patient has some.
  @Test func robustnessByStrangersAndByFewOfTrainingIsSound() throws {
    let run = try robust()
    let strangers = run.changing(.robustness, of: row) {
      PaperFit($0.purpose, $0.kind, ["Q1", "Q2"] + $0.saw.prefix(2))
    }
    #expect(strangers.refuted == [:])
  }

  @Test func robustnessByATestPatientIsRefuted() throws {
    let run = try robust()
    let found = run.showing([run.tested[0]], to: .robustness, of: row).refuted
    #expect(found[check] == "\(row): the search for robust columns saw the test patients \(run.tested[0])")
  }

  /// A patient whom the column puts on no side is nobody's training patient either.
  @Test func robustnessByAPatientOfNoSideIsRefuted() throws {
    let run = try robust(
      split: "{column: side}", Patient.made(40, side: { $0 < 20 ? .training : $0 < 36 ? .test : .notGiven }))
    #expect(run.refuted == [:])
    let found = run.showing(["P37"], to: .robustness, of: row).refuted
    #expect(found == [check: "\(row): the search for robust columns saw P37, who are not in its training set"])
  }

  @Test func robustnessThatTheStudyFileAsksForIsMissed() throws {
    let found = try robust().without(.robustness, of: row).refuted
    #expect(
      found == [check: "\(row): no fit of the search for robust columns is recorded, but the study file asks for one"])
  }

  /// In nested folds a patient may be of the study, tested elsewhere and still not of this training set.
  @Test func theDepthOfANetworksInputIsOfTheTrainingSet() throws {
    let run = try Paper.deep()
    #expect(run.refuted == [:] && run.finding(.imageFitsHonest)?.verdict == .proved)
    let own = "DLR (MR) / split"
    let leak = run.showing([run.tested[0]], to: .inputDepth, of: own)
    #expect(leak.refuted[check] == "\(own): the number of slices of the input saw the test patients \(run.tested[0])")
    let fewer = run.changing(.inputDepth, of: own) { PaperFit($0.purpose, $0.kind, Array($0.saw.dropFirst())) }
    #expect(
      fewer.refuted[check]
        == "\(own): the number of slices of the input did not see \(run.training[0]) of its training set")
    let none = run.without(.inputDepth, of: own)
    #expect(
      none.refuted == [
        check: "\(own): no fit of the number of slices of the input is recorded, but the study file asks for one"
      ])
    #expect(try Paper.deep(depth: ", depth: 16").without(.inputDepth, of: own).refuted == [:])
  }

  /// The model on all patients is saved with the size of its input.
  @Test func theDepthOfTheModelOnAllPatientsIsOfAllOfThem() throws {
    let run = try Paper.deep(split: "{nested: 3}")
    let own = "DLR (MR) / all patients"
    #expect(run.refuted == [:])
    let none = "\(own): no fit of the number of slices of the input is recorded, but the study file asks for one"
    #expect(run.without(.inputDepth, of: own).refuted == [check: none])
    let fewer = run.changing(.inputDepth, of: own) { $0.seeing(Array($0.saw.dropLast())) }
    #expect(fewer.refuted == [check: "\(own): the number of slices of the input did not see P39 of its training set"])
  }

  /// The crop of the standard input is a fit too; with a side of its own there is none.
  @Test func theCropOfANetworksInputIsOfTheTrainingSet() throws {
    let run = try Paper.deep(seeing: "margin: 5", size: .inputCrop)
    #expect(run.refuted == [:] && run.finding(.imageFitsHonest)?.verdict == .proved)
    let own = "DLR (MR) / split"
    let leak = run.showing([run.tested[0]], to: .inputCrop, of: own)
    #expect(leak.refuted[check] == "\(own): the size of the input saw the test patients \(run.tested[0])")
    let none = run.without(.inputCrop, of: own)
    #expect(
      none.refuted == [check: "\(own): no fit of the size of the input is recorded, but the study file asks for one"])
    #expect(try Paper.deep(seeing: "crop: 80", size: .inputCrop).without(.inputCrop, of: own).refuted == [:])
    let cohort = try Paper.deep(protocol: "as-published", seeing: "region: crop, inflation: none", size: .inputCrop)
    let published = cohort.showing(cohort.tested, to: .inputCrop, of: "as-published / DLR (MR) / split")
    #expect(published.finding(.imageFitsHonest, .asPublished)?.choices == [.deepDepthOfCohort])
  }

  @Test func theDepthOfTheWholeCohortIsExplainedInThePublishedProtocolAlone() throws {
    let run = try Paper.deep(protocol: "both")
    let leak = { (mark: String) in run.showing(run.tested, to: .inputDepth, of: "\(mark)DLR (MR) / split") }
    let published = leak("as-published / ")
    #expect(published.refuted == [:])
    #expect(published.finding(.imageFitsHonest, .asPublished)?.choices == [.deepDepthOfCohort])
    #expect(published.finding(.testUnseen, .asPublished)?.choices == [.deepDepthOfCohort])
    #expect(leak("").refuted.keys.sorted() == [check, "test-unseen [sound]"])
  }
}

/// How many landmarks a normalisation of the study takes of an image.
private enum LandmarkCount {
  static func of(_ study: StudyFile) -> Int? {
    guard case .landmarks(let own)? = study.seriesFittedOnImages.first?.normalisation?.settings.rule else { return nil }
    return own.percentiles.count
  }
}
