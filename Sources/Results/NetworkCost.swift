/// What one pass of a network costs: counted, not measured.
public struct NetworkCost: Codable, Sendable, Hashable {
  /// Parameters of the network, kernels as inflated; all of them are frozen.
  public var parameters: Int
  /// Lengths of the input of a pass: channels, slices, rows, columns.
  public var input: [Int]
  /// Multiplications with addition of the convolutions of a pass.
  public var convolutionMACs: Int
  /// The same with batch normalisation, activations and pooling, as the tool of the published figure counts them.
  public var countedMACs: Int
  /// Multiplications with addition of the convolutions that are really done.
  public var performedMACs: Int

  /// Makes the value from its parts.
  package init(parameters: Int, input: [Int], convolutionMACs: Int, countedMACs: Int, performedMACs: Int) {
    (self.parameters, self.input) = (parameters, input)
    (self.convolutionMACs, self.countedMACs, self.performedMACs) = (convolutionMACs, countedMACs, performedMACs)
  }
}
