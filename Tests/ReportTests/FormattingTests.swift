import Report
import Results
import Statistics
import Testing

@Suite("Numbers of the report") struct FormattingTests {
  @Test(arguments: [
    (0.78249, 3, "0.782"), (0.9996, 3, "1.000"), (-0.0001, 3, "0.000"), (-0.079, 3, "\u{2212}0.079"),
    (12.345, 1, "12.3"), (0.05, 1, "0.1"), (100, 1, "100.0"), (7, 0, "7"), (0.0049, 2, "0.00"),
  ])
  func areFixed(value: Double, decimals: Int, text: String) {
    #expect(Numbers.fixed(value, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0.0002, "< 0.001"), (0.001, "0.001"), (0.05, "0.050"), (0.0512, "0.051"), (0.9995, "> 0.999"), (0, "< 0.001"),
  ])
  func pValuesHaveThreeDecimalsAndBounds(value: Double, text: String) {
    #expect(Numbers.p(value) == text)
  }

  @Test func intervalsDoNotMixMinusAndDash() {
    #expect(Numbers.interval(0.513, 0.763, as: .fraction) == "0.513\u{2013}0.763")
    #expect(Numbers.interval(-0.079, 0.213, as: .fraction) == "\u{2212}0.079 to 0.213")
    #expect(Numbers.interval(0.512, 0.882, as: .percentage) == "51.2\u{2013}88.2")
  }

  /// A limit that is not zero is never printed as zero, and its estimate has as many decimals as it has.
  @Test(arguments: [
    (0.0002, -0.0001, 0.0008, "0.0002 (\u{2212}0.0001 to 0.0008)"),
    (0.0002, 0.00003, 0.0008, "0.00020 (0.00003\u{2013}0.00080)"),
    (-0.012, -0.024, -0.0003, "\u{2212}0.0120 (\u{2212}0.0240 to \u{2212}0.0003)"),
    (0.0002, -0.12, 0.1204, "0.000 (\u{2212}0.120 to 0.120)"), (0, 0, 0.31, "0.000 (0.000\u{2013}0.310)"),
    (0.1, 1e-17, 0.31, "0.100 (0.000\u{2013}0.310)"), (0.001, 0.0005, 0.002, "0.001 (0.001\u{2013}0.002)"),
  ])
  func limitsKeepTheirSign(value: Double, lower: Double, upper: Double, text: String) {
    let estimate = Estimate(.value(value), lower: lower, upper: upper, intervalNote: nil)
    #expect(estimate.text(.fraction) == text)
    #expect("\(estimate.number(.fraction)) (\(Numbers.interval(lower, upper, as: .fraction)))" == text)
  }

  /// What is printed is the field's term, and what files hold stays.
  @Test func reasonsArePrintedInTheTermsOfTheField() {
    let reason = AbsenceReason.statistic(.noPositiveCalls)
    #expect(reason.printed == "no patient was predicted positive" && reason.words == "nobody called positive")
    #expect(AbsenceReason.noCutoff.printed == AbsenceReason.noCutoff.words)
  }

  @Test func sharesKeepASmallLimitToo() {
    #expect(Numbers.interval(0.0004, 0.123, as: .percentage) == "0.04\u{2013}12.30")
    #expect(Numbers.interval(0.0006, 0.123, as: .percentage) == "0.1\u{2013}12.3")
  }

  @Test func textIsEscapedOnceAndOnlyOnce() {
    #expect(Markup.text("a < b & \"c\"").rendered == "a &lt; b &amp; \"c\"")
    #expect(HTML.b("&amp;").rendered == "<b>&amp;amp;</b>")
    #expect(HTML.td(Attribute("title", "\"><script>")).rendered == "<td title=\"&quot;&gt;&lt;script&gt;\"></td>")
    #expect("\u{7}\u{FFFE}".escapedForText == "\u{FFFD}\u{FFFD}")
  }
}
