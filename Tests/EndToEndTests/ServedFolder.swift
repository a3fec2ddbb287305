import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// `apus serve` of a folder, asked over HTTP as its page asks.
final class ServedFolder: Sendable {
  private let process: Process
  let address: URL

  init(_ folder: String, _ options: String...) throws {
    process = Process()
    process.executableURL = Command.binary
    process.arguments = ["serve", folder, "-j", "2"] + options
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

  func get(_ path: String) async throws -> Reply { try await send(URLRequest(url: url(path))) }

  func post(_ path: String, _ body: [String: Any] = [:]) async throws -> Reply {
    var request = URLRequest(url: try url(path))
    request.httpMethod = "POST"
    request.httpBody = try JSONSerialization.data(withJSONObject: body)
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    request.setValue("same-origin", forHTTPHeaderField: "Sec-Fetch-Site")
    return try await send(request)
  }

  private func url(_ path: String) throws -> URL {
    // An empty text is no address for Foundation.
    guard let url = path.isEmpty ? address : URL(string: path, relativeTo: address) else {
      throw CocoaError(.featureUnsupported)
    }
    return url
  }

  private func send(_ request: URLRequest) async throws -> Reply {
    let (data, response) = try await URLSession.shared.data(for: request)
    guard let response = response as? HTTPURLResponse else { throw CocoaError(.featureUnsupported) }
    let headers = response.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
    return Reply(
      status: response.statusCode, headers: Dictionary(headers) { first, _ in first }, body: data)
  }

  /// The study when its job has ended.
  func ended(_ study: Int) async throws -> [String: Any] {
    for _ in 0..<6000 {
      let own = try await get("study/\(study).json").json["study"] as? [String: Any] ?? [:]
      if let job = own["job"] as? [String: Any], job["outcome"] != nil { return own }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw CocoaError(.featureUnsupported)
  }

  /// The questions of a folder.
  func form(_ folder: Int, _ request: [String: Any]) async throws -> [String: Any] {
    for _ in 0..<2400 {
      let reply = try await post("folder/\(folder)/form", request)
      guard reply.status == 200 else { return reply.json }
      if let form = reply.json["form"] as? [String: Any] { return form }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw CocoaError(.featureUnsupported)
  }
}
