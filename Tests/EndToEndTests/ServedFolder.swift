import Foundation
import Synchronization

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `apus serve` of a folder, asked over HTTP as its page asks. A request blocks its test: one that suspended would go
/// on only behind all other tests of the process, minutes after the job it asks about has ended.
final class ServedFolder: Sendable {
  private let process: Process
  let address: URL

  /// - Parameter isNobody: starts it as a user without any rights, which root can.
  init(_ folder: String, _ options: String..., isNobody: Bool = false) throws {
    process = Process()
    let own = ["serve", folder, "-j", "2"] + options
    process.executableURL = isNobody ? URL(filePath: "/usr/bin/setpriv") : Command.binary
    let other = ["--reuid", "65534", "--regid", "65534", "--clear-groups", Command.binary.path]
    process.arguments = (isNobody ? other : []) + own
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let address = URL(string: line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.featureUnsupported)
    }
    self.address = address
  }

  deinit { stop() }

  /// Ends it as Control-C does.
  func stop() {
    guard process.isRunning else { return }
    process.interrupt()
    process.waitUntilExit()
  }

  struct Reply {
    let status: Int
    let headers: [String: String]
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
    /// The body as JSON.
    var json: [String: Any] { (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:] }
  }

  func get(_ path: String) throws -> Reply { try send(URLRequest(url: url(path))) }

  func post(_ path: String, _ body: [String: Any] = [:]) throws -> Reply {
    var request = URLRequest(url: try url(path))
    request.httpMethod = "POST"
    request.httpBody = try JSONSerialization.data(withJSONObject: body)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("same-origin", forHTTPHeaderField: "Sec-Fetch-Site")
    return try send(request)
  }

  private func url(_ path: String) throws -> URL {
    // An empty text is no address for Foundation.
    guard let url = path.isEmpty ? address : URL(string: path, relativeTo: address) else {
      throw CocoaError(.featureUnsupported)
    }
    return url
  }

  private func send(_ request: URLRequest) throws -> Reply {
    let ended = DispatchSemaphore(value: 0)
    let reply = Mutex<Result<Reply, any Error>>(.failure(CocoaError(.featureUnsupported)))
    let task = URLSession.shared.dataTask(with: request) { data, response, error in
      reply.withLock { $0 = Self.reply(data, response, error) }
      ended.signal()
    }
    task.resume()
    ended.wait()
    return try reply.withLock { $0 }.get()
  }

  private static func reply(_ body: Data?, _ response: URLResponse?, _ error: (any Error)?) -> Result<
    Reply, any Error
  > {
    guard let response = response as? HTTPURLResponse else {
      return .failure(error ?? CocoaError(.featureUnsupported))
    }
    let headers = response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
    return .success(
      Reply(
        status: response.statusCode, headers: Dictionary(headers) { first, _ in first }, body: body ?? Data()))
  }

  /// The study when its job has ended.
  func ended(_ study: Int) throws -> [String: Any] {
    for _ in 0..<6000 {
      let own = try get("study/\(study).json").json["study"] as? [String: Any] ?? [:]
      if let job = own["job"] as? [String: Any], job["outcome"] != nil { return own }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw CocoaError(.featureUnsupported)
  }

  /// The questions of a folder.
  func form(_ folder: Int, _ request: [String: Any]) throws -> [String: Any] {
    for _ in 0..<2400 {
      let reply = try post("folder/\(folder)/form", request)
      guard reply.status == 200 else { return reply.json }
      if let form = reply.json["form"] as? [String: Any] { return form }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw CocoaError(.featureUnsupported)
  }
}
