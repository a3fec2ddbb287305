#!/usr/bin/env python3
"""The page of `apus serve`, used in a headless Chromium at 1280 and at 390 pixels: from a folder to two runs side by side.

  Tests/Browser/serve_page.py ADDRESS [--pictures DIR] [--axe axe.min.js] [--slow FACTOR]

ADDRESS is what `apus serve DIR` prints; below DIR must be the folders `desktop` and `phone`, each an export without a study file.
Studies are made there and run. Ends with "N passed, N failed, N skipped"; without chromium or chromedriver everything is skipped.
"""
import json, os, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from walks import Walk, axe_source, check, main


class ServeWalk(Walk):
    """One walk through the page of the studies below a folder; the folder of this width has the width's name."""

    def show(self, place):
        self.browser.run("location.hash = arguments[0]", place)

    def text(self, selector="main"):
        return self.browser.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def until_says(self, words, seconds=30, selector="main"):
        self.browser.until(
            f"(document.querySelector({json.dumps(selector)})?.textContent ?? '').includes({json.dumps(words)})", f"the page says \"{words}\"", seconds)

    def click(self, selector):
        self.browser.until(f"document.querySelector({json.dumps(selector)}) && !document.querySelector({json.dumps(selector)}).disabled", f"{selector} can be clicked", 30)
        self.browser.run("document.querySelector(arguments[0]).click()", selector)

    def answer(self, selector, value):
        """Writes into a field as a user does: the page hears of the change when it is complete."""
        self.browser.run(
            "const one = document.querySelector(arguments[0]); one.value = arguments[1]; one.dispatchEvent(new Event('change', {bubbles: true}))", selector, value)

    def wait_for_end(self):
        """Waits for a check or a run; what it says meanwhile is looked at by the claim."""
        self.browser.until("document.querySelector('main').textContent.includes('It took')", "the job ends", 300)

    def t01_lists_folders(self):
        self.browser.open("about:blank")
        self.browser.open(self.address)
        self.browser.until("document.querySelectorAll('a[id^=folder-], a[id^=study-]').length > 0", "the list appears", 60)
        self.until_says(f"Make a study of {self.width}")
        check(self.address.split("/")[3] not in self.text("body"), "the page shows its token")
        check("/tmp" not in self.text("body"), "the page shows where the folder lies")
        self.picture("list")
        self.fits("the list")

    def t02_the_form_makes_the_file_that_stands_beside_it(self):
        browser = self.browser
        browser.run(f"[...document.querySelectorAll('a[id^=folder-]')].find((one) => one.textContent.endsWith('{self.width}')).click()")
        browser.until("document.querySelector('pre')?.textContent.includes('apus: 1')", "the questions appear", 120 * self.options.slow)
        before = self.text("pre")
        self.answer("#name", "Walked through")
        self.until_says('name: "Walked through"', selector="pre")
        changed = browser.run("return [...document.querySelectorAll('pre .changed')].map((one) => one.textContent)")
        check(any("Walked through" in line for line in changed), f"the line that changed is not marked: {changed}")
        check(before != self.text("pre"), "the file does not follow")
        self.picture("form")
        self.fits("the form")

    def t03_rules_of_a_series_are_edited(self):
        browser = self.browser
        browser.run("document.querySelector('#rules-0').open = true")
        browser.until("document.querySelector('[id=rule-0-slices-from]')", "the rules of the first series can be edited")
        self.picture("rules")
        self.fits("the rules")
        self.answer("[id=rule-0-slices-from]", "4")
        self.until_says("slices: [4, ", selector="pre")
        check(browser.run("return document.querySelector('#rules-0').open"), "the rules close after an answer")
        check(browser.run("return document.querySelector('[id=rule-0-slices-from]').value") == "4", "the field forgets its number")
        self.answer("[id=rule-0-slices-from]", "99")
        # A rule that no series fits leaves nobody; the page says of how many it knows everything.
        self.until_says("complete for 0 patients")
        self.answer("[id=rule-0-slices-from]", "")
        browser.until("!document.querySelector('pre').textContent.includes('slices:')", "the rule is gone from the file")

    def t04_axe_finds_nothing_on_list_and_form(self):
        axe_source(self.options.axe)
        passes = self.axe("the form")
        return f"{passes} rules passed"

    def t05_the_study_is_written_and_checked(self):
        # Some seconds instead of minutes: what is asked of the run is that it is shown.
        self.click("#split-1")
        self.until_says("split: {train:", selector="pre")
        self.click("#write")
        self.browser.until("location.hash.startsWith('#study/')", "the study is opened", 30)
        self.click("#check")
        self.wait_for_end()
        self.until_says("What the check found")
        self.picture("check")
        self.fits("the check")

    def t06_a_run_is_shown_with_its_progress(self):
        browser = self.browser
        self.click("#run")
        browser.until("document.querySelector('progress')", "the progress is shown", 60)
        self.picture("progress")
        self.fits("the progress")
        self.wait_for_end()
        browser.until("document.querySelector('a[href$=\"report.html\"]')", "the report is there", 30)
        self.until_says("AUC of each model")
        self.picture("run")
        self.fits("the run")

    def t07_the_report_opens(self):
        browser = self.browser
        here = browser.run("return location.href")
        browser.open(browser.run("return document.querySelector('a[href$=\"report.html\"]').href"))
        check("Walked through" in self.text("body"), "the report is that of another study")
        self.picture("report")
        browser.open(here)

    def t08_two_runs_stand_side_by_side(self):
        browser = self.browser
        browser.until("document.querySelector('#target')", "the results can go elsewhere", 30)
        self.answer("#target", "")
        self.click("#run")
        browser.until("document.querySelector('progress')", "the progress is shown", 60)
        self.wait_for_end()
        self.click("#compare")
        self.until_says("Two runs side by side")
        self.until_says("both runs had the same settings")
        self.picture("compare")
        self.fits("the comparison")

    def t09_axe_finds_nothing_on_the_comparison(self):
        axe_source(self.options.axe)
        return f"{self.axe('the comparison')} rules passed"

    def t10_keyboard_reaches_everything_with_visible_focus(self):
        self.browser.run("history.back()")
        self.browser.until("document.querySelector('#check')", "the study is back", 30)
        return self.tab_through(60, 5)

    def t11_console_is_silent(self):
        wrong = self.browser.console()
        check(not wrong, f"errors on the console: {wrong[:3]}")


if __name__ == "__main__":
    sys.exit(main(ServeWalk, __doc__.split("\n")[0], ("t01", "t02")))
