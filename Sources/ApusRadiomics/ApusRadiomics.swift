// One import for a library's user. The attribute is underscored, and the alternative is five imports in every file;
// swift-collections, swift-numerics and swift-nio have made their umbrella modules so for years. Nothing in this
// package imports the umbrella, so that the arrows of its rooms stay what Package.swift says, and each module can still
// be imported alone.
@_exported public import Extraction
@_exported public import Features
@_exported public import ImageFiles
@_exported public import ImageProcessing
@_exported public import Volumes

// What signatures of the modules above mention and only their user needs: no more of those rooms.
@_exported public import struct Execution.CanonicalText
@_exported public import enum Records.Software
@_exported public import enum Records.StoreError
@_exported public import struct Records.TableError
@_exported public import struct Statistics.IntraclassCorrelation
