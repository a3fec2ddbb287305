import ArgumentParser
import DeepRadiomics

/// The options for turning images into a network's input: a preset, and departures from it.
struct InputOptions: ParsableArguments {
  @Option(help: "Preset of the input: jeong2024 or sound.")
  var input = Preset.sound

  @Option(
    help: ArgumentHelp(
      "Part of the image that the network sees.",
      discussion: """
        crop is the lesion with its surroundings at one spacing for all cases, masked-crop the same with grey 0 outside \
        the lesion (both with --margin and --crop); lesion is the whole frame with grey 0 outside the lesion, box the \
        lesion's box (with --margin), and image the whole image.
        """))
  var region: Region?

  @Option(help: "Margin around the lesion in mm.")
  var margin = 10.0

  @Option(help: "Side of the crop in mm (default: that of the largest lesion given, with the margin).")
  var crop: Double?

  @Option(
    help:
      "Scaling: minmax, zscore (3 standard deviations), percentiles (1 and 99), or LOW:HIGH in the image's units."
  )
  var scaling: Scaling?

  @Option(help: "Voxels from which the scaling is computed: image or lesion.")
  var reference: ScalingReference?

  @Option(help: "Number of slices of the network's input (default: that of the longest volume given).")
  var depth: Int?

  @Option(help: "How volumes are fitted to this depth: padded or resampled.")
  var fit: DepthFitting?

  @Option(help: "Number of rows and columns of the network's slices (default: 224).")
  var side: Int?

  @Option(
    help:
      """
      Figures that greys are centred and scaled by: as-trained (an ONNX file does not say: imagenet with three \
      channels, none with one), imagenet or none.
      """
  )
  var normalisation: Normalisation?

  @Option(help: "Method for resizing slices: pillow or torch.")
  var resize: SliceResize?

  enum Preset: String, ExpressibleByArgument, CaseIterable { case jeong2024, sound }
  enum Region: String, ExpressibleByArgument, CaseIterable {
    case crop
    case maskedCrop = "masked-crop"
    case lesion, box, image
  }

  enum Normalisation: String, ExpressibleByArgument, CaseIterable {
    case asTrained = "as-trained"
    case imagenet, none

    var value: ChannelStandardisation {
      switch self {
      case .asTrained: .asTrained
      case .imagenet: .imageNet
      case .none: .none
      }
    }
  }

  struct Scaling: ExpressibleByArgument {
    let value: IntensityScaling

    init?(argument: String) {
      switch argument {
      case "minmax": value = .minMax
      case "zscore": value = .zScore(limit: 3)
      case "percentiles": value = .percentiles(low: 1, high: 99)
      default:
        let ends = argument.split(separator: ":").compactMap { Double($0) }
        guard ends.count == 2 else { return nil }
        value = .window(low: ends[0], high: ends[1])
      }
    }
  }

  /// Whether an option departs from the default input.
  var choosesInput: Bool {
    let isGiven = [
      region != nil, crop != nil, scaling != nil, reference != nil, depth != nil, fit != nil, side != nil,
      normalisation != nil, resize != nil,
    ]
    return input != .sound || margin != 10 || isGiven.contains(true)
  }

  /// How slices are seen unless the user says so: as in a study file.
  var depthTreatment: DepthTreatment { input == .jeong2024 ? .inflated(.centre) : .slices }

  func settings() throws(InputError) -> InputSettings {
    let preset: InputSettings = input == .jeong2024 ? .jeong2024 : .sound
    let chosen: InputRegion? =
      switch region ?? (preset.crop == nil ? nil : .crop) {
      case .crop: .crop(LesionCrop(margin: margin, side: crop))
      case .maskedCrop: .crop(LesionCrop(margin: margin, side: crop, isMasked: true))
      case .lesion: .lesion
      case .box: .lesionBox(margin: margin)
      case .image: .image
      case nil: nil
      }
    return try preset.with(
      region: chosen, scaling: scaling?.value, reference: reference, side: side, resize: resize,
      normalisation: normalisation?.value, depth: depth.map { .fixed($0) }, fitting: fit)
  }
}

extension ScalingReference: ExpressibleByArgument {}
extension DepthFitting: ExpressibleByArgument {}
extension SliceResize: ExpressibleByArgument {}
