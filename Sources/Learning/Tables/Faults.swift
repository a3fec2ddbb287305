/// Why names from a file cannot be those of columns: one occurs twice. `nil` where none does.
func twice(_ names: [String]) -> String? {
  Set(names).count == names.count ? nil : "a name occurs twice"
}
