import ArgumentParser
import Arms
import Cohorts
import DeepRadiomics
import ImageFiles
import SavedModels
import StudyFiles

/// The options of `apus deep maps` for a saved model and one patient.
struct ModelMapsOptions: ParsableArguments {
  @Option(
    help: "Folder of a saved model with a network: its score is explained, with its own input and series.",
    completion: .directory)
  var model: String?

  @Option(name: .customLong("case"), help: "Id of the patient for --model.")
  var subject: String?

  @Option(
    help: "Study file that has the patient (default: study.yaml of the run that the model lies in).",
    completion: .file())
  var study: String?

  @Option(help: "Folder that paths in the study file are relative to; replaces its `root:`.")
  var root: String?

  @Option(help: "Table of patients, as in `apus predict`, instead of a study file.", completion: .file())
  var cases: String?

  @Option(help: "Image of a series, instead of a study file: SERIES=PATH; repeatable.")
  var image: [String] = []

  @Option(help: "Mask of a series: SERIES=PATH; repeatable.")
  var mask: [String] = []

  @Option(help: "A clinical factor of a patient with --image: NAME=VALUE; repeatable.")
  var factor: [String] = []

  func validate() throws {
    guard model != nil else {
      let others = [subject, study, root, cases].compactMap(\.self) + image + mask + factor
      guard others.isEmpty else {
        throw ValidationError("--case, --study, --root, --cases, --image, --mask and --factor need --model.")
      }
      return
    }
    guard subject != nil else { throw ValidationError("--model needs --case, the id of one patient.") }
    let sources = [study ?? root, cases, (image + mask + factor).first].compactMap(\.self)
    guard sources.count < 2 else {
      throw ValidationError("Give the patient by one of --study with --root, --cases, or --image with --mask.")
    }
  }

  /// The maps of the patient.
  /// - Parameters:
  ///   - region: the region in every mask, if the options name one.
  ///   - weights: a file with weights; `nil` for those in the store.
  func maps(
    region: RegionOptions, weights: String?, patch: (side: Int, stride: Int)?, threads: Int
  ) throws -> DeepMaps {
    let saved = try SavedModel(reading: model ?? "")
    let patient = try patient(saved, region).choosing(
      region.reading.between, spacingTolerance: region.reading.slices.spacingTolerance)
    let ready = try ModelApplication(
      saved, weights: weights, accepting: Set(RangeFinding.Kind.allCases), threads: threads)
    let network = saved.description.inputs.deep?.network ?? ""
    let set = try WeightStore().load(weights ?? network)
    return try ready.maps(of: patient, weights: set, patch: patch)
  }

  private func patient(_ saved: SavedModel, _ region: RegionOptions) throws -> NewPatient {
    let id = subject ?? ""
    try saved.requireNetwork()
    if let cases {
      let table = try PatientTable(reading: cases, id: nil, for: saved)
      if let found = table.patients.first(where: { $0.id == id }) { return found }
      throw ModelMapsError.unknownPatient(id, table: cases, near: "")
    }
    if !(image + mask).isEmpty {
      let names = saved.description.inputs.series.map(\.name)
      return try NewPatient(
        id: id, images: image, masks: mask, rois: region.roi.map { roi in names.map { "\($0)=\(roi)" } } ?? [],
        labels: region.label.map { label in names.map { "\($0)=\(label)" } } ?? [], factors: factor, for: saved)
    }
    guard let file = study ?? saved.ownStudyFile else {
      throw ModelMapsError.noStudyFile(model: saved.path, patient: id)
    }
    guard region.roi == nil, region.label == nil else {
      throw ModelMapsError.regionOfStudy
    }
    let decisions = try ReviewDecisions(reading: ReviewDecisions.path(beside: file))
    return try NewPatient(id, of: StudyFile(reading: file, root: root), honouring: decisions, for: saved)
  }
}

extension SavedModel {
  /// Refuses a model without a network before any file of a patient is opened.
  fileprivate func requireNetwork() throws {
    if let vectors = description.inputs.vectors {
      throw ModelMapsError.vectors(model: "\(path) (\(name))", vectors)
    }
    guard needsNetwork else { throw ModelMapsError.noNetwork(model: "\(path) (\(name))") }
  }
}
