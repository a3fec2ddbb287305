import DeepRadiomics
import Extraction
import Foundation
import Learning
import Records
import Rendering

/// Whether this machine has what studies need, one line for each thing.
struct Doctor {
  /// One thing that was looked at.
  struct Line: Equatable {
    enum State: String { case good = "ok", absent = "missing", doubtful = "note" }
    let state: State
    let name: String
    /// What was found, or what to do.
    let detail: String
  }

  /// All lines, in the order in which a study needs the things.
  let lines: [Line]

  /// Looks at the machine.
  /// - Parameter folder: the folder in which results would be written.
  init(folder: String) {
    lines =
      [Self.program, Self.processor, Self.memory, Self.disk(folder), Self.linearAlgebra]
      + [Self.networks, Self.weights, Self.biasField, Self.figures]
  }

  /// Whether a study could not run at all.
  var isUnusable: Bool { lines.contains { $0.state == .absent } }

  private static var program: Line { Line(state: .good, name: "apus", detail: Software.name) }

  private static var processor: Line {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    func field(_ name: String) -> String {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }
    let flags = Set(field("flags").split(separator: " "))
    let vectors = ["avx2", "avx512f", "avx512_bf16"].filter { flags.contains(Substring($0)) }
    let count = ProcessInfo.processInfo.activeProcessorCount
    let name = field("model name")
    let detail =
      "\(name.isEmpty ? "unknown" : name), \(count) thread\(count == 1 ? "" : "s")"
      + (vectors.isEmpty ? "" : ", \(vectors.joined(separator: " "))")
    guard vectors.isEmpty else { return Line(state: .good, name: "processor", detail: detail) }
    return Line(
      state: .doubtful, name: "processor", detail: detail + "; networks are several times slower without AVX2")
  }

  private static var memory: Line {
    let text = (try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable") }
    guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return Line(state: .doubtful, name: "memory", detail: "the system does not say how much is free")
    }
    let gigabytes = Double(kilobytes) / 1_048_576
    let detail = "\((gigabytes * 10).rounded() / 10) GB free"
    guard gigabytes < 2 else { return Line(state: .good, name: "memory", detail: detail) }
    return Line(
      state: .doubtful, name: "memory", detail: "\(detail); a study of 250 patients with networks needs about 1 GB")
  }

  private static func disk(_ folder: String) -> Line {
    let found = try? FileManager.default.attributesOfFileSystem(forPath: folder)
    guard let bytes = (found?[.systemFreeSize] as? NSNumber)?.doubleValue else {
      return Line(state: .doubtful, name: "disk", detail: "\(folder): the system does not say how much is free")
    }
    let detail = "\((bytes / 1e8).rounded() / 10) GB free in \(folder)"
    guard FileManager.default.isWritableFile(atPath: folder) else {
      return Line(state: .doubtful, name: "disk", detail: "\(detail), which cannot be written; choose another with -o")
    }
    return Line(state: bytes < 1e9 ? .doubtful : .good, name: "disk", detail: detail)
  }

  /// OpenBLAS with LAPACK, which every classifier needs.
  private static var linearAlgebra: Line {
    do {
      let threads = try LinearMemory.threads(upTo: ProcessInfo.processInfo.activeProcessorCount)
      guard threads > 0 else {
        return Line(
          state: .absent, name: "linear algebra",
          detail: "needs \(LinearMemory.megabytes) MB of memory, which is not free")
      }
      return Line(state: .good, name: "linear algebra", detail: "OpenBLAS, memory for \(threads) threads")
    } catch {
      return Line(state: .absent, name: "linear algebra", detail: "\(error)")
    }
  }

  /// oneDNN, which only the deep arm needs.
  private static var networks: Line {
    do {
      let version = try NetworkBackend.libraryVersion()
      return Line(state: .good, name: "networks", detail: "oneDNN \(version)")
    } catch {
      return Line(state: .doubtful, name: "networks", detail: "\(error) Handcrafted radiomics works without it.")
    }
  }

  private static var weights: Line {
    let store = WeightStore()
    let names = KnownWeights.all.filter(store.holds).map(\.name) + store.imported.map(\.name)
    guard names.isEmpty else {
      return Line(state: .good, name: "weights", detail: "\(names.joined(separator: ", ")) in \(store.folder)")
    }
    return Line(
      state: .doubtful, name: "weights",
      detail: "none in \(store.folder); the deep arm needs a network: apus weights install efficientnet-lite0")
  }

  private static var biasField: Line {
    do throws(BiasFieldError) {
      _ = try BiasFieldCorrection()
      return Line(state: .good, name: "N4", detail: "found on PATH")
    } catch {
      return Line(state: .doubtful, name: "N4", detail: "not on PATH; only studies with bias-field: n4 need it")
    }
  }

  /// librsvg, which only figures as PDF and PNG need.
  private static var figures: Line {
    do {
      return Line(state: .good, name: "figures", detail: try SVGRenderer.library())
    } catch {
      return Line(state: .doubtful, name: "figures", detail: "\(error)")
    }
  }
}
