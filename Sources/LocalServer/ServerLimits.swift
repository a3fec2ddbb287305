/// What clients may take of a server. Whatever exceeds a limit gets a sentence that says so, and its connection ends.
package struct ServerLimits: Hashable, Sendable {
  /// Bytes of the request line and the headers together. Browsers send about 1 KB.
  package var head = 16 << 10
  /// Headers of a request.
  package var headers = 64
  /// Bytes of the body of a POST. A GET has none.
  package var body = 64 << 10
  /// From the start of a connection to the last byte of its request: slow clients end here, and those that send
  /// nothing.
  package var request = Duration.seconds(10)
  /// From the answer to its last byte at the client.
  package var response = Duration.seconds(30)
  /// How long an answered client may go on sending before the connection ends.
  package var linger = Duration.seconds(1)
  /// Connections at once. A new one takes the place of the oldest that has not sent its whole request, so that idle
  /// connections keep nobody out.
  package var connections = 64
  /// Threads on which requests are answered.
  package var threads = 4
  /// How long requests in progress may take when the server ends.
  package var ending = Duration.seconds(5)

  /// The limits of a page that one person looks at.
  package init() {}
}
