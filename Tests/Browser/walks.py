"""What the walks through both pages share: claims, widths, axe-core and the report at the end."""
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
        browser = self.browser
        browser.run(axe_source(self.options.axe) + "\n;window.axe = axe;")
        found = browser.run_async("""const done = arguments[arguments.length - 1];
          axe.run(document, {resultTypes: ['violations']}).then(result => done(
            {violations: result.violations.map(one => one.id + ': ' + one.nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')),
             passes: result.passes.length}), error => done({violations: [String(error)], passes: 0}))""")
        check(not found["violations"], f"{where}: {found['violations']}")
        return found["passes"]


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
    claims = [name for name in sorted(dir(walk)) if name[0] == "t" and name[1:3].isdigit()]
    claims = [name for name in claims if options.filter in name or name[:3] in first]
    passed = failed = skipped = 0
    if None in programs():
        print("skipped: chromium")
        print(f"0 passed, 0 failed, {len(claims) * len(WIDTHS)} skipped")
        return 0
    for width, (across, down, is_phone) in WIDTHS.items():
        with tempfile.TemporaryDirectory() as scratch:
            browser = Browser(scratch, across, down)
            try:
                browser.size(across, down, is_phone)
                one = walk(browser, options, width)
                for name in claims:
                    title = f"{width}: {name[4:].replace('_', ' ')}"
                    try:
                        said = getattr(one, name)()
                        passed += 1
                        print(f"passed  {title}" + (f" ({said})" if said else ""), flush=True)
                    except Skipped as cause:
                        skipped += 1
                        print(f"skipped: {cause}", flush=True)
                    except Exception as error:
                        failed += 1
                        print(f"failed  {title}: {error}", flush=True)
                        if not isinstance(error, Failed):
                            traceback.print_exc(limit=3)
                        one.picture(f"failed-{name[:3]}")
            finally:
                browser.close()
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0
