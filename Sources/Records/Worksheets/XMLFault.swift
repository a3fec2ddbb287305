/// Why an XML text is not read.
public enum XMLFault: Error, Hashable, Sendable {
  /// It is not well formed at this byte.
  case syntax(byte: Int)
  /// It ends inside an element.
  case truncated
  /// Elements within elements, more than any worksheet has.
  case tooDeep
  /// A document type, which may define entities that grow without bound. Worksheets have none.
  case documentType
  /// An encoding other than UTF-8 and UTF-16.
  case encoding(String)
  /// A reference to an entity that XML does not define.
  case entity(String)
}
