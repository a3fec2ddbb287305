/// Named partial study files; a preset provides the keys that a study file does not give.
package enum StudyPreset {
  /// The text of every preset by name.
  package static let all: [String: String] = ["jeong2024": jeong2024]

  /// The choices of Jeong et al. 2024 (doi 10.1038/s41598-024-51742-z), as far as the paper and its code give them.
  ///
  /// `features.recipe` is inferred from the number of 1890 columns, and `models.unknown: middle` from HPV being one
  /// column in the code. The report marks both as inferred.
  package static let jeong2024 = """
    features: {recipe: jeong2024}
    models: {unknown: middle, selected-features: 20}
    split: {train: 0.66}
    """
}
