/// A column of a cohort file that looks as if it chose the region, and was not used.
package struct UnusedColumn: Hashable, Sendable, CustomStringConvertible {
  /// Why it was not used.
  package enum Reason: Hashable, Sendable {
    /// The column `Label` chooses the region.
    case labelDecides
    /// Its cells are no labels; one of them.
    case noLabel(String)
    /// Its name may mean something else, and its cells choose no other region in the masks that were looked at.
    case otherwise
    /// Channels of label images are chosen for all cases together.
    case channel
  }

  /// Name of the column.
  package let name: String
  /// Why it was not used.
  package let reason: Reason

  /// The column, why it was not used, and how it would be.
  package var description: String {
    switch reason {
    case .labelDecides:
      "the column \"\(name)\" was not used, because the column Label chooses the regions. Name it ROI if regions are to be found by "
        + "their names."
    case .noLabel(let cell):
      "the column \"\(name)\" was not used to choose regions, because \"\(cell)\" is not a whole number from 1. Name it Label, with "
        + "such numbers, if it is to choose them."
    case .otherwise:
      "the column \"\(name)\" was not used to choose regions. Name it Label if its numbers are to choose them, or ROI if its names are."
    case .channel:
      "the column \"\(name)\" was not used. Choose the channel with `label_channel` in the parameter file."
    }
  }
}
