/// The image features that a model keeps: how they lie in both classes, how they go together, and how often other fits
/// of the same model kept them.
///
/// It describes the patients analysed, test patients too, and takes part in no fit.
public struct SelectedFeatures: Codable, Sendable, Hashable {
  /// One feature.
  public struct Column: Codable, Sendable, Hashable {
    /// Name as in `selectedColumns`.
    public var name: String
    /// Mean of the patients analysed.
    public var mean: Quantity
    /// Standard deviation of the patients analysed.
    public var standardDeviation: Quantity
    /// Of patients with the event; `nil` without a value.
    public var events: FiveNumbers?
    /// Of the others; `nil` without a value.
    public var nonEvents: FiveNumbers?

    /// Takes every part as given.
    package init(
      name: String, mean: Quantity, standardDeviation: Quantity, events: FiveNumbers?, nonEvents: FiveNumbers?
    ) {
      (self.name, self.mean, self.standardDeviation) = (name, mean, standardDeviation)
      (self.events, self.nonEvents) = (events, nonEvents)
    }
  }

  /// Smallest value, quartiles of type 7 and largest value of a group.
  public struct FiveNumbers: Codable, Sendable, Hashable {
    /// Number of values.
    public var count: Int
    /// Smallest value.
    public var minimum: Double
    /// First quartile.
    public var lowerQuartile: Double
    /// Median.
    public var median: Double
    /// Third quartile.
    public var upperQuartile: Double
    /// Largest value.
    public var maximum: Double

    /// Takes every part as given.
    package init(
      count: Int, minimum: Double, lowerQuartile: Double, median: Double, upperQuartile: Double, maximum: Double
    ) {
      (self.count, self.minimum, self.lowerQuartile, self.median) = (count, minimum, lowerQuartile, median)
      (self.upperQuartile, self.maximum) = (upperQuartile, maximum)
    }
  }

  /// How often the fits of several training sets kept each feature.
  public struct Stability: Codable, Sendable, Hashable {
    /// Number of training sets with a model.
    public var fits: Int
    /// Every feature that a fit kept, the most frequent first.
    public var columns: [Share]

    /// A feature and its number of fits.
    public struct Share: Codable, Sendable, Hashable {
      /// Name of the column.
      public var name: String
      /// Fits that kept it.
      public var fits: Int

      /// A feature and its number of fits.
      package init(name: String, fits: Int) { (self.name, self.fits) = (name, fits) }
    }

    /// Takes both parts as given.
    package init(fits: Int, columns: [Share]) { (self.fits, self.columns) = (fits, columns) }
  }

  /// The features in the order of `selectedColumns`.
  public var columns: [Column]
  /// Spearman's correlation of each feature with those before it, one row a feature; undefined where one does not vary.
  public var correlations: [[Quantity]]
  /// `nil` if the model was fitted to one training set only.
  public var stability: Stability?

  /// Takes every part as given.
  package init(columns: [Column], correlations: [[Quantity]], stability: Stability?) {
    (self.columns, self.correlations, self.stability) = (columns, correlations, stability)
  }
}
