"""What a guarded command inherits."""

import socket
import sys

import pytest

from app.emulator.guard import GuardedProcess, main

SAY = "import os, sys; os.write(int(sys.argv[1]), b'here'); os.fstat(int(sys.argv[2]))"


def test_it_gets_the_descriptors_it_is_given_and_no_other() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.socket() as secret:
        secret.set_inheritable(True)
        words = [sys.executable, "-c", SAY, str(theirs.fileno()), str(secret.fileno())]
        process = GuardedProcess(words, pass_fds=(theirs.fileno(),))
        process.start()
        theirs.close()
        assert ours.recv(8) == b"here"
        assert ours.recv(8) == b"", "neither the guard nor the command holds the other end"
        assert process.wait(5) == 1, "a bad descriptor"
        process.stop()


@pytest.mark.parametrize("words", [[], ["--"], ["x", "--", "true"], ["true"], ["3", "true"]])
def test_a_wrong_call_is_told(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("usage: ")
