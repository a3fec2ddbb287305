// How fits stand in files. There are two layouts, both older than this pipeline: that of the study's own pipelines, one
// set of medians and scales and one classifier (`PipelineLayout.swift`), and that of any steps. Each fit is written as
// it always was, so that a saved model keeps its hash and earlier versions read it.

extension PipelineModel: Codable {
  private enum Key: String, CodingKey { case members, calibration, cutoff }

  /// Reads the layout of any steps.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    members = try container.decode([Member].self, forKey: .members)
    // The sigmoid itself: a model of steps always has one.
    calibration = .sigmoid(try container.decode(PlattSigmoid.self, forKey: .calibration))
    cutoff = try container.decode(ScoreCutoff.self, forKey: .cutoff)
  }

  /// Writes the layout of any steps.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(members, forKey: .members)
    guard case .sigmoid(let sigmoid) = calibration else {
      throw EncodingError.invalidValue(
        calibration,
        EncodingError.Context(
          codingPath: encoder.codingPath, debugDescription: "a model of named steps has a calibration"))
    }
    try container.encode(sigmoid, forKey: .calibration)
    try container.encode(cutoff, forKey: .cutoff)
  }
}

extension PipelineFit: Codable {
  private enum Key: String, CodingKey { case model, record, kind }

  /// Reads what ``encode(to:)`` writes: a fit with its kind; without one it is of the study's own pipelines.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    record = try container.decode(PipelineRecord.self, forKey: .record)
    model =
      try container.decodeIfPresent(String.self, forKey: .kind) == "recipe"
      ? container.decode(PipelineModel.self, forKey: .model)
      : container.decode(PipelineLayout.self, forKey: .model).model
  }

  /// Writes model and record, and `kind: recipe` for any steps.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if record.fitsInFold == nil, let layout = PipelineLayout(model) {
      try container.encode(layout, forKey: .model)
    } else {
      try container.encode("recipe", forKey: .kind)
      try container.encode(model, forKey: .model)
    }
    try container.encode(record, forKey: .record)
  }
}
