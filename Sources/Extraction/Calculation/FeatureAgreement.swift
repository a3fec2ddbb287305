import Records
import Statistics

/// How far the values of one feature stay with the patient when the image is perturbed.
public struct FeatureAgreement: Hashable, Codable, Sendable {
  /// Column of the feature.
  public let feature: String
  /// Patients of whom every version has a value.
  public let subjects: Int
  /// Versions of each image, the unperturbed one counted.
  public let versions: Int
  /// ICC(1,1): any difference between versions is error.
  public let oneWay: IntraclassCorrelation
  /// ICC(3,1): a shift by which a perturbation moves all patients alike is not.
  public let consistency: IntraclassCorrelation

  /// Of one feature: a row of versions per patient; a patient with a missing version is left out.
  package init(feature: String, rows: [[Double?]]) {
    let complete = rows.filter { row in row.allSatisfy { $0?.isFinite ?? false } }
    self.feature = feature
    subjects = complete.count
    versions = rows.first?.count ?? 0
    oneWay = intraclassCorrelation(complete, .oneWaySingle)
    consistency = intraclassCorrelation(complete, .consistencySingle)
  }

  /// Every column of `patients`, each a table of versions by columns.
  package static func all(_ columns: [String], _ patients: [[[Double?]]]) -> [FeatureAgreement] {
    columns.indices.map { column in
      FeatureAgreement(feature: columns[column], rows: patients.map { versions in versions.map { $0[column] } })
    }
  }
}

// The table.
extension FeatureAgreement {
  /// Columns of a table of agreements, whatever the features.
  package static let header =
    ["feature", "subjects", "versions"]
    + ["icc_1_1", "icc_3_1"].flatMap { name in
      [name, "\(name)_lower", "\(name)_upper", "\(name)_F", "\(name)_p", "\(name)_category"]
    } + ["undefined"]

  /// The cells under ``header``.
  package var cells: [String] {
    let reasons = [oneWay, consistency].compactMap { item in
      item.intervalReason.map { "\(item.form.name): \($0.explanation)" }
    }
    return [feature, "\(subjects)", "\(versions)"] + oneWay.cells + consistency.cells
      + [reasons.joined(separator: "; ")]
  }
}

extension IntraclassCorrelation {
  /// By the lower limit of the interval, as Koo and Li ask.
  package var reliability: Reliability? { interval.map { Reliability($0.lower) } }

  fileprivate var cells: [String] {
    [
      estimate.value.map(CSVWriter.number) ?? "", interval.map { CSVWriter.number($0.lower) } ?? "",
      interval.map { CSVWriter.number($0.upper) } ?? "", f.value.map(CSVWriter.number) ?? "",
      pValue.value.map(CSVWriter.number) ?? "", reliability?.rawValue ?? "",
    ]
  }
}
