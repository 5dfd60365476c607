"""A guard process: ends its command when the process that asked for it dies, even by SIGKILL.

`python -m app.emulator.guard [FD…] -- CMD…` reads a pipe on stdin. Pipe closed: SIGTERM to the
command, 3 s, SIGKILL. A byte `K`: SIGKILL at once. SIGTERM is passed on like a closed pipe. The
exit code is the command's, or 128 + signal. The command gets the inherited descriptors FD and no
other. Uses the standard library only, so that it starts at once.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_GRACE_S = 3.0
_KILL = b"K"
_PR_SET_PDEATHSIG = 1
_USAGE = 2
_NOT_FOUND = 127


def main(argv: Sequence[str]) -> int:
    """Run the command after `--`; its exit code."""
    end = argv.index("--") if "--" in argv else len(argv)
    passed, command = argv[:end], argv[end + 1 :]
    if not command or not all(word.isdecimal() for word in passed):
        print("usage: guard [FD…] -- CMD…", file=sys.stderr)
        return _USAGE
    fds = tuple(map(int, passed))
    try:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=fds,
            preexec_fn=_death_signal(),  # noqa: PLW1509  no threads yet
        )
    except OSError as error:
        print(f"guard: {command[0]}: {error.strerror}", file=sys.stderr)
        return _NOT_FOUND
    for fd in fds:
        os.close(fd)  # the other end sees when the command has ended
    signal.signal(
        signal.SIGTERM, lambda *_: threading.Thread(target=_end, args=(child,), daemon=True).start()
    )
    threading.Thread(target=_watch, args=(child,), daemon=True).start()
    code = child.wait()
    return code if code >= 0 else 128 - code


def _watch(child: subprocess.Popen[bytes]) -> None:
    while command := os.read(0, 1):
        if command == _KILL:
            child.kill()
    _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _death_signal() -> Callable[[], None] | None:
    """What makes the kernel end the command if the guard itself is killed; None if it cannot."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class GuardedProcess:
    """A child process that never outlives this one.

    `cmd` is a list, `env` the whole environment (default: ours). Output goes where ours goes.
    `pass_fds` are open descriptors that it inherits under the same numbers, beside the standard
    ones; they may be closed here once it has started.
    """

    def __init__(
        self,
        cmd: Sequence[str],
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self._cmd = list(cmd)
        self._fds = tuple(pass_fds)
        self._env = None if env is None else dict(env)
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the command under its guard, in a session of its own (Ctrl-C is ours alone)."""
        if self.poll() is None and self._guard is not None:
            raise RuntimeError("the process is running already")
        self._release()
        self._guard = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", str(Path(__file__))),
                *map(str, self._fds),
                *("--", *self._cmd),
            ],
            stdin=subprocess.PIPE,
            pass_fds=self._fds,
            env=self._env,
            start_new_session=True,
        )

    def poll(self) -> int | None:
        """Exit code, or None while it runs or was never started."""
        return None if self._guard is None else self._guard.poll()

    def wait(self, timeout_s: float) -> int | None:
        """Exit code, waiting for it up to that time; None if it still runs."""
        if self._guard is None:
            return None
        try:
            return self._guard.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None

    def stop(self) -> int | None:
        """End it cleanly: SIGTERM, 3 s, SIGKILL. Idempotent; the exit code."""
        return self._finish(b"")

    def kill(self) -> int | None:
        """End it at once, as a crash would. Idempotent; the exit code."""
        return self._finish(_KILL)

    def _finish(self, command: bytes) -> int | None:
        if self._guard is None:
            return None
        pipe = self._guard.stdin
        if pipe is not None and not pipe.closed:
            # The guard may have ended with its command already.
            with contextlib.suppress(BrokenPipeError):
                pipe.write(command)
                pipe.flush()
        self._release()
        if self.wait(_GRACE_S + 1.0) is None:
            self._guard.kill()
            self._guard.wait()
        return self._guard.returncode

    def _release(self) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._guard.stdin.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
