import StudyFiles
import Testing

/// `train:` in the section of the deep arm.
@Suite struct LastBlockTrainingTests {
  private func text(_ keys: String, network: String = "resnet18", protocol name: String = "sound") -> String {
    StudyText.base + "\narms: [hcr, dlr]\ndeep: {network: \(network)\(keys)}\nprotocol: \(name)\n"
  }

  @Test(arguments: ["train: last-block", "train: {part: last-block}", "train: {part: last-block, despite: few-events}"])
  func aTrainedBlockIsPrintedAndReadsBackAsItself(keys: String) throws {
    let study = try StudyText.study(text(", \(keys)"))
    #expect(study.deep?.lastBlock?.despiteFewEvents == keys.contains("despite"))
    #expect(try StudyText.study(study.resolvedText).deep == study.deep)
  }

  /// A frozen network has the identity that it had before there was the key.
  @Test func frozenIsTheDefaultAndChangesNoIdentity() throws {
    let (plain, frozen) = (try StudyText.study(text("")), try StudyText.study(text(", train: frozen")))
    #expect(plain.deep?.lastBlock == nil && plain.identity == frozen.identity)
    #expect(!frozen.resolvedText.contains("last-block") && !frozen.resolvedText.contains("frozen"))
  }

  /// A further network stays frozen unless it asks itself, so that it can be compared.
  @Test func aFurtherNetworkAsksByItself() throws {
    let deep = try #require(
      try StudyText.study(text(", train: last-block, further: {frozen: {}, tuned: {train: last-block}}")).deep)
    #expect(deep.lastBlock != nil && deep.further.map { $0.lastBlock != nil } == [false, true])
  }

  @Test(arguments: [
    ("train: all", "resnet18", "sound", "frozen, last-block"),
    ("train: {part: stem}", "resnet18", "sound", "last-block"),
    ("train: {part: last-block, despite: everything}", "resnet18", "sound", "few-events"),
    ("train: last-block", "efficientnet-lite0", "sound", "efficientnet-lite0 has no last block"),
    ("train: last-block", "densenet121", "sound", "densenet121 has no last block"),
    ("train: last-block, precision: bfloat16", "resnet18", "sound", "float32 only"),
    ("train: last-block, views: {mirror: true}", "resnet18", "sound", "views"),
    ("train: last-block, slice-pooling: attention", "resnet18", "sound", "slice-pooling: mean"),
    ("train: last-block", "resnet18", "as-published", "the published network was frozen"),
  ])
  func whatCannotBeTrainedIsRefusedWithTheReason(
    keys: String, network: String, evaluation: String, words: String
  ) throws {
    let error = try #require(StudyText.error(text(", \(keys)", network: network, protocol: evaluation)))
    #expect(error.description.contains(words), "\(error)")
  }

  /// A further network leaves the views of the first one out by an empty section.
  @Test func aFurtherNetworkWithoutTheViewsOfTheFirstMayTrain() throws {
    let keys = { (views: String) in ", views: {mirror: true}, further: {tuned: {train: last-block\(views)}}" }
    #expect(StudyText.error(text(keys("")))?.description.contains("views") == true)
    #expect(try StudyText.study(text(keys(", views: {}"))).deep?.further[0].lastBlock != nil)
  }

  @Test func bothProtocolsTrainInSoundOnly() throws {
    #expect(try StudyText.study(text(", train: last-block", protocol: "both")).deep?.lastBlock != nil)
  }
}
