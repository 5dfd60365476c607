"""A probe process, driven by lines."""

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROBE = (sys.executable, "-m", "app", "sync-probe")


class Probe:
    """Starts the command, kills it, starts it again on the same folder.

    `accepted`, `refused`, `dropped` by key; `asked` without an answer yet.
    """

    def __init__(self, args: Sequence[str], command: Sequence[str] = PROBE) -> None:
        self.asked: dict[str, None] = {}
        self.accepted: dict[str, None] = {}
        self.refused: dict[str, str] = {}
        self.dropped: dict[str, str] = {}
        self.lines: list[str] = []
        self.starts = 0
        self._command = [*command, *args]
        self._news = threading.Condition()
        self._writing = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def start(self, timeout_s: float = 20.0) -> None:
        """Start and wait for READY; what had no answer is asked again."""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            bufsize=1,
        )
        self.starts += 1
        before = len(self.lines)
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()
        self.wait(lambda: "READY" in self.lines[before:], timeout_s, "READY")
        for key in list(self.asked):
            self.say(f"DO {key}")

    def do(self, key: str) -> None:
        """One act."""
        self.asked[key] = None
        self.say(f"DO {key}")

    def say(self, line: str) -> None:
        """Write *line*; a dead process is no error, it will be asked again."""
        with self._writing:
            stdin = self.process.stdin
            if stdin is None or stdin.closed:
                return
            try:
                stdin.write(line + "\n")
                stdin.flush()
            except BrokenPipeError:
                return

    def ask(self, line: str, word: str, timeout_s: float = 10.0) -> str:
        """The next line that begins with *word* after saying *line*."""
        before = len(self.lines)
        self.say(line)

        def answered() -> list[str]:
            return [each for each in self.lines[before:] if each.startswith(word)]

        self.wait(answered, timeout_s, word)
        return answered()[0]

    def dump(self, timeout_s: float = 10.0) -> dict[str, Any]:
        """The STATE."""
        state: dict[str, Any] = json.loads(
            self.ask("DUMP", "STATE ", timeout_s).removeprefix("STATE ")
        )
        return state

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()
        self._close()

    def quit(self) -> int:
        """QUIT; the exit code."""
        self.say("QUIT")
        return self.ended()

    def ended(self) -> int:
        """The exit code of a process that was told to end."""
        code = self.process.wait(10)
        self._close()
        return code

    @property
    def process(self) -> "subprocess.Popen[str]":
        assert self._process is not None
        return self._process

    def wait(self, condition: Any, timeout_s: float, what: str) -> None:
        """Until *condition* holds; AssertionError naming *what* when it does not."""
        with self._news:
            if not self._news.wait_for(condition, timeout_s):
                raise AssertionError(f"not within {timeout_s:g} s: {what}")

    def _close(self) -> None:
        with self._writing:
            for stream in (self.process.stdin, self.process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        continue

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                self._take(line.rstrip("\n"))
        except ValueError:
            return  # closed by `kill`

    def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        key, _, code = rest.partition(" ")
        with self._news:
            self.lines.append(line)
            if word == "ACCEPTED":
                self.accepted[key] = None
                self.asked.pop(key, None)
            elif word == "REFUSED":
                self.refused[key] = code
                self.asked.pop(key, None)
            elif word == "DROPPED":
                self.dropped[key] = code
            self._news.notify_all()
