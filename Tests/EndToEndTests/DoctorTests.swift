import Foundation
import Testing

/// `apus doctor`, by the built command.
@Suite struct DoctorTests {
  @Test func thisMachineCanRunStudies() throws {
    let scratch = try Scratch()
    let command = try Command("doctor", scratch.file("."))
    #expect(command.status == 0, "\(command.output)")
    for name in ["apus", "processor", "memory", "disk", "linear algebra", "networks", "weights", "N4"] {
      #expect(command.output.contains(name), "\(name)")
    }
    #expect(command.output.contains("OpenBLAS"))
  }

  @Test func whatIsAbsentIsSaidWithTheNextStep() throws {
    let scratch = try Scratch()
    let bare = ["APUS_WEIGHTS": scratch.file("none"), "PATH": "/nonexistent"]
    let command = try Command(environment: bare, ["doctor", "/proc"])
    #expect(command.status == 0)
    #expect(command.output.contains("apus weights install efficientnet-lite0"))
    #expect(command.output.contains("bias-field: n4"))
    // There is no room in /proc, or no permission.
    #expect(command.output.contains("note     disk"))
  }

  @Test func aFolderThatIsNotThereIsANote() throws {
    let command = try Command("doctor", "/nonexistent/folder")
    #expect(command.status == 0)
    #expect(command.output.contains("/nonexistent/folder"))
  }
}
