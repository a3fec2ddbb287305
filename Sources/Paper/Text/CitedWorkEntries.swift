extension CitedWork {
  /// Its bibliographic facts.
  package var entry: Entry {
    switch self {
    case .jeong2024:
      Self.article(
        ["Jeong S", "Yu H", "Park S-H"], more: true,
        "Comparing deep learning and handcrafted radiomics to predict chemoradiotherapy response for locally advanced "
          + "cervical cancer using pretreatment MRI", "Scientific Reports", 2024, "14", pages: "1180",
        doi: "10.1038/s41598-024-51742-z")
    case .vanGriethuysen2017:
      Self.article(
        ["van Griethuysen JJM", "Fedorov A", "Parmar C"], more: true,
        "Computational radiomics system to decode the radiographic phenotype", "Cancer Research", 2017, "77",
        number: "21", pages: "e104-e107", doi: "10.1158/0008-5472.CAN-17-0339")
    case .zwanenburg2020:
      Self.article(
        ["Zwanenburg A", "Vallières M", "Abdalah MA"], more: true,
        "The Image Biomarker Standardization Initiative: standardized quantitative radiomics for high-throughput "
          + "image-based phenotyping", "Radiology", 2020, "295", number: "2", pages: "328-338",
        doi: "10.1148/radiol.2020191145")
    case .guyon2002:
      Self.article(
        ["Guyon I", "Weston J", "Barnhill S"], more: true,
        "Gene selection for cancer classification using support vector machines", "Machine Learning", 2002, "46",
        pages: "389-422", doi: "10.1023/A:1012487302797")
    case .chang2011:
      Self.article(
        ["Chang C-C", "Lin C-J"], "LIBSVM: a library for support vector machines",
        "ACM Transactions on Intelligent Systems and Technology", 2011, "2", number: "3", pages: "27",
        doi: "10.1145/1961189.1961199")
    case .platt1999:
      Entry(
        kind: .incollection, authors: ["Platt JC"], hasMoreAuthors: false,
        title: "Probabilistic outputs for support vector machines and comparisons to regularized likelihood methods",
        place: "Advances in Large Margin Classifiers", year: 1999, pages: "61-74")
    case .youden1950:
      Self.article(
        ["Youden WJ"], "Index for rating diagnostic tests", "Cancer", 1950, "3", number: "1", pages: "32-35",
        doi: "10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3")
    case .wilson1927:
      Self.article(
        ["Wilson EB"], "Probable inference, the law of succession, and statistical inference",
        "Journal of the American Statistical Association", 1927, "22", number: "158", pages: "209-212",
        doi: "10.1080/01621459.1927.10502953")
    case .delong1988:
      Self.article(
        ["DeLong ER", "DeLong DM", "Clarke-Pearson DL"],
        "Comparing the areas under two or more correlated receiver operating characteristic curves: a nonparametric "
          + "approach", "Biometrics", 1988, "44", number: "3", pages: "837-845", doi: "10.2307/2531595")
    case .obuchowski1997:
      Self.article(
        ["Obuchowski NA"], "Nonparametric analysis of clustered ROC curve data", "Biometrics", 1997, "53", number: "2",
        pages: "567-578", doi: "10.2307/2533958")
    case .nadeau2003:
      Self.article(
        ["Nadeau C", "Bengio Y"], "Inference for the generalization error", "Machine Learning", 2003, "52",
        pages: "239-281", doi: "10.1023/A:1024068626366")
    case .parker2007:
      Self.article(
        ["Parker BJ", "Günter S", "Bedo J"], "Stratification bias in low signal microarray studies",
        "BMC Bioinformatics", 2007, "8", pages: "326", doi: "10.1186/1471-2105-8-326")
    case .holm1979:
      Self.article(
        ["Holm S"], "A simple sequentially rejective multiple test procedure", "Scandinavian Journal of Statistics",
        1979, "6", number: "2", pages: "65-70", url: "https://www.jstor.org/stable/4615733")
    case .pencina2008:
      Self.article(
        ["Pencina MJ", "D'Agostino RB Sr", "D'Agostino RB Jr"], more: true,
        "Evaluating the added predictive ability of a new marker: from area under the ROC curve to reclassification "
          + "and beyond", "Statistics in Medicine", 2008, "27", number: "2", pages: "157-172", doi: "10.1002/sim.2929")
    case .kerr2014:
      Self.article(
        ["Kerr KF", "Wang Z", "Janes H"], more: true,
        "Net reclassification indices for evaluating risk prediction instruments: a critical review", "Epidemiology",
        2014, "25", number: "1", pages: "114-121", doi: "10.1097/EDE.0000000000000018")
    case .austin2019:
      Self.article(
        ["Austin PC", "Steyerberg EW"],
        "The Integrated Calibration Index (ICI) and related metrics for quantifying the calibration of logistic "
          + "regression models", "Statistics in Medicine", 2019, "38", number: "21", pages: "4051-4065",
        doi: "10.1002/sim.8281")
    case .vanCalster2016:
      Self.article(
        ["Van Calster B", "Nieboer D", "Vergouwe Y"], more: true,
        "A calibration hierarchy for risk models was defined: from utopia to empirical data",
        "Journal of Clinical Epidemiology", 2016, "74", pages: "167-176", doi: "10.1016/j.jclinepi.2015.12.005")
    case .vickers2006:
      Self.article(
        ["Vickers AJ", "Elkin EB"], "Decision curve analysis: a novel method for evaluating prediction models",
        "Medical Decision Making", 2006, "26", number: "6", pages: "565-574", doi: "10.1177/0272989X06295361")
    case .he2016:
      Self.talk(
        ["He K", "Zhang X", "Ren S"], more: true, "Deep residual learning for image recognition",
        "IEEE Conference on Computer Vision and Pattern Recognition", 2016, pages: "770-778",
        doi: "10.1109/CVPR.2016.90")
    case .tan2019:
      Self.talk(
        ["Tan M", "Le QV"], "EfficientNet: rethinking model scaling for convolutional neural networks",
        "International Conference on Machine Learning", 2019, pages: "6105-6114")
    case .lin2017:
      Self.talk(
        ["Lin T-Y", "Goyal P", "Girshick R"], more: true, "Focal loss for dense object detection",
        "IEEE International Conference on Computer Vision", 2017, pages: "2999-3007", doi: "10.1109/ICCV.2017.324")
    case .foret2021:
      Self.talk(
        ["Foret P", "Kleiner A", "Mobahi H"], more: true,
        "Sharpness-aware minimization for efficiently improving generalization",
        "International Conference on Learning Representations", 2021)
    case .lundberg2017:
      Self.talk(
        ["Lundberg SM", "Lee S-I"], "A unified approach to interpreting model predictions",
        "Advances in Neural Information Processing Systems", 2017, pages: "4765-4774")
    case .selvaraju2017:
      Self.talk(
        ["Selvaraju RR", "Cogswell M", "Das A"], more: true,
        "Grad-CAM: visual explanations from deep networks via gradient-based localization",
        "IEEE International Conference on Computer Vision", 2017, pages: "618-626", doi: "10.1109/ICCV.2017.74")
    case .johnson2007:
      Self.article(
        ["Johnson WE", "Li C", "Rabinovic A"],
        "Adjusting batch effects in microarray expression data using empirical Bayes methods", "Biostatistics", 2007,
        "8", number: "1", pages: "118-127", doi: "10.1093/biostatistics/kxj037")
    case .collins2024:
      Self.article(
        ["Collins GS", "Moons KGM", "Dhiman P"], more: true,
        "TRIPOD+AI statement: updated guidance for reporting clinical prediction models that use regression or machine "
          + "learning methods", "BMJ", 2024, "385", pages: "e078378", doi: "10.1136/bmj-2023-078378")
    }
  }

  private static func article(
    _ authors: [String], more: Bool = false, _ title: String, _ journal: String, _ year: Int, _ volume: String,
    number: String? = nil, pages: String, doi: String? = nil, url: String? = nil
  ) -> Entry {
    Entry(
      kind: .article, authors: authors, hasMoreAuthors: more, title: title, place: journal, year: year, volume: volume,
      number: number, pages: pages, doi: doi, url: url)
  }

  private static func talk(
    _ authors: [String], more: Bool = false, _ title: String, _ place: String, _ year: Int, pages: String? = nil,
    doi: String? = nil
  ) -> Entry {
    Entry(
      kind: .inproceedings, authors: authors, hasMoreAuthors: more, title: title, place: place, year: year,
      pages: pages, doi: doi)
  }
}

extension CitedWork.Entry {
  /// As the list of references of a manuscript prints it.
  package var line: String {
    let names = authors.joined(separator: ", ") + (hasMoreAuthors ? ", et al" : "")
    let issue = volume.map { ";\($0)" + (number.map { "(\($0))" } ?? "") } ?? ""
    let range = pages.map { (volume == nil ? ", " : ":") + $0.replacing("-", with: "\u{2013}") } ?? ""
    let whole = (kind == .article ? "" : "In: ") + place
    let source = doi.map { " doi:\($0)" } ?? url.map { " \($0)" } ?? ""
    return "\(names). \(title). \(whole). \(year)\(issue)\(range).\(source)"
  }
}
