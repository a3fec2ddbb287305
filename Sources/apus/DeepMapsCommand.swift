import ArgumentParser
import Arms
import DeepRadiomics
import Foundation
import Records
import Report

extension DeepCommand {
  struct Maps: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "maps", abstract: "Compute Grad-CAM, occlusion and first-layer maps of one patient.",
      usage: """
        apus deep maps --model DIR/models/dlr_mr --case ID -o MAPS [options]
        apus deep maps IMAGE MASK --network NAME -o MAPS [options]
        """,
      discussion: """
        Writes maps.html with pictures, and gradcam.nii.gz and occlusion.nii.gz on the image's grid, into MAPS (for a \
        model of several series gradcam-SERIES.nii.gz and so on). With --model the maps explain the score of a saved \
        model, with its own network, input and series; the patient's files are those of the study that the model lies \
        in, or of --study, --cases, or --image and --mask. Without it they explain the log-odds of a trained head \
        (--head), one feature (--feature), or otherwise the length of the feature vector; without --crop, the crop \
        then has the size of this lesion. A network whose features are no means of maps (some ONNX files) has no \
        Grad-CAM, but occlusion.
        Exit codes: 0 complete; 64 usage; 65 bad input; 69 weights or a library are missing.

        Examples:
          apus deep maps --model results/models/dlr_mr --case P007 -o maps
          apus deep maps image.nii.gz mask.nii.gz --network efficientnet-lite0 -o maps
        """)

    @Argument(help: "An image and its mask, without --model.", completion: .file())
    var paths: [String] = []

    @Option(help: "Network or set of weights, as listed by `apus weights list`, or an ONNX file; without --model.")
    var network: String?

    @OptionGroup var saved: ModelMapsOptions

    @OptionGroup var options: NetworkOptions
    @OptionGroup var input: InputOptions
    @OptionGroup var region: RegionOptions

    @Option(help: "Trained head (JSON) whose output is to be explained.", completion: .file())
    var head: String?

    @Option(help: "Clinical factors of this patient for the head, separated by commas.")
    var factors: String?

    @Option(help: "Index of the feature to explain, counted from 0.")
    var feature: Int?

    @Option(help: "Side length of the hidden squares, in pixels of the input; 0 for no occlusion.")
    var patch = 56

    @Option(help: "Distance between hidden squares, in pixels.")
    var stride = 28

    @Option(name: .shortAndLong, help: "Folder for the results.", completion: .directory)
    var output: String

    @OptionGroup var threads: JobsOption

    func validate() throws {
      guard (0...4096).contains(patch), (1...4096).contains(stride) else {
        throw ValidationError("--patch takes 0 to 4096 pixels, and --stride 1 to 4096.")
      }
      if head != nil, feature != nil { throw ValidationError("Give --head or --feature, not both.") }
      if factors != nil, head == nil { throw ValidationError("--factors needs --head.") }
      guard saved.model != nil else {
        guard paths.count == 2, network != nil else {
          throw ValidationError("Give --model with --case, or an image, its mask and --network.")
        }
        return
      }
      let given = [network, head].compactMap(\.self) + paths + (feature.map { ["\($0)"] } ?? [])
      guard given.isEmpty, !options.choosesNetwork, !input.choosesInput else {
        throw ValidationError(
          "--model has its own network, input and score. Leave out the image, --network, --head, --feature and the "
            + "options of the network and its input.")
      }
    }

    func run() throws {
      requireSleepingThreads()
      let jobs = try threads.withMemory()
      try orExit {
        let squares = patch == 0 ? nil : (side: patch, stride: stride)
        let maps =
          saved.model == nil
          ? try maps(squares, jobs)
          : try saved.maps(region: region, weights: options.weights, patch: squares, threads: jobs)
        try maps.writeVolumes(to: output)
        try AtomicFile.write(DeepMapsPage(maps).html, to: "\(output)/maps.html")
        for absence in Set(maps.parts.compactMap(\.absence)) { complain("no Grad-CAM: \(absence)") }
        print("\(output)/maps.html")
      }
    }

    /// The maps of an image by a network of the options.
    private func maps(_ squares: (side: Int, stride: Int)?, _ jobs: Int) throws -> DeepMaps {
      let choice = try options.choice(network ?? "")
      let (settings, weights) = (try input.settings(), try options.load(choice))
      let table = try region.table(paths)
      let networkSettings = options.settings(choice, or: input.depthTreatment)
      let fit = try table.fit(settings, for: networkSettings.depth, jobs: 1)
      let extractor = try DeepExtractor(
        network: networkSettings, weights: weights, input: settings, fit: fit, threads: jobs)
      let score = try score()
      if let fault = score.fault(features: extractor.featuresPerBranch) {
        complain("the score cannot be computed: \(fault).")
        throw ExitCode.badInput
      }
      return try DeepMaps(
        of: table.cases[0], label: region.label, network: AttributedNetwork(extractor, weights: weights), score: score,
        patch: squares)
    }

    private func score() throws -> AttributedScore {
      if let feature { return .feature(feature) }
      guard let head else { return .norm }
      guard let data = FileManager.default.contents(atPath: head),
        let trained = try? JSONDecoder().decode(TrainedHead.self, from: data)
      else {
        complain("\(head): the file is not a trained head. Give the JSON file of a trained head.")
        throw ExitCode.badInput
      }
      let values = (factors ?? "").split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
      guard !values.contains(nil) else {
        complain("--factors: \(factors ?? "") not all values are numbers. Write them as in 1,0.5,0.")
        throw ExitCode.usage
      }
      return .head(trained, factors: values.compactMap(\.self))
    }
  }
}
