import ArgumentParser
import Extraction
import ImageFiles
import Records

/// `apus normalise IMAGE` and `apus normalise fit COHORT.csv`.
struct NormaliseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "normalise", abstract: "Normalise the intensities of MR images to a common scale.",
    usage: """
      apus normalise IMAGE --method METHOD[:key=value,…] [--mask MASK] -o out.nii.gz
      apus normalise IMAGE --landmarks landmarks.json -o out.nii.gz
      apus normalise fit COHORT.csv [--method nyul[:key=value,…]] -o landmarks.json
      """,
    discussion: """
      Methods: \(ExtractionSettings.normalisationNames.joined(separator: ", ")); Documentation/normalisation.md has \
      formulas and parameters.
      Exit codes: 0 complete; 2 some images of a fit failed; 1 the image could not be normalised; 64 usage; 65 bad \
      input; 69 N4BiasFieldCorrection is missing.

      Examples:
        apus normalise T1.nii.gz --method zscore-body -o T1n.nii.gz
        apus normalise fit cohort.csv -o landmarks.json
      """,
    subcommands: [Image.self, Fit.self], defaultSubcommand: Image.self)

  struct Image: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "image", abstract: "Normalise one image (the default).",
      discussion: """
        Example:
          apus normalise T1.nii.gz --landmarks landmarks.json -o T1n.nii.gz
        """)

    @Argument(help: "NIfTI or NRRD file, or a folder with one DICOM series.", completion: .file())
    var image: String

    @Option(help: "METHOD[:key=value,…]; items of a list are separated by /.")
    var method: String?

    @Option(help: "File with fitted landmarks, instead of a method.", completion: .file())
    var landmarks: String?

    @Option(help: "Region of interest, for methods that use one.", completion: .file())
    var mask: String?

    @Option(parsing: .unconditional, help: "Label of the region in a label image.")
    var label: Int?

    @Option(help: "Name of the region in an RTSTRUCT, a SEG or a label image that has names (.seg.nrrd).")
    var roi: String?

    @Option(help: "Mask of reference tissue (label 1), for whitestripe.", completion: .file())
    var reference: String?

    @OptionGroup var reading: ReadingOptions

    @OptionGroup var field: BiasFieldOption

    @Flag(help: "Write float64 instead of float32.")
    var float64 = false

    @Option(name: .shortAndLong, help: "NIfTI file to write; compressed if the name ends in .gz.", completion: .file())
    var output: String

    func validate() throws {
      if method != nil, landmarks != nil { throw ValidationError("Give --method or --landmarks, not both.") }
      if method == nil, landmarks == nil, field.biasField == nil {
        throw ValidationError("Give --method, --landmarks or --bias-field.")
      }
      if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
      guard output.hasSuffix(".nii") || output.hasSuffix(".nii.gz") else {
        throw ValidationError("-o takes a file name that ends in .nii or .nii.gz.")
      }
    }

    func run() throws {
      let task = try orExit {
        // Checked before the work: the result must not replace an input file.
        _ = try OutputTarget(output, inputs: [image, mask, landmarks, reference].compactMap(\.self))
        let task = try NormalisationRequest(method: method, landmarks: landmarks, biasField: field.correction())
        try task.check(reference: reference)
        return task
      }
      let single = ExtractionCase(
        image: image, mask: mask ?? "", label: label.map { "\($0)" }, roi: roi, between: reading.between,
        spacing: reading.spacing)
      let done = try orExit(or: .nothingUsable) {
        try task.run(single, reference: reference, output: output, as: float64 ? .float64 : .float32)
      }
      print(done)
    }
  }

  struct Fit: SaysReading {
    static let configuration = CommandConfiguration(
      commandName: "fit", abstract: "Fit landmarks on the images of a table.",
      discussion: """
        COHORT.csv has one row per image, with the column Image and, for region=roi, Mask and optionally Label and \
        ROI. Relative paths start from its folder. In a study, `apus study run` itself fits landmarks on the training \
        patients; landmarks that are fitted here on all patients have seen the test patients.

        Example:
          apus normalise fit cohort.csv --method nyul -o landmarks.json
        """)

    @Argument(help: "Table of images.", completion: .file())
    var cohort: String

    @Option(help: "METHOD[:key=value,…].")
    var method = "nyul"

    @OptionGroup var reading: ReadingOptions

    @OptionGroup var series: SeriesOption

    @OptionGroup var field: BiasFieldOption

    @Option(name: .shortAndLong, help: "JSON file for the landmarks.", completion: .file())
    var output: String

    @OptionGroup var threads: JobsOption

    func run() throws {
      let (task, target, correction) = try orExit {
        let task = try LandmarkFitting(
          method, cohort: cohort, between: reading.between, spacing: reading.spacing,
          series: series.choice(else: .only))
        complain(of: task.unusedColumns, notes: task.notes, in: cohort)
        return (task, try OutputTarget(output, inputs: [cohort] + task.files), try field.correction())
      }
      let (file, failures) = try orExit(or: .nothingUsable) { try task.fit(biasField: correction, jobs: threads.jobs) }
      for failure in failures { complain("\(failure)") }
      try orExit { try target.write(file.text) }
      if !failures.isEmpty { throw ExitCode.someFailed }
    }
  }
}

/// The option `--bias-field n4` of commands that open images.
struct BiasFieldOption: ParsableArguments {
  enum Method: String, ExpressibleByArgument, CaseIterable { case n4 }

  @Option(help: "Correct the bias field first: n4, with the program N4BiasFieldCorrection of ANTs.")
  var biasField: Method?

  /// The correction, if requested; exits with 69 if the program is missing.
  func correction() throws -> BiasFieldCorrection? {
    guard biasField != nil else { return nil }
    return try orExit { try BiasFieldCorrection() }
  }
}
