import DeepRadiomics
import Execution
import Foundation
import Results
import StudyFiles

extension DeepSupply {
  /// The weights as an input of the run; `nil` where only the store knows their digest.
  package func weightInput(of study: StudyFile) -> RunProvenance.InputFile? {
    let label = "Weights of \(deep.label.isEmpty ? deep.network : deep.label)"
    // Weights of the store were compared with this digest when they were installed.
    if deep.weights == nil, let digest = KnownWeights.all.first(where: { $0.name == deep.network })?.sha256 {
      return RunProvenance.InputFile(label: label, file: weights.source.origin, sha256: digest)
    }
    let file = deep.weights ?? deep.network
    return FileManager.default.contents(atPath: study.path(of: file)).map {
      RunProvenance.InputFile(label: label, file: file, sha256: $0.sha256)
    }
  }
}
