import Exports
import TestSupport
import Testing

/// Structure sets are found by what they were drawn on.
@Suite struct RegionSearchTests {
  private typealias Patient = GeneratedExport.Patient
  private typealias Series = GeneratedExport.Series

  /// A patient with two series in one frame of reference, and whatever structure sets are given.
  private func search(
    _ request: RegionRequest, _ sets: (Patient, Series, Series) -> [[UInt8]]
  ) throws -> RegionSearch {
    let scratch = try ScratchFolder()
    let export = try scratch.export()
    let patient = Patient("P")
    let (first, second) = (Series("2.25.1", frame: "2.25.9"), Series("2.25.2", frame: "2.25.9"))
    for series in [first, second] { try export.add(series, of: patient) { "\(series.uid).\($0)" } }
    for (n, bytes) in sets(patient, first, second).enumerated() { try export.write(bytes, "set\(n)") }
    let index = try ExportIndex(reading: [export.folder], workers: 1)
    return index.region(request, on: index.series[0])
  }

  private func name(_ search: RegionSearch) -> String {
    switch search {
    case .one(let region): "\(region.name) of \(region.set.traits.label)"
    case .noSet(let others): "no set, \(others.count) others"
    case .noFittingSet(let drawn): "none of \(drawn.count) fits"
    case .noRegion(let sets): "no region in \(sets.count)"
    case .severalSets(let sets): "several sets: \(sets.map(\.set.traits.label))"
    case .severalRegions(_, let names): "several regions: \(names)"
    }
  }

  @Test func theSetOfTheSeriesIsTakenWhateverItSaysItByWhich() throws {
    for references in [GeneratedExport.References.series, .images] {
      let found = try search(RegionRequest(rois: ["GTV"])) { patient, first, second in
        [
          GeneratedExport.contours(["GTV"], on: second, of: patient, label: "second", references: references),
          GeneratedExport.contours(["GTV"], on: first, of: patient, label: "first", references: references),
        ]
      }
      #expect(name(found) == "GTV of first")
    }
  }

  @Test func theFrameOfReferenceAloneCountsWithinAPatientOnly() throws {
    let own = try search(RegionRequest(rois: ["GTV"])) { patient, first, _ in
      [GeneratedExport.contours(["GTV"], on: first, of: patient, label: "own", references: .frame)]
    }
    #expect(name(own) == "GTV of own")
    let other = try search(RegionRequest(rois: ["GTV"])) { _, first, _ in
      [GeneratedExport.contours(["GTV"], on: first, of: Patient("Q"), label: "other", references: .frame)]
    }
    #expect(name(other) == "no set, 0 others")
    // A series is known all over the world, so the PatientID of the contours may be another one.
    let renamed = try search(RegionRequest(rois: ["GTV"])) { _, first, _ in
      [GeneratedExport.contours(["GTV"], on: first, of: Patient("Q"), label: "renamed")]
    }
    #expect(name(renamed) == "GTV of renamed")
  }

  @Test func labelApprovalAndTimeChooseOneOfSeveralSets() throws {
    func found(_ sets: StructureSetRules) throws -> String {
      name(
        try search(RegionRequest(rois: ["GTV"], sets: sets)) { patient, first, _ in
          [
            GeneratedExport.contours(["GTV"], on: first, of: patient, label: "draft", date: "20210301"),
            GeneratedExport.contours(
              ["GTV"], on: first, of: patient, label: "final", approval: "APPROVED", date: "20210302"),
            GeneratedExport.contours(["gtv"], on: first, of: patient, label: "later", date: "20210303"),
          ]
        })
    }
    #expect(try found(.any) == #"several sets: ["draft", "final", "later"]"#)
    #expect(try found(StructureSetRules(label: ["FIN*"])) == "GTV of final")
    #expect(try found(StructureSetRules(isApproved: true)) == "GTV of final")
    #expect(try found(StructureSetRules(choose: .latest)) == "gtv of later")
    #expect(try found(StructureSetRules(choose: .earliest)) == "GTV of draft")
    #expect(try found(StructureSetRules(label: ["none"])) == "none of 3 fits")
    // A list is tried in its order, and what it does not name is no candidate.
    #expect(try found(StructureSetRules(label: ["none", "later", "final"])) == "gtv of later")
    #expect(try found(StructureSetRules(label: ["final", "*"])) == "GTV of final")
    #expect(try found(StructureSetRules(label: ["none", "*"])) == #"several sets: ["draft", "final", "later"]"#)
    #expect(try found(StructureSetRules(label: ["draft", "later"], choose: .latest)) == "GTV of draft")
  }

  @Test func spellingsAreTriedInTheirOrderInEverySet() throws {
    func found(_ rois: [String], _ names: [String]) throws -> String {
      name(
        try search(RegionRequest(rois: rois)) { patient, first, _ in
          [GeneratedExport.contours(names, on: first, of: patient, label: "s")]
        })
    }
    #expect(try found(["GTV", "GTV*", "tumo*"], ["Bladder", "GTV_T", "GTV"]) == "GTV of s")
    #expect(try found(["GTV", "GTV*", "tumo*"], ["Bladder", "gtv_t"]) == "gtv_t of s")
    #expect(try found(["GTV", "GTV*", "tumo*"], ["Bladder", "Tumor"]) == "Tumor of s")
    #expect(try found(["GTV*"], ["GTV1", "GTV2"]) == #"several regions: ["GTV1", "GTV2"]"#)
    #expect(try found(["GTV*"], ["Bladder"]) == "no region in 1")
    #expect(try found([], ["Lesion"]) == "Lesion of s")
  }
}
