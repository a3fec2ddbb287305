extension PyRadiomicsSettingsTests {
  /// Resegmentation, cropping, normalisation and resampling.
  static let preparationReference = """

    """
}
