import ArgumentParser
import Foundation
import Interchange
import Records
import Results
import StudyFiles

extension StudyCommand {
  /// `apus study export DIR --as …`.
  struct Export: ParsableCommand {
    /// The forms in which a run can be passed on.
    enum Form: String, ExpressibleByArgument, CaseIterable {
      case roCrate = "ro-crate"
      case sqlite
      case dicom
    }

    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Pass a finished run on: as a research object, a database, or DICOM objects of a patient.",
      discussion: """
        --as ro-crate writes ro-crate-metadata.json into DIR, with the hash of every file. --as sqlite writes features, \
        predictions and results as tables of one file. --as dicom writes, for each --patient, the region of every \
        series as a segmentation, and features and predictions as a measurement report (TID 1500) that names study and \
        series. Documentation/interchange.md describes all three.
        Exit codes: 0 complete; 64 usage; 65 DIR holds no finished run, or images are not found; 69 SQLite is missing.

        Examples:
          apus study export results --as ro-crate
          apus study export results --as sqlite -o run.sqlite
          apus study export results --as dicom --patient P001 --root cohort -o objects
        """)

    @Argument(help: "Folder written by apus study run.", completion: .directory)
    var folder: String

    @Option(name: .customLong("as"), help: "The form: ro-crate, sqlite or dicom.")
    var form: Form

    @Option(name: .shortAndLong, help: "File of the database, or folder of the DICOM objects.")
    var output: String?

    @Option(help: ArgumentHelp("A patient whose DICOM objects are written; repeatable.", valueName: "id"))
    var patient: [String] = []

    @Option(help: "Folder that paths in the study file are relative to, for --as dicom.")
    var root: String?

    @Option(help: "Address of the licence of the folder, for --as ro-crate.")
    var licence: String?

    @OptionGroup var threads: JobsOption

    func validate() throws {
      if (form == .roCrate) != (output == nil) {
        throw ValidationError(
          form == .roCrate
            ? "--as ro-crate writes into DIR itself. Leave out -o." : "--as \(form.rawValue) needs -o.")
      }
      if (form == .dicom) == patient.isEmpty {
        throw ValidationError("--patient belongs to --as dicom, which needs at least one.")
      }
      if root != nil, form != .dicom { throw ValidationError("--root belongs to --as dicom.") }
      if licence != nil, form != .roCrate { throw ValidationError("--licence belongs to --as ro-crate.") }
    }

    func run() throws {
      try orExit {
        let run = try ExportedRun(folder)
        for path in try written(run) { print(path) }
      }
    }

    private func written(_ run: ExportedRun) throws -> [String] {
      let output = output ?? ""
      switch form {
      case .roCrate: return [try RunCrate(run, licence: licence).write()]
      case .sqlite:
        try RunDatabase(run).write(to: output)
        return [output]
      case .dicom:
        let study = try StudyFile(reading: "\(folder)/\(RunFile.study)", root: root)
        try OutputFolder.make(output)
        let objects = PatientObjects(run, study)
        return try patient.flatMap { try objects.write($0, into: output, workers: threads.jobs) }
      }
    }
  }
}
