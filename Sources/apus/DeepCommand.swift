import ArgumentParser
import Arms
import DeepRadiomics
import Extraction
import Records

/// `apus deep features | maps`.
struct DeepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deep",
    abstract: "Compute features of a pretrained network, and show where in the image they come from.",
    discussion: """
      Examples:
        apus deep features image.nii.gz mask.nii.gz --network efficientnet-lite0
        apus deep maps --model results/models/dlr_mr --case P007 -o maps
      """,
    subcommands: [Features.self, Maps.self])

  struct Features: SaysReading {
    static let configuration = CommandConfiguration(
      commandName: "features", abstract: "Compute the feature vectors of images with their masks.",
      usage: """
        apus deep features IMAGE MASK --network resnet50 [-o out.csv] [options]
        apus deep features COHORT.csv --network efficientnet-lite0 [-o out.csv] [options]
        apus deep features IMAGE MASK --network encoder.onnx [--layer NAME] [options]
        """,
      discussion: """
        Files and cohort tables are those of `apus extract`. Without --crop, the crop has the size of the largest \
        lesion given; without --depth, an inflated network gets the depth of the longest volume given. In a study both \
        must be a training patient's, so give them if some rows are test patients. A tensor of values from 0 to 1 enters \
        a network unchanged with --region image --scaling 0:1 --normalisation none --side ROWS, and --depth SLICES for \
        a network of volumes: the image has square slices of these sizes, and the mask marks any voxel.
        Exit codes: 0 complete; 2 some rows failed; 1 all failed; 64 usage; 65 bad input; 69 weights or a library are \
        missing.

        Examples:
          apus deep features image.nii.gz mask.nii.gz --network efficientnet-lite0 -o vector.csv
          apus deep features cohort.csv --network encoder.onnx -o vectors.csv
          apus deep features tensor.nii mask.nii --network encoder.onnx --region image --scaling 0:1 \\
            --normalisation none --side 224
        """)

    @Argument(help: "An image and its mask, or a cohort CSV.", completion: .file())
    var paths: [String]

    @Option(help: "Network or set of weights, as listed by `apus weights list`, or an ONNX file.")
    var network: String

    @Option(
      help: "How the features of slices are joined, without inflation: mean, max or area (weighted by the lesion).")
    var slicePooling = SlicePooling.mean

    @OptionGroup var options: NetworkOptions
    @OptionGroup var input: InputOptions
    @OptionGroup var region: RegionOptions

    @Option(name: .shortAndLong, help: "CSV file for the result (default: standard output).", completion: .file())
    var output: String?

    @OptionGroup var threads: JobsOption

    func validate() throws {
      guard (1...2).contains(paths.count) else {
        throw ValidationError("\(paths.count) paths were given. Give an image and its mask, or one cohort CSV.")
      }
      if slicePooling.isLearned {
        throw ValidationError(
          "--slice-pooling: attention is trained with a head. Use slice-pooling in the section deep of a study file.")
      }
    }

    func run() throws {
      requireSleepingThreads()
      let jobs = try threads.withMemory()
      let (table, target, extractor) = try orExit { try prepare(jobs) }
      let total = table.cases.count
      let rows = table.rows(extractor, jobs: jobs) { position, row in
        let place = table.place(position)
        if let error = row.error { complain("\(place)\(error)") }
        for note in row.notes { complain("\(place)\(table.cases[position].image): note: \(note)") }
      }
      try orExit { try target.write(CSVWriter.text(columns: table.columns(extractor), rows: rows.map(\.cells))) }
      if Set(rows.filter { $0.error == nil }.map(\.values)).count == 1, total > 1 {
        complain(
          "every case has the same features, because the slices that the network uses contain no lesion. Choose "
            + "--region crop with --inflation none, which uses every slice of the lesion, or another --depth or --fit.")
      }
      let failed = rows.count { $0.error != nil }
      if failed > 0 { complain("\(failed) of \(total) \(total == 1 ? "case" : "cases") failed") }
      // A network that makes no numbers of any case is a fault of its file, and not of the cases.
      if failed == total, rows.allSatisfy({ $0.error is NetworkError }) { throw ExitCode.badInput }
      if failed == total { throw ExitCode.nothingUsable }
      if failed > 0 { throw ExitCode.someFailed }
    }

    /// All checks that can refuse the command, before the first image is read.
    private func prepare(_ jobs: Int) throws -> (DeepTable, OutputTarget, DeepExtractor) {
      var table = try region.table(paths)
      table.pooling = slicePooling
      let choice = try options.choice(network)
      let files = [options.weights, choice.isFile ? network : nil].compactMap(\.self)
      let target = try OutputTarget(output, inputs: paths + files + table.files)
      let settings = try input.settings()
      let weights = try options.load(choice)
      let networkSettings = options.settings(choice, or: input.depthTreatment)
      if slicePooling != .mean, networkSettings.depth != .slices {
        complain(
          "--slice-pooling: an inflated network has one vector for a volume. Add --inflation none to join slices.")
        throw ExitCode.usage
      }
      let fit = try table.fit(settings, for: networkSettings.depth, jobs: jobs)
      let extractor = try DeepExtractor(
        network: networkSettings, weights: weights, input: settings, fit: fit, threads: jobs)
      try table.checkColumns(extractor, file: paths[0])
      let used = weights.source
      complain("weights \(used.name), \(used.licence), \(used.origin)")
      if let layer = extractor.network.description.layer { complain("features of the layer \(layer)") }
      if let crop = fit.crop, settings.crop != nil {
        let origin = fit.volumes > 0 ? ", by the largest lesion of \(fit.volumes) volumes" : ""
        complain("crop of \(crop.words)\(origin)")
      } else if fit.volumes > 0 {
        complain("depth \(fit.depth) slices, the longest of \(fit.volumes) volumes")
      }
      return (table, target, extractor)
    }
  }
}

/// The options that choose the region of a mask, as in `apus extract`.
struct RegionOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Label of the region in a label image; the column Label has priority.")
  var label: Int?

  @Option(help: "Name of the region in an RTSTRUCT, a SEG or a label image that has names (.seg.nrrd).")
  var roi: String?

  @OptionGroup var reading: ReadingOptions

  @OptionGroup var series: SeriesOption

  func validate() throws {
    if let label, label < 1 { throw ValidationError("--label takes a whole number of at least 1.") }
  }

  func table(_ paths: [String]) throws -> DeepTable {
    let table = try reading.table(paths, roi: roi, series: series)
    try table.requireRows(paths[0])
    return DeepTable(table, label: label)
  }
}

extension SlicePooling: ExpressibleByArgument {}
