import Cohorts
import Extraction
import StudyFiles

/// Series whose patients' images are stored along different axes, where values follow the stored axes.
package struct AxisFindings {
  /// What follows the stored axes of an image.
  package enum Concerned: Hashable {
    /// Images of the extraction, by the names of their columns: sub-bands of wavelets, filters with a direction.
    case images([String])
    /// Features of the networks.
    case networks
    /// Features in the plane of the slices.
    case planes
  }

  let study: StudyFile
  /// `nil` for a feature table.
  let settings: ExtractionSettings?
  let cohort: AnalysisCohort

  /// The series of a cohort; `settings` of its extraction.
  package init(study: StudyFile, settings: ExtractionSettings?, cohort: AnalysisCohort) {
    (self.study, self.settings, self.cohort) = (study, settings, cohort)
  }

  /// One finding for each series that is concerned.
  package var all: [StudyFinding] {
    study.series.compactMap { series in
      let images = zip(cohort.ids, cohort.features).compactMap { id, features in
        features.acquisitions.first { $0.series == series.name }.map { (id: id, axes: $0.axes) }
      }
      let groups = StoredAxes.groups(images)
      let concerned = concerned(series.name, groups: groups)
      return groups.count > 1 && !concerned.isEmpty
        ? .differentAxes(series: series.name, groups: groups, concerned: concerned) : nil
    }
  }

  private func concerned(_ series: String, groups: [StoredAxes]) -> [Concerned] {
    let images = settings?.imagesAlongAxes ?? []
    let networks = study.deep.map { [$0] + $0.further } ?? []
    let isPlanar = (settings?.isPlanar ?? false) && Set(groups.map(\.plane)).count > 1
    return (images.isEmpty ? [] : [.images(images)]) + (isPlanar ? [.planes] : [])
      + (networks.contains { $0.series.contains(series) } ? [.networks] : [])
  }
}
