internal import CNRRD
import Synchronization

/// Teem keeps its error stack in global memory, so one thread at a time may call it.
private let teem = Mutex(())

/// A `Nrrd` and the memory under it, freed together.
final class TeemArray {
  private let array: UnsafeMutablePointer<Nrrd>

  /// Loads the header, and the data too unless `headerOnly`.
  init(_ path: String, headerOnly: Bool) throws(ImageFileError) {
    guard let array = nrrdNew() else { throw ImageFileError(path, .unreadable) }
    self.array = array
    let failure = teem.withLock { _ in Self.load(path, into: array, headerOnly: headerOnly) }
    if let failure { throw ImageFileError(path, .damaged(detail: failure)) }
  }

  deinit { nrrdNuke(array) }

  var header: Nrrd { array.pointee }

  /// The axes that the header declares.
  var axes: [NrrdAxisInfo] {
    withUnsafeBytes(of: &array.pointee.axis) { bytes in
      Array(bytes.bindMemory(to: NrrdAxisInfo.self).prefix(Int(array.pointee.dim)))
    }
  }

  /// The loaded data; `count` is what the header announces, which teem has allocated and filled.
  func withBytes<Result>(count: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(start: array.pointee.data, count: array.pointee.data == nil ? 0 : count))
  }

  /// The reason of a failure, `nil` when there was none.
  private static func load(_ path: String, into array: UnsafeMutablePointer<Nrrd>, headerOnly: Bool) -> String? {
    let state = nrrdIoStateNew()
    defer { nrrdIoStateNix(state) }
    // Teem warns on standard error, where only Apus speaks.
    apusSilenceTeem()
    state?.pointee.skipData = headerOnly ? 1 : 0
    guard nrrdLoad(array, path, state) != 0 else { return nil }
    guard let text = biffGetDone("nrrd") else { return "teem gives no reason" }
    defer { free(text) }
    return lastReason(String(cString: text))
  }

  /// Teem's message is a stack of `[nrrd] function: reason` lines, the innermost last.
  private static func lastReason(_ text: String) -> String {
    let line = text.split(separator: "\n").last.map(String.init) ?? text
    return line.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? line
  }
}
