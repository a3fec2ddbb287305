import Foundation
import Glibc
import Testing

/// A Slurm of one controller and two nodes on this machine, in a folder of its own. It ends with this value.
final class SlurmCluster {
  private let folder: String
  /// What commands of Slurm need to find it.
  let environment: [String: String]

  /// Whether this machine can have one: Slurm and munge are there, and this process may start their daemons.
  static var isPossible: Bool {
    let programs = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch"]
    return getuid() == 0 && programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts the daemons and waits until both nodes are ready.
  init() throws {
    // Munge refuses a socket in a folder that others may write to, and a path of more than 100 characters.
    folder = "/var/tmp/apus-slurm-\(UInt32.random(in: 0...UInt32.max))"
    environment = ["SLURM_CONF": "\(folder)/slurm.conf"]
    for name in ["state", "spool-n1", "spool-n2", "munge"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try configuration(port: Int.random(in: 20000...40000)).write(
      toFile: "\(folder)/slurm.conf", atomically: true, encoding: .utf8)
    try shell(
      """
      dd if=/dev/urandom of=munge/key bs=128 count=1 status=none && chmod 600 munge/key
      munged --key-file="$PWD/munge/key" --socket="$PWD/munge.socket" --pid-file="$PWD/munge/pid" \
        --log-file="$PWD/munge/log" --seed-file="$PWD/munge/seed" --force
      slurmctld -f "$SLURM_CONF"
      """)
    try start("n1")
    try start("n2")
    for _ in 0..<60 {
      if try shell("sinfo -h -N -t idle -o %N").split(separator: "\n").count == 2 { return }
      usleep(500_000)
    }
    throw SlurmCluster.Fault(words: try shell("sinfo; tail -n 5 ctld.log d-n1.log d-n2.log"))
  }

  struct Fault: Error { let words: String }

  deinit {
    _ = try? shell(
      "scancel --user=root; for n in n1 n2; do kill -9 $(cat d-$n.pid); done; kill $(cat ctld.pid munge/pid)")
    _ = try? shell("pkill -9 -f \(folder)")
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Starts the daemon of a node.
  func start(_ node: String) throws { try shell("slurmd -N \(node) -f \"$SLURM_CONF\"") }

  /// A node as after a power cut: its daemon, its steps and all that they have started are gone.
  func lose(_ node: String) throws {
    try shell(
      """
      for entry in /proc/[0-9]*; do
        tr '\\0' '\\n' < "$entry/environ" 2>/dev/null | grep -q "^SLURMD_NODENAME=\(node)$" || continue
        lost+=(${entry#/proc/})
        parent=$(awk '/^PPid/ {print $2}' "$entry/status" 2>/dev/null)
        grep -q slurmstepd "/proc/$parent/comm" 2>/dev/null && lost+=("$parent")
      done
      kill -9 $(cat d-\(node).pid) "${lost[@]}" 2>/dev/null
      true
      """)
  }

  /// Runs a script in the folder of the cluster.
  @discardableResult
  func shell(_ script: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/bash")
    // A daemon that kept the descriptors of this process would seem to be a part of the script that never ends.
    let closing =
      "for entry in /proc/self/fd/*; do entry=${entry##*/}; "
      + "[ $entry -gt 2 ] && [ $entry -ne 255 ] && eval \"exec $entry>&-\"; done 2>/dev/null\n"
    process.arguments = ["-c", closing + script]
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Daemons keep what they are given open, so that a pipe of errors would never end.
    (process.standardOutput, process.standardError) = (output, FileHandle(forWritingAtPath: "/dev/null"))
    try process.run()
    process.waitUntilExit()
    // What is there now: a daemon may still hold the pipe.
    let descriptor = output.fileHandleForReading.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(descriptor, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  private func configuration(port: Int) -> String {
    """
    ClusterName=apus
    SlurmctldHost=localhost
    SlurmUser=root
    SlurmdUser=root
    AuthType=auth/munge
    AuthInfo=socket=\(folder)/munge.socket
    StateSaveLocation=\(folder)/state
    SlurmdSpoolDir=\(folder)/spool-%n
    SlurmctldPidFile=\(folder)/ctld.pid
    SlurmdPidFile=\(folder)/d-%n.pid
    SlurmctldLogFile=\(folder)/ctld.log
    SlurmdLogFile=\(folder)/d-%n.log
    SlurmctldPort=\(port)
    ProctrackType=proctrack/pgid
    TaskPlugin=task/none
    SchedulerType=sched/builtin
    SelectType=select/cons_tres
    SelectTypeParameters=CR_Core
    ReturnToService=2
    SlurmdTimeout=15
    MinJobAge=600
    SwitchType=switch/none
    MpiDefault=none
    NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=\(port + 1) CPUs=1 State=UNKNOWN
    NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=\(port + 2) CPUs=1 State=UNKNOWN
    PartitionName=p Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP

    """
  }
}
