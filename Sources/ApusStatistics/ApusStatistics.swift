// One import for a library's user; Sources/ApusRadiomics/ApusRadiomics.swift says why the underscored attribute is the
// lesser evil.
@_exported public import Comparison
@_exported public import Learning
@_exported public import Results
@_exported public import Statistics

// What signatures of the modules above mention and only their user needs: no more of those rooms.
@_exported public import struct Execution.RandomStream
@_exported public import enum Records.StoreError
@_exported public import struct Records.TableError
