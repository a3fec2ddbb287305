import Records

/// How much speaks for a column of two values being the outcome of a study.
enum OutcomeStanding: Int, Comparable, Sendable {
  /// A property of the patient or of the disease before treatment: sex, side, smoking, grade.
  case factor
  /// Neither the name nor the values say what it is.
  case untold
  /// Something that studies predict and that may as well be known before treatment: a metastasis, an invasion, a
  /// mutation.
  case finding
  /// The name or the values say a result of treatment or an event after it.
  case event

  static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }

  init(_ profile: ColumnProfile) {
    self.init(
      profile.name, levels: FoldedLevels(profile).levels.filter { !OutcomeWords.isNotEvaluable($0.name) }.map(\.values))
  }

  /// - Parameters:
  ///   - column: the name of the column.
  ///   - levels: spellings of each of its levels.
  init(_ column: String, levels: [[String]]) {
    let name = ColumnName(column)
    let saysResult = OutcomeWords.sayResult(levels)
    if name.isOfModelOutput || FactorWords.name(name) && !saysResult { self = .factor; return }
    if name.isOfAfterwards || saysResult { self = .event; return }
    if name.isOfDiagnosis {
      // A histology is a factor; whether it is malignant is what studies ask.
      self = OutcomeWords.areMarks(levels) ? .event : .factor
    } else if name.isOfResult {
      self = .event
    } else if name.mayBeOfAfterwards || FactorWords.finding(name) {
      self = .finding
    } else {
      self = name.isClinical || FactorWords.values(levels) ? .factor : .untold
    }
  }
}

/// Words of what is known of a patient before treatment.
enum FactorWords {
  private static let names: Set<String> = [
    "sex", "gender", "geschlecht", "sexe", "sexo", "sesso", "성별", "性别", "性別", "side", "laterality", "seite", "cote",
    "좌우", "방향", "smoking", "smoker", "smoke", "tobacco", "raucher", "tabac", "흡연", "음주", "alcohol", "grade",
    "grading", "stage", "staging", "figo", "ecog", "menopause", "menopausal", "폐경", "diabetes", "hypertension",
    "당뇨", "고혈압", "race", "ethnicity", "병기", "조직학", "histology", "histologie", "age", "나이", "연령",
  ]
  private static let findings: Set<String> = [
    "metastasis", "metastases", "metastatic", "mets", "invasion", "infiltration", "mutation", "mutated", "mutant",
    "malignancy", "malignant", "lvsi", "lvi", "mvi", "pni", "lnm", "ene", "ece", "epe", "methylation", "methylated",
    "amplification", "amplified", "codeletion", "wildtype", "전이", "침범", "돌연변이",
  ]
  /// Pairs of values by which factors are told whatever their name is.
  private static let pairs: Set<Set<String>> = [
    ["male", "female"], ["w", "male"], ["man", "woman"], ["남", "여"], ["남자", "여자"], ["남성", "여성"],
    ["männlich", "weiblich"], ["homme", "femme"], ["h", "female"], ["男", "女"], ["l", "r"], ["left", "right"],
    ["lt", "rt"], ["links", "rechts"], ["gauche", "droite"], ["좌", "우"], ["좌측", "우측"], ["smoker", "nonsmoker"],
    ["never", "ever"], ["low", "high"],
  ]

  /// Whether a name is that of a factor, whatever else its words may mean. `sex` in `sex_at_death` is not meant.
  static func name(_ name: ColumnName) -> Bool {
    !name.isOfAfterwards && name.words.contains(where: names.contains)
  }

  /// Whether a name is that of something that is predicted in one study and a factor of another.
  static func finding(_ name: ColumnName) -> Bool { name.words.contains(where: findings.contains) }

  /// Whether levels are those of a factor: sexes, sides, stages.
  static func values(_ levels: [[String]]) -> Bool {
    let plain = Set(levels.compactMap { $0.first.map(LevelName.plain) })
    return pairs.contains(plain)
      || levels.joined().allSatisfy {
        $0.lowercased().contains(/^(stage |figo |p?[ctn]|g)?([ivx]+[abc]?[1-3]?|[tng][0-4][abc]?)$/)
      }
  }

  /// Whether a name is that of a metastasis in an organ. It may be found at the diagnosis or years later.
  static func isMetastasis(_ name: ColumnName) -> Bool {
    name.words.contains { ["metastasis", "metastases", "mets", "전이"].contains($0) }
      && !name.words.contains {
        ["node", "nodes", "nodal", "lymph", "ln", "n", "림프절", "baseline", "diagnosis", "synchronous"].contains($0)
      }
  }
}
