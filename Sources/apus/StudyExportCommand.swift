import ArgumentParser
import Execution
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
        predictions and results as tables of one file. --as dicom writes, for every analysed patient or each \
        --patient, the region of every series as a segmentation, and features and predictions as a measurement report \
        (TID 1500) that names study and series. Documentation/interchange.md describes all three.
        Exit codes: 0 complete; 1 no patient could be written; 2 some patients could not; 64 usage; 65 DIR holds no \
        finished run, or its images are not found; 69 SQLite is missing.

        Examples:
          apus study export results --as ro-crate
          apus study export results --as sqlite -o run.sqlite
          apus study export results --as dicom --root cohort -o objects --patient P001
        """)

    @Argument(help: "Folder written by apus study run.", completion: .directory)
    var folder: String

    @Option(name: .customLong("as"), help: "The form: ro-crate, sqlite or dicom.")
    var form: Form

    @Option(name: .shortAndLong, help: "File of the database, or folder of the DICOM objects.")
    var output: String?

    @Option(
      help: ArgumentHelp("Only the DICOM objects of this patient; repeatable. Default: all.", valueName: "id"))
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
      if !patient.isEmpty, form != .dicom { throw ValidationError("--patient belongs to --as dicom.") }
      if root != nil, form != .dicom { throw ValidationError("--root belongs to --as dicom.") }
      if licence != nil, form != .roCrate { throw ValidationError("--licence belongs to --as ro-crate.") }
    }

    func run() throws {
      let run = try orExit { try ExportedRun(folder) }
      switch form {
      case .roCrate: print(try orExit { try RunCrate(run, licence: licence).write() })
      case .sqlite:
        try orExit { try RunDatabase(run).write(to: output ?? "") }
        print(output ?? "")
      case .dicom: try writeObjects(run, into: output ?? "")
      }
    }

    /// One patient whose images are gone does not stop the others.
    private func writeObjects(_ run: ExportedRun, into target: String) throws {
      let objects = try orExit {
        let study = try StudyFile(reading: "\(folder)/\(RunFile.study)", root: root)
        try OutputFolder.make(target)
        return try PatientObjects(run, study, workers: threads.jobs)
      }
      let ids = patient.isEmpty ? objects.patients : patient
      var failed = 0
      for id in ids {
        do {
          for path in try objects.write(id, into: target) { print(path) }
        } catch {
          complain("patient \(id.printable): \(error)")
          failed += 1
        }
      }
      if failed > 0 { complain("\(failed) of \(ids.count) \(ids.count == 1 ? "patient" : "patients") failed") }
      if failed == ids.count { throw ExitCode.nothingUsable }
      if failed > 0 { throw ExitCode.someFailed }
    }
  }
}
