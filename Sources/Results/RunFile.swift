/// A file or folder that a run writes into its folder. This is the only list of their names.
package enum RunFile: String, CaseIterable, Sendable, CustomStringConvertible {
  case report = "report.html"
  case results = "results.json"
  case predictions = "predictions.csv"
  case features = "features.csv"
  case training = "training.json"
  case fits = "fits.json"
  case exclusions = "exclusions.csv"
  case patients = "patients.csv"
  case audit = "audit.json"
  /// Holds the SHA-256 of `results.json` in the form that `sha256sum -c` reads, since a file cannot hold its own hash.
  case seal = "results.json.sha256"
  case landmarks = "landmarks.csv"
  case robustness = "robustness.csv"
  case deepFeatures = "deep_features.csv"
  /// Written where heads attend to slices.
  case deepSlices = "deep_slices.csv"
  /// The decisions of the review that the run honoured. They stand beside the study file under the name that they have
  /// beside every study file, so that whoever runs the study of a run again honours them too.
  case decisions = "study.review.csv"
  /// What `apus study export --as ro-crate` says of the folder. A new run removes it, since its hashes are those of
  /// earlier files.
  case crate = "ro-crate-metadata.json"
  /// When each stage and patient began and ended. It differs from run to run, so no hash is of it.
  case timeline = "timeline.json"
  /// Folder of the figures of the report.
  case figures
  /// Folder with one folder for each saved model.
  case models
  /// The study file that the run executed. It stays when the results of a run are replaced.
  case study = "study.yaml"

  /// Its name in the folder of the run.
  package var description: String { rawValue }

  /// What a new run replaces: everything but the study file.
  package static let replaced = allCases.filter { $0 != .study }

  /// A line of the seal, as `sha256sum -c` reads it.
  package static func sealLine(_ name: String, hash: String) -> String { "\(hash)  \(name)\n" }

  /// The files whose hashes `results.json` holds, if the files exist.
  package static let hashed: [RunFile] = [
    .features, .patients, .predictions, .exclusions, .fits, .training, .robustness, .landmarks, .deepFeatures,
    .deepSlices, .decisions,
  ]
}
