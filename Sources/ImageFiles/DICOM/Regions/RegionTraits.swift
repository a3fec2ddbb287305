/// What a structure set or a segmentation holds and what it was drawn on, without its contours.
package struct RegionTraits: Hashable, Codable, Sendable {
  /// The two kinds of DICOM objects with regions.
  package enum Kind: String, Hashable, Codable, Sendable { case structureSet, segmentation }

  /// Regions that were drawn on the same images.
  package struct Group: Hashable, Codable, Sendable {
    /// What they were drawn on.
    package let origin: RegionOrigin
    /// Their names, in the order of the file; those without a name are left out.
    package var names: [String]
  }

  package let kind: Kind
  /// StructureSetLabel or ContentLabel, empty if absent.
  package let label: String
  /// ApprovalStatus, empty if absent: `APPROVED`, `UNAPPROVED` or `REJECTED`.
  package let approval: String
  /// Its regions by what they were drawn on, in the order of the first of each.
  package let groups: [Group]

  /// Whether somebody approved it.
  package var isApproved: Bool { approval == "APPROVED" }

  /// The names of all regions.
  package var names: [String] { groups.flatMap(\.names) }

  /// Takes every part as given.
  package init(kind: Kind, label: String, approval: String, groups: [Group]) {
    (self.kind, self.label, self.approval, self.groups) = (kind, label, approval, groups)
  }

  /// Of a structure set.
  init(contours dataset: DICOMItem) {
    let listed = ListedImages(dataset)
    let drawn = Dictionary(
      dataset.items(.roiContours).compactMap { item in
        ((try? item.integer(.contourROINumber)) ?? nil).map { ($0, item.items(.contours)) }
      }, uniquingKeysWith: +)
    var groups: [Group] = []
    var places: [RegionOrigin: Int] = [:]
    for region in dataset.items(.structureSetROIs) {
      let number = (try? region.integer(.roiNumber)) ?? nil
      let origin = RegionOrigin(region, contours: number.flatMap { drawn[$0] } ?? [], listed)
      let name = region.text(.roiName).map { [$0] } ?? []
      if let place = places[origin] {
        groups[place].names += name
      } else {
        places[origin] = groups.count
        groups.append(Group(origin: origin, names: name))
      }
    }
    self.init(
      kind: .structureSet, label: dataset.text(.structureSetLabel) ?? "",
      approval: dataset.text(.approvalStatus)?.uppercased() ?? "", groups: groups)
  }

  /// Of a segmentation, all of whose segments were made on the same images.
  init(segments dataset: DICOMItem) throws(ImageFileError) {
    let origin = RegionOrigin(
      frameOfReferenceUID: dataset.text(.frameOfReferenceUID) ?? "",
      series: dataset.items(.referencedSeries).compactMap { $0.text(.seriesUID) }, instances: [])
    let names = try dataset.items(.segments).map { item throws(ImageFileError) in
      let number = try item.integer(.segmentNumber) ?? 0
      return item.text(.segmentLabel) ?? "segment \(number)"
    }
    self.init(
      kind: .segmentation, label: dataset.text(.contentLabel) ?? "",
      approval: dataset.text(.approvalStatus)?.uppercased() ?? "", groups: [Group(origin: origin, names: names)])
  }
}
