"""A real browser for tests: Chromium without a window, driven over its DevTools pipe."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_S = 60.0
PHONE_PX, DESK_PX = 360, 1280
_FREE_FD = 20  # 3 and 4 are Chromium's own ends of the pipe
_CODES = {"Enter": 13, "Tab": 9, "Escape": 27, " ": 32}


def chromium() -> str:
    """Where Chromium is; a test that asks for it is skipped where there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")


class Browser:
    """A running Chromium; `open` gives a tab."""

    def __init__(self, process: int, commands: int, answers: int, log: Path) -> None:
        self._process, self._commands, self._answers, self._log = process, commands, answers, log
        self._count = 0
        self._unread = b""
        self._events: list[dict[str, Any]] = []

    def open(self, page: Path, *, width: int = DESK_PX, dark: bool = False) -> Tab:
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        tab = Tab(self, attached["sessionId"])
        for domain in ("Page", "Runtime", "Network", "Log"):
            tab.call(f"{domain}.enable")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < DESK_PX}
        tab.call("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        tab.call("Emulation.setEmulatedMedia", {"features": [scheme]})
        tab.call("Page.navigate", {"url": page.resolve().as_uri()})
        tab.wait_for("Page.loadEventFired")
        return tab

    def call(
        self, method: str, parameters: dict[str, Any] | None = None, session: str | None = None
    ) -> dict[str, Any]:
        self._count += 1
        number = self._count
        message = {"id": number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") != number:
                self._events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]  # type: ignore[no-any-return]

    def events(self, session: str) -> list[dict[str, Any]]:
        return [event for event in self._events if event.get("sessionId") == session]

    def wait(self) -> None:
        self._events.append(self._read())

    def _read(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_S
        while b"\0" not in self._unread:
            ready, _, _ = select.select([self._answers], [], [], deadline - time.monotonic())
            more = os.read(self._answers, 1 << 20) if ready else b""
            if not more:
                raise TimeoutError(f"Chromium is silent; it said: {self._log.read_text()[-2000:]}")
            self._unread += more
        answer, _, self._unread = self._unread.partition(b"\0")
        return json.loads(answer)  # type: ignore[no-any-return]


class Tab:
    """A page in the browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def call(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._browser.call(method, parameters, self._session)

    def wait_for(self, method: str) -> None:
        while not self._seen(method):
            self._browser.wait()

    def run(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page."""
        given = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", given)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def press(self, *keys: str) -> None:
        for key in keys:
            code = _CODES.get(key, ord(key[0].upper()))
            given = {"key": key, "windowsVirtualKeyCode": code}
            typed = {"Enter": "\r"}.get(key, key) if len(key) == 1 or key == "Enter" else None
            pressed = {**given, "type": "keyDown" if typed else "rawKeyDown"}
            self.call("Input.dispatchKeyEvent", pressed | ({"text": typed} if typed else {}))
            self.call("Input.dispatchKeyEvent", {**given, "type": "keyUp"})

    def click(self, selector: str) -> None:
        """Press the mouse over the middle of an element."""
        middle = self.run(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            "e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect();"
            "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        where = {"x": middle[0], "y": middle[1], "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", {**where, "type": kind})

    def screenshot(self, to: Path, *, whole: bool = False) -> None:
        shot = self.call("Page.captureScreenshot", {"captureBeyondViewport": whole})
        to.write_bytes(base64.b64decode(shot["data"]))

    @property
    def complaints(self) -> list[str]:
        """What the page or the browser complained of: exceptions, errors, broken rules."""
        self.run("0")
        events = self._browser.events(self._session)
        return [
            json.dumps(event["params"])
            for event in events
            if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")
            or (
                event["method"] == "Runtime.consoleAPICalled"
                and event["params"]["type"] in ("error", "warning", "assert")
            )
        ]

    @property
    def requests(self) -> list[str]:
        """Every address that was asked for, but for what the page holds itself."""
        self.run("0")
        addresses = (
            event["params"]["request"]["url"]
            for event in self._browser.events(self._session)
            if event["method"] == "Network.requestWillBeSent"
        )
        return [address for address in addresses if not address.startswith("data:")]

    @property
    def spread_px(self) -> int:
        """How much wider the page is than the window."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.run(wide))

    def _seen(self, method: str) -> bool:
        return any(event["method"] == method for event in self._browser.events(self._session))


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Browser]:
    """A browser that keeps all it writes in the folder, and ends with the block."""
    program = chromium()
    log = folder / "chromium.log"
    ours_in, ours_out = os.pipe(), os.pipe()
    theirs = [
        fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _FREE_FD) for end in (ours_in[0], ours_out[1])
    ]
    os.close(ours_in[0])
    os.close(ours_out[1])
    command = [
        *(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"),
        *("--no-first-run", "--disable-extensions", "--disable-dev-shm-usage"),
        *("--disable-background-networking", "--disable-component-update"),
        f"--user-data-dir={folder / 'profile'}",
    ]
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    process = os.posix_spawn(
        program,
        command,
        {**os.environ, "HOME": str(folder)},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, theirs[0], 3),
            (os.POSIX_SPAWN_DUP2, theirs[1], 4),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_OPEN, 2, str(log), write, 0o600),
        ],
        setpgroup=0,
    )
    for end in theirs:
        os.close(end)
    try:
        yield Browser(process, ours_in[1], ours_out[0], log)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(ours_in[1])
        os.close(ours_out[0])
