import DeepRadiomics
import Learning

// `model.json` stores predictors under the names of the three kinds in its first version. A pipeline of medians, scales
// and one classifier keeps the short layout of that version, so that the same fit keeps the same hash.
extension RowPredictor: Codable {
  private enum Kind: String, CodingKey { case pipeline, recipe, heads }
  private enum Key: String, CodingKey { case encoding, model, medians, columns, heads }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    guard container.allKeys.count == 1, let kind = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "a model is of one kind"))
    }
    let own = try container.nestedContainer(keyedBy: Key.self, forKey: kind)
    let encoding = try own.decodeIfPresent(ClinicalEncodingModel.self, forKey: .encoding)
    switch kind {
    case .pipeline: self = .table(encoding: encoding, model: try own.decode(PipelineLayout.self, forKey: .model).model)
    case .recipe: self = .table(encoding: encoding, model: try own.decode(PipelineModel.self, forKey: .model))
    case .heads:
      self = .heads(
        encoding: encoding, medians: try own.decodeIfPresent(MedianImputer.self, forKey: .medians),
        columns: try own.decode([String].self, forKey: .columns),
        heads: try own.decode([TrainedHead].self, forKey: .heads))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .table(let encoding, let model):
      let layout = PipelineLayout(model)
      var own = container.nestedContainer(keyedBy: Key.self, forKey: layout == nil ? .recipe : .pipeline)
      try own.encodeIfPresent(encoding, forKey: .encoding)
      if let layout { try own.encode(layout, forKey: .model) } else { try own.encode(model, forKey: .model) }
    case .heads(let encoding, let medians, let columns, let heads):
      var own = container.nestedContainer(keyedBy: Key.self, forKey: .heads)
      try own.encodeIfPresent(encoding, forKey: .encoding)
      try own.encodeIfPresent(medians, forKey: .medians)
      try own.encode(columns, forKey: .columns)
      try own.encode(heads, forKey: .heads)
    }
  }
}
