import Arms
import Cohorts
import Execution
import Foundation
import Records
import Results
import StudyFiles

/// What a run was made with and from: the libraries of this process, and the hash of every input.
struct StudyProvenance {
  let study: StudyFile
  let cohort: AnalysisCohort
  let networks: [DeepSource]

  var value: RunProvenance {
    RunProvenance(
      libraries: LoadedLibraries().all.map { RunProvenance.Library(name: $0.name, version: $0.version) },
      inputs: files + vectors + networks.compactMap { $0.network?.weightInput(of: study) } + images)
  }

  /// Tables of vectors that a network gave elsewhere.
  private var vectors: [RunProvenance.InputFile] {
    networks.compactMap(\.vectors).flatMap(\.files).map {
      RunProvenance.InputFile(label: "Table of vectors", file: $0.file, sha256: $0.sha256)
    }
  }

  private var files: [RunProvenance.InputFile] {
    var named: [(label: String, path: String)] = [("Clinical table", study.cohort.table)]
    switch study.features {
    case .recipe: break
    case .parameters(let path): named.append(("Parameter file", path))
    case .table(let source): named.append(("Feature table", source.table))
    }
    if case .table(let path)? = study.robustness?.source { named.append(("Repeated measurements", path)) }
    named += (study.learning?.reliabilityTables ?? []).map { ("Table of reliability", $0) }
    return named.compactMap { label, file in
      FileManager.default.contents(atPath: study.path(of: file)).map {
        RunProvenance.InputFile(label: label, file: file, sha256: $0.sha256)
      }
    }
  }

  /// Images and contours are thousands of files. What was read from them is hashed: grid and voxels.
  private var images: [RunProvenance.InputFile] {
    study.series.indices.flatMap { at in
      let name = study.series[at].name
      return [
        digest("Images of \(name)") { $0.imageHashes.indices.contains(at) ? $0.imageHashes[at] : nil },
        digest("Contours of \(name)") { $0.maskHashes.indices.contains(at) ? $0.maskHashes[at] : nil },
      ].compactMap(\.self)
    }
  }

  private func digest(_ label: String, _ hash: (CaseFeatures) -> String?) -> RunProvenance.InputFile? {
    let lines = zip(cohort.ids, cohort.features).compactMap { id, features in hash(features).map { "\(id),\($0)\n" } }
    guard !lines.isEmpty else { return nil }
    return RunProvenance.InputFile(label: label, patients: lines.count, sha256: Data(lines.joined().utf8).sha256)
  }
}

/// The small pictures of the lesions, the largest lesion first.
struct StudyLesions {
  let study: StudyFile
  let cohort: AnalysisCohort

  /// One sheet for each series; `nil` for a study without images, and where a patient has no picture of a series.
  var sheets: [LesionSheet]? {
    let count = study.series.count
    guard count > 0, cohort.features.allSatisfy({ $0.pictures.count == count }) else { return nil }
    return study.series.indices.map { at in
      LesionSheet(series: study.series[at].name, events: strip(at, event: true), nonEvents: strip(at, event: false))
    }
  }

  private func strip(_ series: Int, event: Bool) -> MapPicture {
    let own = cohort.features.indices.filter { cohort.patients[$0].outcome.hadEvent == event }
      .sorted { volume($0) > volume($1) }
    let pictures = own.map { cohort.features[$0].pictures[series] }
    return MapPicture(
      width: pictures.first?.width ?? 1, coding: .mapped, pixels: Data(pictures.flatMap(\.pixels)))
  }

  /// Of the first series, so that the pictures of a patient stand at the same place in every sheet.
  private func volume(_ patient: Int) -> Double { cohort.features[patient].lesionVolumes.first ?? 0 }
}
