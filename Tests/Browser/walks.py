"""What the walks through all pages share: claims, widths, axe-core and the report at the end."""
import argparse, glob, os, re, sys, tempfile, traceback

from webdriver import Browser, programs

WIDTHS = {"desktop": (1280, 800, False), "phone": (390, 844, True)}


class Failed(Exception):
    """A claim that does not hold."""


class Skipped(Exception):
    """A claim that cannot be looked at here."""


def check(holds, otherwise):
    if not holds:
        raise Failed(otherwise)


def axe_source(given):
    """The text of axe-core: a file that was named, or the newest that a package of PyPI carries."""
    found = [given] if given else [one for place in sys.path for one in glob.glob(os.path.join(place, "axe_*python*", "axe.min.js"))]
    if not found:
        raise Skipped("axe-core")
    texts = [open(path, encoding="utf-8").read() for path in found]
    version = re.compile(r"axe v(\d+)\.(\d+)\.(\d+)")
    return max(texts, key=lambda text: tuple(map(int, match.groups())) if (match := version.search(text[:200])) else (0, 0, 0))


def axe(browser, options, part=None):
    """What axe-core says of the page, or of the part that a selector names: violations in words, and how many rules passed."""
    browser.run(axe_source(options.axe) + "\n;window.axe = axe;")
    found = browser.run_async("""const done = arguments[arguments.length - 1];
      axe.run(arguments[0] ?? document, {resultTypes: ['violations']}).then(result => done(
        {violations: result.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')),
         passes: result.passes.length}), error => done({violations: [String(error)], passes: 0}))""", part)
    return found["violations"], found["passes"]


class Walk:
    """One walk through a page at one width; every method whose name begins with t and a number is a claim, in this order."""

    def __init__(self, browser, options, width):
        self.browser, self.options, self.width = browser, options, width
        self.is_phone = WIDTHS[width][2]
        self.address = options.address if options.address.endswith("/") else options.address + "/"

    def picture(self, name):
        if self.options.pictures:
            self.browser.screenshot(os.path.join(self.options.pictures, f"{self.width}-{name}.png"))

    def fits(self, where):
        wide, page = self.browser.run("return [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        check(wide <= page, f"{where} is {wide} pixels wide on a page of {page}")

    def focus(self):
        """Takes the focus to nothing, as a click beside everything does."""
        self.browser.run("document.activeElement.blur()")

    def axe(self, where):
        violations, passes = axe(self.browser, self.options)
        check(not violations, f"{where}: {violations}")
        return passes

    def tab_through(self, presses, least, hulls=None):
        """Presses Tab until the first element comes again. Each needs a focus that is seen: its own, or that of what a selector of hulls names around it."""
        browser, reached = self.browser, []
        self.focus()
        for _ in range(presses):
            browser.keys("Tab")
            seen = browser.run("""const one = document.activeElement; if (one === document.body) return null;
              const hull = arguments[0] && one.closest(arguments[0]);
              const marked = [one, hull].some((each) => each && getComputedStyle(each).outlineStyle !== 'none');
              return [one.tagName + '.' + one.className + '#' + one.id + ' ' + one.textContent.slice(0, 20), marked];""", hulls)
            if seen is None or seen[0] in (one[0] for one in reached[:1]):
                break
            reached.append(seen)
        check(len(reached) > least, f"Tab reaches {len(reached)} elements")
        unmarked = [one[0] for one in reached if not one[1]]
        check(not unmarked, f"no visible focus on {unmarked[:5]}")
        return f"{len(reached)} elements"


def claims_of(walk):
    """The names of all claims, in their order."""
    return [name for name in sorted(dir(walk)) if name[0] == "t" and name[1:3].isdigit()]


class Tally:
    """What held, what did not and what could not be looked at."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def claim(self, title, claim, otherwise=lambda: None):
        """Looks at one claim and prints a line; `otherwise` is done where it does not hold."""
        try:
            said = claim()
            self.passed += 1
            print(f"passed  {title}" + (f" ({said})" if said else ""), flush=True)
        except Skipped as cause:
            self.skipped += 1
            print(f"skipped: {cause}", flush=True)
        except Exception as error:
            self.failed += 1
            print(f"failed  {title}: {error}", flush=True)
            if not isinstance(error, Failed):
                traceback.print_exc(limit=3)
            otherwise()

    def end(self):
        """Prints the closing line and gives the exit code."""
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0

    def skip_all(self, count):
        """Ends where there is no browser."""
        self.skipped = count
        print("skipped: chromium")
        return self.end()


def main(walk, title, first=()):
    """Walks at both widths. `first` are the numbers of claims that all others need."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("address")
    parser.add_argument("--pictures", help="a folder for screenshots")
    parser.add_argument("--axe", help="the file axe.min.js")
    parser.add_argument("--filter", default="", help="only claims whose name holds this text, and those that open the page")
    parser.add_argument("--slow", type=float, default=1, help="a factor on the permitted times, for a machine that does other work")
    options = parser.parse_args()
    if options.pictures:
        os.makedirs(options.pictures, exist_ok=True)
    claims = [name for name in claims_of(walk) if options.filter in name or name[:3] in first]
    tally = Tally()
    if None in programs():
        return tally.skip_all(len(claims) * len(WIDTHS))
    for width, (across, down, is_phone) in WIDTHS.items():
        with tempfile.TemporaryDirectory() as scratch:
            browser = Browser(scratch, across, down)
            try:
                browser.size(across, down, is_phone)
                one = walk(browser, options, width)
                for name in claims:
                    tally.claim(f"{width}: {name[4:].replace('_', ' ')}", getattr(one, name), lambda: one.picture(f"failed-{name[:3]}"))
            finally:
                browser.close()
    return tally.end()
