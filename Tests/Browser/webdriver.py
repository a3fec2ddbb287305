"""A headless Chromium over WebDriver, with nothing but Python's standard library.

WebDriver (https://www.w3.org/TR/webdriver2/) is HTTP and JSON, so a package for it would be one more thing to install for what is a page here.
"""
import base64, json, os, shutil, socket, subprocess, time, urllib.error, urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {
    "Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "ArrowUp": "\ue013", "ArrowDown": "\ue015", "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014", "PageUp": "\ue00e", "PageDown": "\ue00f", "Home": "\ue011", "End": "\ue010", "Shift": "\ue008",
}


class BrowserError(Exception):
    """What the driver answered instead of a result."""


def programs():
    """The paths of a browser and its driver, or None for what is absent."""
    browser = next((path for path in map(shutil.which, ["chromium", "chromium-browser", "google-chrome"]) if path), None)
    return browser, shutil.which("chromedriver")


class Browser:
    def __init__(self, scratch, width=1280, height=800):
        browser, driver = programs()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = open(os.path.join(scratch, "chromedriver.log"), "wb")
        self.driver = subprocess.Popen([driver, f"--port={self.port}"], stdout=self.log, stderr=self.log)
        self.session = None
        self.wait_for_driver()
        arguments = [
            "--headless=new", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage", "--hide-scrollbars",
            f"--window-size={width},{height}", f"--user-data-dir={os.path.join(scratch, 'profile')}"]
        # Chromium's sandbox refuses to run as root, which a container of CI often is. The page is our own.
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        answer = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"binary": browser, "args": arguments}, "goog:loggingPrefs": {"browser": "ALL"},
            "unhandledPromptBehavior": "accept"}}})
        self.session = answer["sessionId"]

    def wait_for_driver(self):
        for _ in range(100):
            try:
                if self.ask("GET", "/status")["ready"]:
                    return
            except (OSError, BrowserError):
                pass
            time.sleep(0.1)
        raise BrowserError("chromedriver does not answer")

    def close(self):
        try:
            if self.session:
                self.ask("DELETE", "")
        except (OSError, BrowserError):
            pass
        self.driver.terminate()
        self.driver.wait(10)
        self.log.close()

    def ask(self, method, path, body=None):
        prefix = f"/session/{self.session}" if self.session else ""
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{prefix}{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise BrowserError(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def size(self, width, height, is_phone):
        """The size of the page itself; a window of Chromium is never narrower than 500 pixels."""
        self.command("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 2 if is_phone else 1, "mobile": is_phone})
        self.command("Emulation.setTouchEmulationEnabled", {"enabled": is_phone})

    def command(self, name, parameters):
        return self.ask("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def open(self, address):
        self.ask("POST", "/url", {"url": address})

    def run(self, script, *values):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(values)})

    def run_async(self, script, *values):
        return self.ask("POST", "/execute/async", {"script": script, "args": list(values)})

    def until(self, script, what, seconds=10):
        """Waits until a JavaScript expression holds, and gives its value."""
        end = time.monotonic() + seconds
        while True:
            value = self.run(f"return ({script})")
            if value:
                return value
            if time.monotonic() > end:
                raise BrowserError(f"{what}: did not happen within {seconds} s")
            time.sleep(0.02)

    def keys(self, *names):
        """Presses keys one after the other; "Shift+x" holds Shift."""
        actions = []
        for name in names:
            held = name.startswith("Shift+") and len(name) > 6
            key = KEYS.get(name.removeprefix("Shift+") if held else name, name.removeprefix("Shift+") if held else name)
            down, up = {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}
            shift = KEYS["Shift"]
            actions += [{"type": "keyDown", "value": shift}, down, up, {"type": "keyUp", "value": shift}] if held else [down, up]
        self.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def type(self, text):
        self.keys(*text)

    def pointer(self, kind, *steps):
        """kind "mouse" or "touch"; steps (x, y) or "down", "up"."""
        actions = []
        for step in steps:
            if isinstance(step, tuple):
                actions.append({"type": "pointerMove", "duration": 30, "x": int(step[0]), "y": int(step[1])})
            else:
                actions.append({"type": f"pointer{step.capitalize()}", "button": 0})
        self.ask("POST", "/actions", {"actions": [
            {"type": "pointer", "id": f"{kind} pointer", "parameters": {"pointerType": kind}, "actions": actions}]})

    def wheel(self, x, y, by):
        self.ask("POST", "/actions", {"actions": [{"type": "wheel", "id": "wheel", "actions": [
            {"type": "scroll", "x": int(x), "y": int(y), "deltaX": 0, "deltaY": by}]}]})

    def console(self):
        """Errors that the page wrote to the console since the last call."""
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"}) if entry["level"] == "SEVERE"]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("GET", "/screenshot")))
