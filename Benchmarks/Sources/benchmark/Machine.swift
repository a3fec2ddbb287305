import Foundation

/// What a figure has to be read with.
enum Machine {
  static var description: String {
    let load = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8))?.split(separator: " ").first ?? "?"
    return """
      commit   \(commit)
      machine  \(processor), \(ProcessInfo.processInfo.activeProcessorCount) cores, load \(load)
      """
  }

  /// Bandwidth of copying, for the end of a run: a child's peak memory begins at that of the process it was forked
  /// from.
  static var copying: String { "copying  \(String(format: "%.1f", copyBandwidth)) GB/s one way, one thread" }

  /// The commit, with a plus where the tree differs from it.
  private static var commit: String {
    let hash = shell("git rev-parse --short HEAD")
    return hash + (shell("git status --porcelain --untracked-files=no").isEmpty ? "" : "+")
  }

  private static var processor: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    let line = lines.first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown processor"
  }

  /// Bytes copied a second between two arrays that fit in no cache, the best of five.
  private static var copyBandwidth: Double {
    let count = 256 << 20
    let (source, target) = (malloc(count), malloc(count))
    defer {
      free(source)
      free(target)
    }
    guard let source, let target else { return 0 }
    memset(source, 1, count)
    memset(target, 2, count)
    let best = (0..<5).map { _ in
      let start = ContinuousClock.now
      copy(source, target, count)
      return (ContinuousClock.now - start).seconds
    }.min()
    return Double(count) / (best ?? 1) / 1e9
  }

  /// Not optimised: nothing reads what is copied, and a copy that nobody reads is left out.
  @_optimize(none)
  private static func copy(_ source: UnsafeMutableRawPointer, _ target: UnsafeMutableRawPointer, _ count: Int) {
    memcpy(target, source, count)
  }

  private static func shell(_ command: String) -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return "unknown" }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
