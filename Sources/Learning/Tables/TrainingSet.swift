/// The subjects that a model learns from, described by how the study chose them. Fits are distinguished by it, and an
/// audit makes the same set again.
public enum TrainingSet: Hashable, Sendable {
  /// The training side of a study with a test set.
  case split
  /// Everybody but one subject, by its id.
  case without(String)
  /// Everybody but the subjects of one site.
  case withoutSite(String)
  /// Everybody but one outer fold of a repetition; both numbers start at 1.
  case fold(Int, repetition: Int)
  /// A bootstrap sample; its number starts at 1.
  case draw(Int)
  /// All subjects: the model that is kept if a study tests each subject in turn. It gives no score of the study.
  case allPatients
  /// A set that Apus does not make, with its text in the log. No training set of a study is of this kind, and an audit
  /// reports it.
  case other(String)
}

extension TrainingSet: CustomStringConvertible {
  /// The name in a log, such as `without P03`; it is read again by ``init(_:)``.
  public var description: String { text { $0 } }

  /// The name, in which `quoting` writes the parts that the user chose (an id, the name of a site).
  func text(quoting: (String) -> String) -> String {
    switch self {
    case .split: "split"
    case .without(let subject): "without \(quoting(subject))"
    case .withoutSite(let site): "site \(quoting(site))"
    case .fold(let fold, let repetition): "repetition \(repetition), fold \(fold)"
    case .draw(let number): "draw \(number)"
    case .allPatients: "all patients"
    case .other(let words): quoting(words)
    }
  }

  /// The set of a name; words that name none of Apus are ``other(_:)``.
  public init(_ name: String) { self.init(name) { $0 } }

  /// - Parameter unquoting: the reverse of the quoting.
  init(_ name: String, unquoting: (String) -> String) {
    let known: [TrainingSet] = [.split, .allPatients]
    if let fixed = known.first(where: { $0.description == name }) {
      self = fixed
    } else if let subject = name.after("without ") {
      self = .without(unquoting(subject))
    } else if let site = name.after("site ") {
      self = .withoutSite(unquoting(site))
    } else {
      self = TrainingSet.numbered(name) ?? .other(unquoting(name))
    }
  }

  private static func numbered(_ name: String) -> TrainingSet? {
    let numbers = name.numbers
    let found: [TrainingSet] =
      switch numbers.count {
      case 1: [.draw(numbers[0])]
      case 2: [.fold(numbers[1], repetition: numbers[0])]
      default: []
      }
    return found.first { $0.description == name }
  }
}

extension TrainingSet: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension String {
  /// What follows `start`, by its bytes: an id may begin with a combining mark. `nil` where it does not begin so.
  func after(_ start: String) -> String? {
    utf8.starts(with: start.utf8) ? String(decoding: utf8.dropFirst(start.utf8.count), as: UTF8.self) : nil
  }

  /// The whole numbers in it.
  var numbers: [Int] { split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) } }
}
