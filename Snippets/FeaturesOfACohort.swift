// The features of a cohort as a table, one row per case; a case that fails has its cause in the column Error.
// snippet.hide
// Built with the package, not run: the files are the reader's.
// snippet.show
import ApusRadiomics

let settings = try ExtractionSettings(parameterFile: "params.yaml")
let cohort = try ExtractionTable(reading: "cohort.csv")
let rows = cohort.rows(settings, jobs: 4)

print(cohort.columns(settings).joined(separator: "\t"))
for row in rows { print(row.cells.joined(separator: "\t")) }
print(rows.count { $0.error != nil }, "of", rows.count, "cases failed")
