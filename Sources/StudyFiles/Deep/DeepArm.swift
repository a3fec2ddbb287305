import DeepRadiomics
import Learning

extension StudyFile {
  /// An arm of the comparison: a family of models.
  package enum Arm: String, Hashable, Codable, Sendable, CaseIterable {
    /// Handcrafted radiomics.
    case handcrafted = "hcr"
    /// Deep-learning radiomics.
    case deep = "dlr"
  }

  /// How the deep arm prepares images and learns.
  package struct Deep: Hashable, Codable, Sendable {
    /// Name of a network or weight set, as `apus weights list` shows it, or an ONNX file; empty where ``tables`` are
    /// read.
    package var network: String
    /// Tables of vectors that were computed elsewhere, each a branch; empty where Apus computes features by `network`.
    package var tables: [String] = []
    /// Column of the patients' ids in these tables; `nil` for the usual names.
    package var tableID: String?
    /// File with the weights; `nil` for the set with this name in the weight store.
    package var weights: String?
    /// Layers, inflation, pooling, precision.
    package var settings: NetworkSettings
    /// How an image becomes the input of the network.
    package var input: InputSettings
    /// How the features of slices are joined; several share the tuning budget.
    package var poolings: [SlicePooling] = [.mean]
    /// How images reach the features in `as-published`, in a study of both protocols; `nil` where that is the same.
    package var published: Way?
    /// Names of the series that the network uses, in order.
    package var series: [String]
    /// Views (mirrored, rotated) of the training patients, which are added as further rows to learn from.
    package var views: [InputView]
    /// Which of the study's clinical factors the head uses.
    package var factors: FactorChoice
    /// Number of heads, which differ only in their seed; the model's probability is their mean.
    package var ensemble: Int
    /// Rows beyond those of the paper.
    package var beyond: [Beyond]
    /// How its last block is trained; `nil` for a frozen network.
    package var lastBlock: LastBlockTraining?
    /// Part of the names of its rows; empty for the first network of the study.
    package var label = ""
    /// Further networks or inputs, each with its own rows; these have no further ones themselves.
    package var further: [Deep] = []

    /// Takes every part as given.
    package init(
      network: String, weights: String? = nil, settings: NetworkSettings, input: InputSettings, published: Way? = nil,
      series: [String], views: [InputView], factors: FactorChoice, ensemble: Int, beyond: [Beyond], label: String = "",
      further: [Deep] = []
    ) {
      self.network = network
      self.weights = weights
      self.settings = settings
      self.input = input
      self.published = published
      self.series = series
      self.views = views
      self.factors = factors
      self.ensemble = ensemble
      self.beyond = beyond
      self.label = label
      self.further = further
    }

    /// Rows that tell the effect of the features from that of the classifier.
    package enum Beyond: String, Hashable, Codable, Sendable, CaseIterable {
      /// Deep features with the selection and the SVM of the handcrafted arm.
      case supportVector = "svm"
      /// Handcrafted, deep and clinical columns together, with the same selection and SVM.
      case fusion
    }
  }
}

extension StudyFile.Arm {
  /// The arms of a study file; the handcrafted arm if none is named.
  package static func list(_ top: YAMLSection) throws(StudyFileError) -> [StudyFile.Arm] {
    let names = try top.strings("arms") ?? [StudyFile.Arm.handcrafted.rawValue]
    var arms: [StudyFile.Arm] = []
    for name in names {
      guard let arm = StudyFile.Arm(rawValue: name) else {
        throw top.fail("arms", .unknownName(name, in: "arms", known: StudyFile.Arm.allCases.map(\.rawValue)))
      }
      arms.append(arm)
    }
    guard !arms.isEmpty, Set(arms).count == arms.count else {
      throw top.fail(
        "arms", .wrongValue(key: "arms", found: names.joined(separator: ", "), expected: "hcr, dlr or both, once each"))
    }
    return arms
  }
}

extension StudyFile {
  /// Every network of the deep arm, the first of the study first; empty without that arm.
  package var networks: [Deep] { deep.map { [$0] + $0.further } ?? [] }

  /// Whether a network of the deep arm looks at images.
  package var looksAtImages: Bool { networks.contains { !$0.readsTables } }
}

extension StudyFile.Deep {
  /// Whether vectors that were computed elsewhere take the place of a network.
  package var readsTables: Bool { !tables.isEmpty }

  /// What gives the features, in words: a network, or the tables.
  package var origin: String { readsTables ? tables.joined(separator: ", ") : network }
}
