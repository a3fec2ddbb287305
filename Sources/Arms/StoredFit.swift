import DeepRadiomics
import Foundation
import Learning
import Results
import Statistics

/// A fit with its log, as it stands in a file until the run of its study takes it.
struct StoredFit: Codable {
  let fit: RowFit
  let log: FitLog
}

/// Why a fit has no file: the row's model is of a kind that no file has.
struct UnknownModelKind: Error {}

extension RowFit: Codable {
  private enum Key: String, CodingKey {
    case scores, calibration, cutoff, outOfFoldScores, resubstitutionScores, tuningAUC, settingsTried, selected, setting
    case flags, unseenLevels, model, deep, fitsInFold, remarks, spreads, limits
  }

  /// Reads what ``encode(to:)`` writes.
  package init(from decoder: any Decoder) throws {
    let part = try decoder.container(keyedBy: Key.self)
    self.init(
      scores: try part.decode([Double?].self, forKey: .scores),
      calibration: try part.decode(ScoreCalibration.self, forKey: .calibration),
      cutoff: try part.decode(ScoreCutoff.self, forKey: .cutoff),
      outOfFoldScores: try part.decodeIfPresent([Double].self, forKey: .outOfFoldScores),
      resubstitutionScores: try part.decode([Double].self, forKey: .resubstitutionScores),
      tuningAUC: try part.decodeIfPresent(Double.self, forKey: .tuningAUC),
      settingsTried: try part.decode(Int.self, forKey: .settingsTried),
      selected: try part.decode([String].self, forKey: .selected),
      setting: try part.decode(String.self, forKey: .setting),
      flags: try part.decode([RowFlag].self, forKey: .flags),
      unseenLevels: try part.decode([RowFlag].self, forKey: .unseenLevels),
      data: try part.decode(StoredModel.self, forKey: .model).data,
      deep: try part.decodeIfPresent(DeepResult.self, forKey: .deep),
      fitsInFold: try part.decodeIfPresent(Int.self, forKey: .fitsInFold),
      remarks: try part.decode([RowFlag].self, forKey: .remarks),
      spreads: try part.decodeIfPresent([Double].self, forKey: .spreads))
    limits = try part.decodeIfPresent(ConformalLimits.self, forKey: .limits)
  }

  /// Writes every part. Numbers are written so that they read back as the same bits.
  package func encode(to encoder: any Encoder) throws {
    var part = encoder.container(keyedBy: Key.self)
    try part.encode(scores, forKey: .scores)
    try part.encode(calibration, forKey: .calibration)
    try part.encode(cutoff, forKey: .cutoff)
    try part.encodeIfPresent(outOfFoldScores, forKey: .outOfFoldScores)
    try part.encode(resubstitutionScores, forKey: .resubstitutionScores)
    try part.encodeIfPresent(tuningAUC, forKey: .tuningAUC)
    try part.encode(settingsTried, forKey: .settingsTried)
    try part.encode(selected, forKey: .selected)
    try part.encode(setting, forKey: .setting)
    try part.encode(flags, forKey: .flags)
    try part.encode(unseenLevels, forKey: .unseenLevels)
    try part.encode(StoredModel(data), forKey: .model)
    try part.encodeIfPresent(deep, forKey: .deep)
    try part.encodeIfPresent(fitsInFold, forKey: .fitsInFold)
    try part.encode(remarks, forKey: .remarks)
    try part.encodeIfPresent(spreads, forKey: .spreads)
    try part.encodeIfPresent(limits, forKey: .limits)
  }
}

/// The models of the rows that Apus has.
private enum StoredModel: Codable {
  case table(TableRow.Model)
  /// The numbers of trained blocks are millions, so they stand as bytes.
  case heads(FusionHeadRow.Model, blocks: [Data]?)

  init(_ data: any Codable & Sendable) throws {
    switch data {
    case let model as TableRow.Model: self = .table(model)
    case let model as FusionHeadRow.Model:
      self = .heads(model, blocks: model.blocks.map { $0.map { block in block.withUnsafeBytes { Data($0) } } })
    default: throw UnknownModelKind()
    }
  }

  var data: any Codable & Sendable {
    switch self {
    case .table(let model): model
    case .heads(let model, let blocks):
      FusionHeadRow.Model(
        encoding: model.encoding, medians: model.medians, heads: model.heads, blocks: blocks.map { $0.map(\.floats) },
        heldOut: model.heldOut)
    }
  }
}

extension Data {
  /// The bytes of numbers, as this machine has them.
  fileprivate var floats: [Float] {
    [Float](unsafeUninitializedCapacity: count / MemoryLayout<Float>.stride) { buffer, filled in
      // Invariant: the buffer has room for all whole numbers of these bytes, and no more are copied.
      filled = copyBytes(to: buffer) / MemoryLayout<Float>.stride
    }
  }
}
