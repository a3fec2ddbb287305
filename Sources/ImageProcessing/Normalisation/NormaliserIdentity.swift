import Execution

// The settings of a normalisation as parts of an identity: see ``CanonicalText``.

extension IntensityNormalisation: CanonicalValue {
  /// `method:key=value,…`, which also reads back as the settings.
  public var canonical: String { description }
}

extension IntensityNormaliser: CanonicalValue {
  /// The settings and, where there is one, the fit.
  public var canonical: String {
    settings.canonical + (standardScale.map { " to \($0.values) of \($0.images) images" } ?? "")
  }
}
