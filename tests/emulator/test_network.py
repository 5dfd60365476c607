"""The network between HMI and broker: each word does what its table says, and can be undone."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.core.errors import HabitacleError
from app.emulator.network import NETWORKS, Condition, Network, condition

PATIENCE_S = 5.0


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a server that repeats what it gets."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                peer, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=repeat, args=(peer,), daemon=True).start()

    def repeat(peer: socket.socket) -> None:
        with peer:
            try:
                while data := peer.recv(4096):
                    peer.sendall(data)
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"mqtt://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(PATIENCE_S)


@pytest.fixture
def network(echo: str) -> Iterator[Network]:
    made = Network(echo)
    yield made
    made.close()


@contextmanager
def connection(network: Network) -> Iterator[socket.socket]:
    port = int(network.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as peer:
        yield peer


def said(peer: socket.socket, words: bytes = b"hello") -> float:
    """How long the answer took, in seconds."""
    begun = time.monotonic()
    peer.sendall(words)
    got = b""
    while len(got) < len(words):
        data = peer.recv(4096)
        assert data, "the connection ended"
        got += data
    assert got == words
    return time.monotonic() - begun


def ended(peer: socket.socket) -> bool:
    try:
        return peer.recv(1) == b""
    except ConnectionError:
        return True


def test_every_word_says_what_it_is() -> None:
    assert {"online", "offline", "slow", "lossy", "captive", "half_open"} < set(NETWORKS)
    assert all(each.what.endswith(".") for each in NETWORKS.values())
    assert [word for word, each in NETWORKS.items() if not each.broker] == ["broker_down"]


def test_online_passes_everything(network: Network) -> None:
    with connection(network) as peer:
        assert said(peer, b"x" * 100_000) < PATIENCE_S


def test_offline_ends_what_stands_refuses_and_can_be_undone(network: Network) -> None:
    with connection(network) as peer:
        said(peer)
        network.become(NETWORKS["offline"])
        assert ended(peer)
    for _ in range(3):
        with pytest.raises(ConnectionError), connection(network):
            pass
    network.become(NETWORKS["online"])
    with connection(network) as peer:
        said(peer)


def test_slow_waits_both_ways_and_limits_the_rate(network: Network) -> None:
    network.become(Condition("", latency_ms=100.0))
    with connection(network) as peer:
        assert said(peer) >= 0.19
    network.become(condition("slow", latency_ms=0.0, kbit_s=400.0))
    with connection(network) as peer:
        assert said(peer, b"x" * 10_000) >= 0.14, "50 kB/s"


def test_a_captive_portal_answers_in_http(network: Network) -> None:
    with connection(network) as stood:
        said(stood)
        network.become(NETWORKS["captive"])
        assert ended(stood)
    with connection(network) as peer:
        peer.sendall(b"\x10\x0e\x00\x04MQTT")
        assert peer.recv(4096).startswith(b"HTTP/1.1 302")
        assert ended(peer)


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("busy", b"\x20\x03\x00\x89\x00"),
        ("refused", b"\x20\x03\x00\x87\x00"),
        ("taken_over", b"\x20\x03\x00\x00\x00\xe0\x02\x8e\x00"),
    ],
)
def test_a_broker_in_a_mood_answers_the_connect(network: Network, word: str, answer: bytes) -> None:
    network.become(NETWORKS[word])
    with connection(network) as peer:
        peer.sendall(b"\x10\x0e\x00\x04MQTT")
        assert peer.recv(4096) == answer
        assert ended(peer)


def test_half_open_stands_and_says_nothing(network: Network) -> None:
    with connection(network) as stood:
        said(stood)
        network.become(NETWORKS["half_open"])
        stood.sendall(b"hello")
        stood.settimeout(0.2)
        with pytest.raises(TimeoutError):
            stood.recv(1)
        network.become(NETWORKS["online"])
        stood.settimeout(PATIENCE_S)
        assert ended(stood), "what was swallowed is never made up for"


def test_lossy_cuts_connections_now_and_then(network: Network) -> None:
    network.become(Condition("", cut_every_s=0.05))
    with connection(network) as peer:
        assert ended(peer)
    network.become(Condition("", stall_share=1.0, stall_ms=150.0))
    with connection(network) as peer:
        assert said(peer) >= 0.29


def test_wrong_words_and_numbers_are_one_sentence() -> None:
    for wrong in ("wet", ""):
        with pytest.raises(HabitacleError, match="not a network of: online"):
            condition(wrong)
    with pytest.raises(HabitacleError, match="latency"):
        condition("slow", latency_ms=-1.0)
    with pytest.raises(HabitacleError, match="rate"):
        condition("slow", kbit_s=0.0)


def test_a_broker_behind_tls_is_left_alone() -> None:
    network = Network("mqtts://broker.example:8883")
    assert network.url == "mqtts://broker.example:8883"
    network.become(NETWORKS["online"])
    with pytest.raises(HabitacleError, match="plain mqtt"):
        network.become(NETWORKS["slow"])
    network.close()


def test_closing_twice_frees_the_port(echo: str) -> None:
    network = Network(echo)
    port = int(network.url.rpartition(":")[2])
    for _ in range(2):
        network.close()
    with socket.create_server(("127.0.0.1", port)):
        pass
