import Foundation

/// The script of a stage. `sbatch` gets its options as arguments, so that no path has to be quoted in a comment.
package struct SlurmScript {
  package let plan: SlurmPlan
  package let stage: SlurmPlan.Stage
  package let folder: SlurmFolder

  /// Takes every part as given.
  package init(plan: SlurmPlan, stage: SlurmPlan.Stage, folder: SlurmFolder) {
    (self.plan, self.stage, self.folder) = (plan, stage, folder)
  }

  /// How often a task that was ended by a signal, or could not write, is started again.
  package static let retries = 3

  package var path: String { "\(folder.path)/\(stage.name).sh" }

  /// A task that is complete leaves a mark. Code 2 is complete, too: some patients failed, and the result names them.
  ///
  /// From 128 on a signal has ended the command, such as the one of a node without memory; 74 is a full disk or a share
  /// that has gone. Another node may do better.
  package var text: String {
    let isArray = stage.tasks != nil
    let command = ([plan.program] + stage.arguments).map(Self.quoted).joined(separator: " ")
    return """
      #!/bin/bash
      task="\(stage.name)\(isArray ? "-${SLURM_ARRAY_TASK_ID}" : "")"
      cd \(Self.quoted(plan.workingFolder)) || exit 74
      \(command)\(isArray ? " \"$SLURM_ARRAY_TASK_ID\"" : "")
      code=$?
      case $code in
        0|2) : > \(Self.quoted(folder.path))/done/"$task"; exit 0 ;;
      esac
      if { [ $code -ge 128 ] || [ $code -eq 74 ]; } && [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.retries) ]; then
        echo "apus: ended with code $code and is started again" >&2
        scontrol requeue "$SLURM_JOB_ID" && sleep 60
      fi
      exit $code

      """
  }

  /// The arguments of `sbatch`.
  /// - Parameter before: Slurm's number of the stage that must have succeeded.
  package func arguments(after before: String?) -> [String] {
    let log = "\(folder.path)/logs/\(stage.name)".replacingOccurrences(of: "%", with: "%%")
    return [
      "--parsable", "--requeue", "--open-mode=append", "--job-name=apus-\(stage.name)",
      "--output=\(log)\(stage.tasks == nil ? "" : "-%a").log",
    ] + (stage.tasks.map { ["--array=1-\($0)"] } ?? [])
      + (before.map { ["--dependency=afterok:\($0)", "--kill-on-invalid-dep=yes"] } ?? []) + plan.options + [path]
  }

  /// A word of a command line, whatever it holds.
  static func quoted(_ word: String) -> String { "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'" }
}
