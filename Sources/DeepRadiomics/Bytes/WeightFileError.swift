/// What is wrong with a weight file or set, as facts; ``description`` says it with the file's name and the next step.
package struct WeightFileError: Error, Hashable, Sendable {
  /// Name of the file or set.
  package let file: String
  /// What is wrong.
  package let kind: Kind

  /// An error about `file`.
  package init(_ file: String, _ kind: Kind) {
    self.file = file
    self.kind = kind
  }

  /// Everything that can be wrong with weights.
  package enum Kind: Error, Hashable, Sendable {
    /// Nothing is at this path.
    case notFound
    /// There is something, but it cannot be opened.
    case unreadable
    /// Neither safetensors nor a PyTorch state dict.
    case notAWeightFile
    /// The file ends before `what` does. Counts are bytes.
    case truncated(what: String, needed: Int, available: Int)
    /// The content contradicts the format.
    case malformed(String)
    /// A safetensors header longer than the format allows, or than the file.
    case headerTooLarge(bytes: UInt64, limit: Int)
    /// The safetensors header is not the JSON it must be.
    case headerSyntax(byte: Int, expected: String)
    /// Two entries of one name.
    case duplicateName(String)
    /// A number format that is not read.
    case elementType(String, tensor: String)
    /// A tensor's bytes do not match its shape.
    case wrongByteCount(tensor: String, expected: Int, found: Int)
    /// A tensor or entry reaches outside the data.
    case outOfBounds(String)
    /// Two tensors or entries share bytes.
    case overlap(String, String)
    /// Bytes that belong to no tensor, where the format allows none.
    case unusedBytes(Int, before: String)
    /// An archive entry that is not stored as it is.
    case compressedEntry(String)
    /// An archive entry whose checksum is wrong.
    case checksum(String)
    /// A pickle that names something other than tensors and dictionaries: it would run code.
    case forbiddenName(String)
    /// A pickle instruction that state dicts do not need.
    case forbiddenInstruction(UInt8, byte: Int)
    /// Numbers stored with the most significant byte first.
    case bigEndian
    /// The file holds something other than a dictionary of tensors.
    case notAStateDict(found: String)
    /// The file holds several networks; their first layers by name.
    case severalEncoders([String])
    /// The set has no tensor of this name.
    case missingTensor(String, nearest: String?)
    /// A tensor of another shape than the network needs.
    case wrongShape(String, expected: [Int], found: [Int])
    /// A tensor holds a value that is not finite.
    case notFinite(String)
    /// Variances of a batch normalisation are negative.
    case negativeVariance(String)
    /// A kernel is not finite with its batch normalisation folded in.
    case foldedNotFinite(String)
    /// A kernel has numbers beyond ``KernelLimit`` with its batch normalisation folded in.
    case tooLarge(String)
    /// Kernels of 0 in all ways from the image to the features.
    case constant
    /// Every kernel of the network is 0.
    case allZero
  }
}
