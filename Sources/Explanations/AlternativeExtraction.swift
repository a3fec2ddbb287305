import Extraction
import Features
import ImageProcessing
import Volumes

/// The settings and definitions of one try.
package struct Trial: Sendable, Hashable {
  package var document: ParameterDocument
  package var definitions: Set<Definition> = []

  /// The same with one more alternative.
  package func with(_ alternative: Alternative) -> Trial {
    Trial(
      document: alternative.changes.isEmpty
        ? document : document.setting(alternative.changes.map { ($0.key, $0.value) }),
      definitions: definitions.union(alternative.definitions))
  }

  /// The features; `nil` if this version cannot compute them in this way.
  package func values(_ image: Volume, _ mask: Mask) -> [String: FeatureValue]? {
    guard let settings = document.settings else { return nil }
    guard
      let input = try? TrialInput(image, mask: mask, settings: settings, document: document, definitions: definitions)
    else { return nil }
    guard let extracted = try? extractFeatures(image: input.image, mask: input.mask, settings: input.settings) else {
      return nil
    }
    var values = Dictionary(uniqueKeysWithValues: zip(extracted.columns, extracted.values))
    if definitions.contains(.binsFromMinimum) {
      guard let other = try? input.featuresOfIBSIBins() else { return nil }
      values.merge(other) { $1 }
    }
    let voxels = extracted.processedRegion.voxels
    for column in input.settings.featureColumns {
      values[column.name] = values[column.name].map { definitions.changed($0, of: column.feature, voxels: voxels) }
    }
    return values
  }
}

extension Set<Definition> {
  /// A value converted to these definitions.
  fileprivate func changed(_ value: FeatureValue, of feature: FeatureRegistry.Entry, voxels: Int) -> FeatureValue {
    guard case .defined(var number) = value else { return value }
    if feature.featureClass == .firstorder {
      let factor = voxels > 1 && contains(.sampleVariance) ? Double(voxels) / Double(voxels - 1) : 1
      switch feature.name {
      case "Kurtosis" where contains(.excessKurtosis): number -= 3
      case "Variance": number *= factor
      case "StandardDeviation": number *= factor.squareRoot()
      default: break
      }
    }
    // The factor is the natural logarithm of 2, which converts bits to nats.
    if contains(.naturalLogarithm), feature.unit == .bit { number *= 0.693147180559945309 }
    return .defined(number)
  }
}

/// Image and mask after the definitions that act before the features, with the settings that remain to be applied.
struct TrialInput {
  let image: Volume
  let mask: Mask
  let settings: ExtractionSettings

  init(
    _ image: Volume, mask: Mask, settings: ExtractionSettings, document: ParameterDocument,
    definitions: Set<Definition>
  ) throws {
    var (image, mask, settings) = (image, mask, settings)
    let resamples = settings.resampledSpacing != nil && !definitions.isDisjoint(with: [.centredGrid, .linearMask])
    // A normalisation uses the statistics of the image before resampling, so it is applied first.
    if let recipe = settings.normalisation, resamples || definitions.contains(.populationDeviation) {
      image = try recipe.applied(to: image, isPopulation: definitions.contains(.populationDeviation))
      settings = document.setting([("normalize", "false")]).settings ?? settings
    }
    if resamples, let spacing = settings.resampledSpacing {
      guard let box = mask.boundingBox else { throw ImageProcessingError.regionIsEmpty }
      var asked = spacing
      for axis in 0..<3 where box.size[axis] == 1 { asked[axis] = 0 }
      let isCentred = definitions.contains(.centredGrid)
      let plan =
        try isCentred
        ? ResamplingPlan(centredOn: image.grid, spacing: asked)
        : ResamplingPlan(box: box, on: mask.grid, spacing: spacing, margin: settings.padDistance)
      image = image.resampled(plan, settings.interpolator)
      mask = definitions.contains(.linearMask) ? mask.interpolated(plan) : mask.resampled(plan)
    }
    (self.image, self.mask, self.settings) = (image, mask, settings)
  }

  /// First-order and texture features with IBSI's bins.
  func featuresOfIBSIBins() throws -> [String: FeatureValue] {
    let prepared = try PreparedImage(image, mask, settings, workers: 1)
    let inside = prepared.mask.cropped(to: prepared.box)
    let shared = SharedFilters(settings.images, prepared)
    var values: [String: FeatureValue] = [:]
    for recipe in settings.images {
      for derivation in recipe.derivations {
        guard let volume = derivation.volume(from: prepared, within: prepared.box, shared) else { continue }
        let region = IntensityRegion(volume: volume, mask: inside)
        let levels = try region.discretised(ibsi: recipe.binning.ibsi)
        for feature in features(
          of: settings.selection, intensities: region, levels: levels, settings: recipe.texture)
        {
          values["\(derivation.name)_\(feature.column)"] = feature.value
        }
      }
    }
    return values
  }
}

extension Binning {
  fileprivate var ibsi: IBSIBinning {
    switch self {
    case .fixedBinWidth(let width): .fixedBinSize(width, lowest: nil)
    case .fixedBinCount(let count): .fixedBinNumber(count)
    }
  }
}

extension ZScoreRecipe {
  /// The normalised image. The standard deviation of a population is smaller by `√((n - 1) / n)`.
  fileprivate func applied(to image: Volume, isPopulation: Bool) throws -> Volume {
    let count = Double(image.voxels.count)
    let factor = isPopulation ? (count / (count - 1)).squareRoot() : 1
    let normalised = try ZScoreMap(of: image, scale: 1).applied(to: image)
    let limit = outlierLimit ?? .infinity
    return Volume(
      grid: image.grid, voxels: normalised.voxels.map { min(max($0 * factor, -limit), limit) * scale },
      precision: .double)
  }
}
