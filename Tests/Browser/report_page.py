#!/usr/bin/env python3
"""The report of a study, read in a headless Chromium: at 1280 and at 390 pixels, in light and in dark, and on A4.

  Tests/Browser/report_page.py REPORT.html [--axe axe.min.js] [--slow FACTOR]

Ends with "N passed, N failed, N skipped"; without chromium or chromedriver everything is skipped.
"""
import argparse, base64, os, re, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from walks import WIDTHS, Tally, axe, check, claims_of
from webdriver import Browser, programs

SCHEMES = ("light", "dark")
# What the issue asks of a report of 252 patients.
OPEN, BYTES = 1000, 3_000_000


class Reading:
    """One reading of the page at one width in one scheme; every method whose name begins with t and a number is a claim."""

    def __init__(self, browser, options, is_phone, scheme):
        self.browser, self.options, self.is_phone, self.scheme = browser, options, is_phone, scheme
        browser.command("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        browser.open("file://" + os.path.abspath(options.report))

    def t01_opens_fast_and_loads_nothing(self):
        size = os.path.getsize(self.options.report)
        check(size < BYTES, f"{size} bytes")
        load = self.browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd")
        check(load < OPEN * self.options.slow, f"{load:.0f} ms")
        loaded = self.browser.run("return performance.getEntriesByType('resource').map(one => one.name).filter(one => !one.startsWith('data:'))")
        check(not loaded, f"{loaded[:3]}")
        return f"{load:.0f} ms, {size / 1e6:.2f} MB"

    def t02_answers_before_any_table(self):
        first = self.browser.run("return [...document.querySelectorAll('main > section')].slice(0, 2).map(one => one.id)")
        check(first == ["answer", "findings"], f"{first}")

    def t03_nothing_scrolls_sideways(self):
        self.browser.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
        page = self.browser.run("return [document.documentElement.scrollWidth, innerWidth]")
        check(page[0] <= page[1], f"the page is {page[0]} pixels wide")
        # The predictions of many models are wide on a desk, and a list on a phone.
        wide = self.browser.run("""return [...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1)
          .filter(one => !one.closest('#predictions') || arguments[0]).map(one => one.getAttribute('aria-label'))""", self.is_phone)
        check(not wide, f"wider than the page: {wide}")

    def t04_axe_finds_nothing(self):
        browser, passes, found = self.browser, 0, []
        # What is not in view has no layout (content-visibility), and axe would judge colours before there is any.
        browser.run("const style = document.createElement('style'); style.textContent = 'section { content-visibility: visible }'; document.head.append(style)")
        # Part by part, since a page of hundreds of patients takes longer than the driver waits.
        for part in ["header"] + browser.run("return [...document.querySelectorAll('main > section')].map(one => '#' + one.id)"):
            violations, rules = axe(browser, self.options, part)
            found += violations
            passes += rules
        check(not found, f"{found}")
        return f"{passes} rules passed"

    def t05_the_scheme_is_honoured(self):
        ground = self.browser.run("return getComputedStyle(document.body).backgroundColor")
        levels = [int(level) for level in re.findall(r"\d+", ground)[:3]]
        check((sum(levels) < 200) == (self.scheme == "dark"), ground)

    def t06_prints_on_a4(self):
        if self.is_phone or self.scheme == "dark":
            return "as on the desk in light"
        # As a reader prints it, who opened nothing.
        self.browser.run("document.querySelectorAll('details').forEach(one => { one.open = false })")
        answer = self.browser.command("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
        pdf = base64.b64decode(answer["data"])
        boxes = set(re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf))
        sizes = {(round(float(across)), round(float(down))) for across, down in boxes}
        check(sizes <= {(595, 842)} and sizes, f"{sizes}")
        if shutil.which("pdftoppm") is None:
            return f"{len(re.findall(rb'/Type /Page[^s]', pdf))} pages; how full they are was not looked at: no pdftoppm (poppler-utils)"
        filled = fills(pdf)
        # The last page ends where the report does. Two thirds of a page may stay empty before a pair of figures that is as high as
        # two thirds of a page.
        empty = [number + 1 for number, share in enumerate(filled[:-1]) if share < 0.3]
        check(not empty, f"less than a third of pages {empty} is filled")
        return f"{len(filled)} pages"


def fills(pdf):
    """For each page the place of its lowest mark, as a share of the height."""
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-r", "20", "-gray", "-", os.path.join(folder, "page")], input=pdf, check=True)
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                _, size, _, pixels = file.read().split(b"\n", 3)
            across, down = map(int, size.split())
            rows = [pixels[row * across:(row + 1) * across] for row in range(down)]
            shares.append(max((row for row in range(down) if min(rows[row]) < 200), default=0) / down)
    return shares


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("report")
    parser.add_argument("--axe", help="the file axe.min.js")
    parser.add_argument("--slow", type=float, default=1, help="a factor on the permitted time, for a machine that does other work")
    options, _ = parser.parse_known_args()
    claims, tally = claims_of(Reading), Tally()
    if None in programs():
        return tally.skip_all(len(claims) * len(WIDTHS) * len(SCHEMES))
    with tempfile.TemporaryDirectory() as scratch:
        browser = Browser(scratch)
        try:
            for width, (across, down, is_phone) in WIDTHS.items():
                browser.size(across, down, is_phone)
                for scheme in SCHEMES:
                    reading = Reading(browser, options, is_phone, scheme)
                    for name in claims:
                        tally.claim(f"report, {width}, {scheme}: {name[4:].replace('_', ' ')}", getattr(reading, name))
        finally:
            browser.close()
    return tally.end()


if __name__ == "__main__":
    sys.exit(main())
