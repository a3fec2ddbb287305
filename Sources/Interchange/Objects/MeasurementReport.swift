import Features
import ImageFiles
import Results

/// Features of a patient's lesion and predictions for the patient as the tree of an Imaging Measurement Report.
///
/// - SeeAlso: DICOM PS3.16, TID 1500 (report), TID 1411 (volumetric region), TID 1501 (measurement group), TID 4019
///   (algorithm).
struct MeasurementReport {
  /// A series with its region and the features of both.
  struct Lesion {
    let series: String
    let reference: ReferencedSeries
    let segmentation: ReferencedSeries.Instance
    let tracking: TrackedLesion
    let features: [(name: FeatureName, value: Double)]
  }

  /// A prediction of one model.
  struct Forecast {
    let model: ModelResult
    let prediction: Prediction
    let trackingUID: String
  }

  let study: StudyDescription
  let observerUID: String
  let lesions: [Lesion]
  let forecasts: [Forecast]

  private typealias Codes = ReportCodes

  /// The root of the tree.
  var root: ReportNode {
    ReportNode(
      .contains, Codes.report, .container(template: "1500"),
      [
        ReportNode(.conceptModifier, Codes.language, .code(Codes.english)),
        ReportNode(.observationContext, Codes.observerType, .code(Codes.device)),
        ReportNode(.observationContext, Codes.deviceUID, .uid(observerUID)),
        ReportNode(.observationContext, Codes.deviceName, .text(study.software)),
        ReportNode(.conceptModifier, Codes.procedure, .code(Codes.imaging)),
        ReportNode(
          .contains, Codes.measurements, .container(template: nil), lesions.map(group) + forecasts.map(group)),
      ])
  }

  private func group(_ lesion: Lesion) -> ReportNode {
    ReportNode(
      .contains, Codes.group, .container(template: "1411"),
      [
        ReportNode(.observationContext, Codes.trackingIdentifier, .text(lesion.tracking.name)),
        ReportNode(.observationContext, Codes.trackingUID, .uid(lesion.tracking.uid)),
        ReportNode(.contains, Codes.finding, .code(Codes.lesion)),
        ReportNode(.contains, Codes.segment, .image(lesion.segmentation, segment: 1)),
        ReportNode(.contains, Codes.sourceSeries, .uid(lesion.reference.seriesUID)),
        // TID 4019: what computed the values.
        ReportNode(.conceptModifier, Codes.algorithm, .text("Apus")),
        ReportNode(.conceptModifier, Codes.algorithmVersion, .text(study.software)),
      ] + lesion.features.map(feature))
  }

  /// A feature with the image that it was computed on as its method.
  private func feature(_ feature: (name: FeatureName, value: Double)) -> ReportNode {
    let image = DICOMCode(named: feature.name.image, scheme: Codes.own.designator, "on the image \(feature.name.image)")
    return ReportNode(
      .contains, Codes.concept(feature.name.entry),
      .number(feature.value, unit: Codes.unit(feature.name.entry.unit)),
      [ReportNode(.conceptModifier, Codes.method, .code(image))])
  }

  private func group(_ forecast: Forecast) -> ReportNode {
    let (model, prediction) = (forecast.model, forecast.prediction)
    let numbers: [(String, String, Double?)] = [
      ("probability", "Probability of \(study.event)", prediction.probability),
      ("score", "Decision score for \(study.event)", prediction.score),
    ]
    let measured = numbers.compactMap { code, meaning, value in
      value.map {
        ReportNode(
          .contains, DICOMCode(code, Codes.own.designator, meaning), .number($0, unit: Codes.noUnits),
          [
            ReportNode(.conceptModifier, Codes.algorithm, .text(model.name)),
            ReportNode(.conceptModifier, Codes.algorithmVersion, .text(study.software)),
          ])
      }
    }
    let predicted = prediction.isCalledEvent.map {
      ReportNode(
        .contains, DICOMCode("predicted-class", Codes.own.designator, "Predicted class"),
        .code(DICOMCode($0 ? "event" : "non-event", Codes.own.designator, $0 ? study.event : study.nonEvent)))
    }
    return ReportNode(
      .contains, Codes.group, .container(template: "1501"),
      [
        ReportNode(.observationContext, Codes.trackingIdentifier, .text("Prediction of \(model.name)")),
        ReportNode(.observationContext, Codes.trackingUID, .uid(forecast.trackingUID)),
      ] + measured + [predicted].compactMap(\.self))
  }
}
