/// The sources that a paper made from a run may cite. This is the only list of them.
package enum CitedWork: String, CaseIterable, Sendable, Hashable {
  case jeong2024, vanGriethuysen2017, zwanenburg2020, guyon2002, chang2011, platt1999, youden1950, wilson1927
  case delong1988, obuchowski1997, nadeau2003, parker2007, holm1979, pencina2008, kerr2014, austin2019
  case vanCalster2016, vickers2006, he2016, tan2019, lin2017, foret2021, lundberg2017, selvaraju2017, johnson2007
  case collins2024

  /// Bibliographic facts of a source.
  package struct Entry: Hashable, Sendable {
    /// Kinds of BibTeX.
    package enum Kind: String, Sendable { case article, inproceedings, incollection }

    package let kind: Kind
    /// Family name and initials of each author; more than three are named by the first three.
    package let authors: [String]
    package let hasMoreAuthors: Bool
    package let title: String
    /// Journal, proceedings or book.
    package let place: String
    package let year: Int
    package var volume: String?
    package var number: String?
    package var pages: String?
    package var doi: String?
    package var url: String?
  }

  /// What it introduced, as the methods of a run name it; `nil` for a source that they name by its DOI.
  var phrase: String? {
    switch self {
    case .jeong2024: "Jeong et al. 2024"
    case .vanGriethuysen2017: "PyRadiomics' definitions"
    case .zwanenburg2020: "IBSI's definitions"
    case .guyon2002: "Recursive elimination"
    case .chang2011: "support vector machine"
    case .platt1999: "Platt's sigmoid"
    case .youden1950: "Youden index"
    case .wilson1927: "Wilson's interval"
    case .holm1979: "Holm's adjustment"
    case .kerr2014: "Net reclassification"
    case .lin2017: "focal loss"
    case .foret2021: "sharpness-aware minimisation"
    case .lundberg2017: "Shapley values"
    case .selvaraju2017: "Grad-CAM"
    case .he2016: "network resnet50"
    case .tan2019: "network efficientnet-lite0"
    case .johnson2007: "ComBat"
    case .collins2024: "TRIPOD+AI"
    case .delong1988, .obuchowski1997, .nadeau2003, .parker2007, .pencina2008, .austin2019, .vanCalster2016,
      .vickers2006:
      nil
    }
  }
}
