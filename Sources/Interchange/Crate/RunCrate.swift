import Execution
import Foundation
import Records
import Results

/// The folder of a finished run as a research object crate: what each file is, its hash, and what made it.
///
/// - SeeAlso: RO-Crate 1.1, doi 10.5281/zenodo.7867028; Process Run Crate 0.5, https://w3id.org/ro/wfrun/process/0.5.
package struct RunCrate {
  private let run: ExportedRun
  /// Address of the licence under which the folder is passed on; `nil` if nobody said so.
  private let licence: String?

  /// The crate of a folder.
  package init(_ run: ExportedRun, licence: String?) { (self.run, self.licence) = (run, licence) }

  /// Writes `ro-crate-metadata.json` into the folder, and returns its path.
  package func write() throws -> String {
    let path = "\(run.folder)/\(RunFile.crate)"
    try AtomicFile.write(json: CrateDocument(try entities()), to: path)
    return path
  }

  private func entities() throws -> [CrateEntity] {
    let files = try CrateFiles(run.folder)
    return [descriptor, root(files), process, software, action(files), people] + files.entities + libraries + inputs
      + (licence.map { [CrateEntity(id: $0, type: "CreativeWork", properties: ["name": .text("Licence")])] } ?? [])
  }

  private static let processProfile = "https://w3id.org/ro/wfrun/process/0.5"

  private var descriptor: CrateEntity {
    CrateEntity(
      id: RunFile.crate.rawValue, type: "CreativeWork",
      properties: ["conformsTo": .entity("https://w3id.org/ro/crate/1.1"), "about": .entity("./")])
  }

  private var process: CrateEntity {
    CrateEntity(
      id: Self.processProfile, type: "CreativeWork",
      properties: ["name": .text("Process Run Crate"), "version": .text("0.5")])
  }

  private func root(_ files: CrateFiles) -> CrateEntity {
    let study = run.results.study
    let event = "Models that tell \(study.event) from \(study.nonEvent)"
    var properties: [String: CrateEntity.Value] = [
      "name": .text((study.synthetic ? "Synthetic: " : "") + study.name),
      "description": .text("\(event), with features, predictions, results and report of one run of \(study.software)."),
      "datePublished": .text(run.date), "conformsTo": .entities([Self.processProfile]),
      "hasPart": .entities(files.top), "mentions": .entities(["#run"]),
    ]
    // A crate must say something of its licence, and only the authors can give one.
    properties["license"] =
      licence.map(CrateEntity.Value.entity)
      ?? .text("None stated. Ask the authors of the study before you use the files.")
    return CrateEntity(id: "./", type: "Dataset", properties: properties)
  }

  private var software: CrateEntity {
    CrateEntity(
      id: "#apus", type: "SoftwareApplication",
      properties: [
        "name": .text("Apus"), "softwareVersion": .text(run.results.study.software),
        "description": .text("Radiomics studies: features, models, statistics and audit."),
        "softwareRequirements": .entities(libraries.map(\.id)),
      ])
  }

  /// The run: the study file and its hash went in, the results came out.
  private func action(_ files: CrateFiles) -> CrateEntity {
    CrateEntity(
      id: "#run", type: "CreateAction",
      properties: [
        "name": .text("apus study run"), "instrument": .entity("#apus"), "agent": .entity("#authors"),
        "description": .text(
          "Seed \(run.results.study.seed); SHA-256 of the resolved study file \(run.results.study.studyHash)."),
        "object": .entities(files.inputs + inputs.map(\.id)), "result": .entities(files.outputs),
        "endTime": .text(run.date),
        "actionStatus": .text("http://schema.org/CompletedActionStatus"),
      ])
  }

  /// Libraries that took part in the computation.
  private var libraries: [CrateEntity] {
    (run.results.provenance?.libraries ?? []).map {
      CrateEntity(
        id: "#library-\(Self.fragment($0.name))", type: "SoftwareApplication",
        properties: [
          "name": .text($0.name), "softwareVersion": .text($0.version),
        ])
    }
  }

  /// What was read. It stays where it is and is no part of the crate, so that it is known by its hash alone.
  private var inputs: [CrateEntity] {
    (run.results.provenance?.inputs ?? []).map {
      CrateEntity(
        id: "#input-\($0.sha256)", type: "CreativeWork",
        properties: ["name": .text($0.label), "sha256": .text($0.sha256)])
    }
  }

  /// A name as a part of an address.
  private static func fragment(_ name: String) -> String {
    String(name.lowercased().map { $0.isLetter && $0.isASCII || $0.isNumber ? $0 : "-" })
  }

  /// Nobody's name is in a run.
  private var people: CrateEntity {
    CrateEntity(
      id: "#authors", type: "Organization", properties: ["name": .text("The authors of the study")])
  }
}
