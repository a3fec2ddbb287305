/// A network whose layers are known here.
package enum NetworkArchitecture: String, Hashable, Codable, Sendable, CaseIterable {
  /// He et al. 2016, doi 10.1109/CVPR.2016.90, as torchvision has it (stride in the 3 x 3 convolution).
  case resNet18 = "resnet18"
  /// 34 layers of basic blocks.
  case resNet34 = "resnet34"
  /// 50 layers of bottlenecks; the published network.
  case resNet50 = "resnet50"
  /// 101 layers of bottlenecks.
  case resNet101 = "resnet101"
  /// 152 layers of bottlenecks.
  case resNet152 = "resnet152"
  /// EfficientNet-Lite0: no squeeze and excitation, ReLU6 (Tan and Le 2019, arXiv 1905.11946; the Lite variant of
  /// 2020).
  case efficientNetLite0 = "efficientnet-lite0"
  /// DenseNet-121, Huang et al. 2017, doi 10.1109/CVPR.2017.243, as torchvision has it.
  case denseNet121 = "densenet121"
  /// ResNets with three-dimensional kernels, as MONAI has them by default.
  case monaiResNet10 = "resnet10-3d"
  case monaiResNet18 = "resnet18-3d"
  case monaiResNet34 = "resnet34-3d"
  case monaiResNet50 = "resnet50-3d"
  /// The same as MedicalNet has them, Chen et al. 2019, arXiv 1904.00625: strided stem, dilated third and fourth layer.
  case medicalNet10 = "medicalnet-resnet10"
  case medicalNet18 = "medicalnet-resnet18"
  case medicalNet34 = "medicalnet-resnet34"
  case medicalNet50 = "medicalnet-resnet50"
  /// Whatever layers an ONNX file holds.
  case onnx
}

/// How a kernel trained on photographs becomes one for volumes.
package enum Inflation: String, Hashable, Codable, Sendable, CaseIterable {
  /// The middle depth tap holds the kernel, the others are zero: every convolution sees one slice.
  case centre
  /// Every depth tap holds the kernel divided by their number (Carreira and Zisserman 2017, arXiv 1705.07750).
  case average
  /// The file's kernels are three-dimensional: the network was trained on volumes.
  case trained
}

/// What follows the stem of a ResNet.
package enum StemPooling: String, Hashable, Codable, Sendable, CaseIterable {
  /// Adaptive maximum to half the depth and 56 x 56, as in the published code.
  case published
  /// Maximum over 3 voxels along each axis, stride 2, as ResNet and I3D have it.
  case standard
}

/// Precision of weights and activations; sums are float32 in both.
package enum NetworkPrecision: String, Hashable, Codable, Sendable, CaseIterable {
  /// 32 bits.
  case float32
  /// bfloat16: half the memory, about 3 significant digits. Fast only where the CPU has avx512_bf16.
  case bfloat16
}

/// How a network sees the slices of a volume.
package enum DepthTreatment: Hashable, Codable, Sendable {
  /// Each slice by itself; the features of a volume are the mean over its slices.
  case slices
  /// The whole volume through inflated kernels.
  case inflated(Inflation)
}

/// Everything that decides a backbone's numbers apart from its weights.
package struct NetworkSettings: Hashable, Codable, Sendable {
  /// Which layers.
  package let architecture: NetworkArchitecture
  /// Two or three dimensions.
  package let depth: DepthTreatment
  /// Pooling after the stem; EfficientNet has none and ignores it.
  package let pooling: StemPooling
  /// Precision of the arithmetic.
  package let precision: NetworkPrecision
  /// The tensor of an ONNX file that holds the features; `nil` for the one before its classifier, and for other
  /// networks.
  package let layer: String?

  /// Settings; by default the published network.
  package init(
    architecture: NetworkArchitecture = .resNet50, depth: DepthTreatment = .inflated(.centre),
    pooling: StemPooling = .published, precision: NetworkPrecision = .float32, layer: String? = nil
  ) {
    self.architecture = architecture
    self.depth = depth
    self.pooling = pooling
    self.precision = precision
    self.layer = layer
  }

  /// The network of doi 10.1038/s41598-024-51742-z: ResNet-50, centre inflation, adaptive pooling, float32.
  package static let published = NetworkSettings()
}
