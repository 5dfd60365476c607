"""DBC files as they are found: whole, careless and broken."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cantools
import pytest

from app.adapters.can import dbc
from app.adapters.can.dbc import DbcMessage, DbcSignal, cantools_messages, load_dbc, read_dbc_text
from app.adapters.can.dbc_decoder import message_decoders
from app.adapters.can.dbc_parser import dbc_messages
from app.adapters.can.dbc_repair import repair
from app.adapters.can.layout import Field
from app.core.errors import HabitacleError

HEAD = "BS_:\nBU_: XXX\n"
SPEED = 'BO_ 256 MOTION: 8 XXX\n SG_ Speed : 7|16@0+ (0.01,0) [0|300] "km/h" XXX\n'
NEXT = 'BO_ 257 NEXT: 2 XXX\n SG_ Level : 0|8@1+ (1,0) [0|0] "" XXX\n'


@pytest.fixture
def can_data(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("can")


def every_dbc(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.dbc"))


def load(text: str, tmp_path: Path, encoding: str = "utf-8") -> list[DbcMessage]:
    """The messages of *text*, which both readers must give alike."""
    path = tmp_path / "car.dbc"
    path.write_bytes(text.encode(encoding))
    messages = load_dbc(path)
    assert dbc_messages(repair(read_dbc_text(path)).messages) == messages
    return messages


def faults(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.text) for fault in repair(text).faults]


def names(messages: list[DbcMessage]) -> dict[str, list[str]]:
    return {message.name: list(message.signals) for message in messages}


BOTH = {"MOTION": ["Speed"], "NEXT": ["Level"]}


def test_every_dbc_loads_the_same_with_both_readers(can_data: Path) -> None:
    paths = every_dbc(can_data)
    assert len(paths) >= 18
    for path in paths:
        repaired = repair(read_dbc_text(path))
        messages = dbc_messages(repaired.messages)
        assert messages, path.name
        assert cantools_messages(repaired) == messages, path.name
        assert message_decoders(messages)


def judged(path: Path) -> list[Any]:
    """What cantools makes of the untouched file; empty when it refuses."""
    try:
        database: Any = cantools.database.load_string(
            read_dbc_text(path), database_format="dbc", strict=False, sort_signals=None
        )
    except Exception:  # noqa: BLE001  the parser's errors have no common base
        return []
    return list(database.messages)


def place(signal: Any) -> Field:
    return Field(
        big=signal.byte_order == "big_endian",
        start=signal.start,
        length=signal.length,
        signed=bool(signal.is_signed),
        floating=bool(signal.is_float),
        scale=signal.scale,
        offset=signal.offset,
    )


def compare(ours: DbcSignal, theirs: Any) -> None:
    assert ours.field == place(theirs)
    assert (ours.unit, ours.minimum, ours.maximum) == (theirs.unit, theirs.minimum, theirs.maximum)
    assert ours.choices == {k: str(v) for k, v in (theirs.choices or {}).items()}
    assert ours.selector == theirs.multiplexer_signal
    assert ours.selector_values == tuple(sorted(theirs.multiplexer_ids or ()))
    assert ours.is_selector is bool(theirs.is_multiplexer)


def test_the_own_parser_reads_untouched_files_as_cantools_does(can_data: Path) -> None:
    files = signals = 0
    for path in every_dbc(can_data):
        own = {
            (m.can_id, m.extended): m for m in dbc_messages(repair(read_dbc_text(path)).messages)
        }
        judges = judged(path)
        files += bool(judges)
        for judge in judges:
            message = own[judge.frame_id, judge.is_extended_frame]
            assert (message.name, message.length) == (judge.name, judge.length)
            assert message.cycle_ms == judge.cycle_time
            for theirs in judge.signals:
                if place(theirs).last_byte < judge.length:
                    compare(message.signals[theirs.name], theirs)
                    signals += 1
    assert files >= 17
    assert signals >= 4500


def test_a_sound_file_has_no_fault() -> None:
    assert faults(HEAD + SPEED + NEXT) == []


def test_the_header_may_be_missing(tmp_path: Path) -> None:
    assert names(load(SPEED + NEXT, tmp_path)) == BOTH
    assert faults(SPEED) == [(1, "BS_ is missing, added"), (1, "BU_ is missing, added")]


def test_a_large_identifier_is_extended(tmp_path: Path) -> None:
    text = HEAD + NEXT.replace("257", "2364540158") + SPEED.replace("256", "4096")
    text += 'VAL_ 4096 Speed 1 "slow" ;\n'
    marked, bare = load(text, tmp_path)
    assert (marked.can_id, marked.extended) == (0xCF004FE, True)
    assert (bare.can_id, bare.extended) == (4096, True)
    assert bare.signals["Speed"].choices == {1: "slow"}
    assert faults(text) == [(5, "message MOTION: identifier 0x1000 taken as extended")]


def test_an_impossible_identifier_is_left_out(tmp_path: Path) -> None:
    text = HEAD + SPEED.replace("256", "1075054137") + NEXT
    assert names(load(text, tmp_path)) == {"NEXT": ["Level"]}
    assert "too large" in faults(text)[0][1]


def test_names_that_no_parser_takes_are_kept(tmp_path: Path) -> None:
    text = HEAD + (
        "BO_ 256 2017_5: 8 XXX\n"
        ' SG_ 0_Counter M : 0|4@1+ (1,0) [0|15] "" XXX\n'
        ' SG_ 1st m1 : 8|8@1+ (1,0) [0|0] "" XXX\n'
        ' SG_ BO_ : 16|8@1+ (1,0) [0|0] "" XXX\n'
        ' SG_ name_0 : 24|8@1+ (1,0) [0|0] "" XXX\n'
    )
    (message,) = load(text + 'VAL_ 256 1st 1 "on" ;\n', tmp_path)
    assert message.name == "2017_5"
    assert list(message.signals) == ["0_Counter", "1st", "BO_", "name_0"]
    assert message.signals["1st"].selector == "0_Counter"
    assert message.signals["1st"].choices == {1: "on"}
    assert len(faults(text)) == 4


def test_statements_about_unknown_objects_are_dropped(tmp_path: Path) -> None:
    text = HEAD + SPEED + NEXT
    about = (
        'CM_ SG_ 256 Gone "text";',
        'CM_ BO_ 300 "text";',
        'CM_ BU_ Nobody "text";',
        'VAL_ 256 Gone 1 "on" ;',
        'VAL_ 300 Speed 1 "on" ;',
        'BA_ "GenMsgCycleTime" BO_ 300 10;',
        'BA_ "Any" SG_ 256 Gone 1;',
        "SIG_VALTYPE_ 256 Gone : 1;",
        "SG_MUL_VAL_ 256 Gone Speed 1-1;",
    )
    text += "\n".join((*about, 'CM_ BU_ XXX "fine";', 'CM_ SG_ 256 Speed "fine";', ""))
    assert names(load(text, tmp_path)) == BOTH
    found = faults(text)
    assert [line for line, _ in found] == list(range(7, 16))
    assert all("unknown" in reason for _, reason in found)


@pytest.mark.parametrize(
    "comment",
    [
        'CM_ "no end"',
        'CM_ SG_ 256 "no name";',
        'CM_ 256 "no kind";',
        'CM_ BO_ 256 "never closed;',
        'CM_ BO_ 256 "he said "stop" twice";',
        'CM_ SG_ 256 Speed "several\nlines";',
        'CM_ SG_ 256 Speed "BO_ 257 NEXT: in\nBO_ 1 a comment";',
        'CM_ "";',
        "CM_",
        'BA_ "Any" BO_ 256 "never closed;',
        'VAL_ 256 Speed 0 "never closed ;',
        'VAL_ 256 Speed 0 "no end"',
        'BA_DEF_ "Any" STRING',
        "what is this?",
    ],
)
def test_no_message_is_lost_to_what_stands_before_it(comment: str, tmp_path: Path) -> None:
    assert names(load(f"{HEAD}{SPEED}\n{comment}\n{NEXT}", tmp_path)) == BOTH


def test_impossible_signals_are_dropped(tmp_path: Path) -> None:
    text = (
        HEAD
        + SPEED
        + (
            ' SG_ Outside : 60|8@1+ (1,0) [0|0] "" XXX\n'
            ' SG_ OutsideBig : 56|9@0+ (1,0) [0|0] "" XXX\n'
            ' SG_ Nothing : 0|8@1+ (0,0) [0|0] "" XXX\n'
            ' SG_ Endless : 0|8@1+ (1E999,0) [0|0] "" XXX\n'
            ' SG_ Speed : 0|8@1+ (1,0) [0|0] "" XXX\n'
            ' SG_ Odd : 0|8@1+ (1,0) "" XXX\n'
            ' SG_ Real : 0|8@1+ (1,0) [0|0] "" XXX\n'
            "SIG_VALTYPE_ 256 Real : 1;\n"
        )
    )
    assert names(load(text, tmp_path)) == {"MOTION": ["Speed"]}
    assert [line for line, _ in faults(text)] == [5, 6, 7, 8, 9, 10, 12]


def test_the_first_of_two_messages_counts(tmp_path: Path) -> None:
    text = HEAD + SPEED + NEXT.replace("257", "256")
    assert names(load(text, tmp_path)) == {"MOTION": ["Speed"]}
    assert faults(text) == [
        (5, "message NEXT: identifier of MOTION in line 3 again, left out"),
    ]


def test_signals_without_a_message_and_broken_messages_are_skipped(tmp_path: Path) -> None:
    alone = "BO_ 3221225472 VECTOR__INDEPENDENT_SIG_MSG: 0 XXX\n SG_ A : 0|1@1+ (1,0) [0|0] "
    text = HEAD + alone + '"" X\n' + SPEED + NEXT.replace("257 NEXT", "NEXT")
    assert names(load(text, tmp_path)) == {"MOTION": ["Speed"]}
    assert [line for line, _ in faults(text)] == [3, 7]


def test_a_part_whose_multiplexer_is_gone_is_never_shown(tmp_path: Path) -> None:
    text = (
        HEAD
        + SPEED
        + (' SG_ Mux M : 62|4@1+ (1,0) [0|0] "" XXX\n SG_ Part m1 : 0|8@1+ (1,0) [0|0] "" XXX\n')
    )
    assert names(load(text, tmp_path)) == {"MOTION": ["Speed"]}
    assert [line for line, _ in faults(text)] == [5, 6]


def test_multiplexers_in_multiplexers(tmp_path: Path) -> None:
    text = HEAD + (
        "BO_ 256 TREE: 8 XXX\n"
        ' SG_ Service M : 0|8@1+ (1,0) [0|0] "" XXX\n'
        ' SG_ Pid m65M : 8|8@1+ (1,0) [0|0] "" XXX\n'
        ' SG_ Load m4 : 16|8@1+ (1,0) [0|0] "" XXX\n'
        "SG_MUL_VAL_ 256 Pid Service 65-65;\nSG_MUL_VAL_ 256 Load Pid 4-5, 9-9;\n"
    )
    (message,) = load(text, tmp_path)
    signals = message.signals
    assert (signals["Pid"].selector, signals["Pid"].selector_values) == ("Service", (65,))
    assert (signals["Load"].selector, signals["Load"].selector_values) == ("Pid", (4, 5, 9))


def test_a_bare_mark_is_the_multiplexer(tmp_path: Path) -> None:
    text = HEAD + NEXT.replace("Level", "Code m") + ' SG_ Part m2 : 8|8@1+ (1,0) [0|0] "" XXX\n'
    (message,) = load(text, tmp_path)
    assert (message.signals["Part"].selector, message.signals["Part"].selector_values) == (
        "Code",
        (2,),
    )


def test_numbers_and_attributes_in_their_many_forms(tmp_path: Path) -> None:
    text = HEAD + SPEED.replace("(0.01,0) [0|300]", "(.25,-5.E+02) [-.5|+1e3]") + NEXT
    text += (
        'BA_DEF_ BO_ "GenMsgCycleTime" INT 0 65535;\nBA_DEF_DEF_ "GenMsgCycleTime" 100;\n'
        'BA_ "GenMsgCycleTime" BO_ 256 20;\n'
        'BA_ "SystemMessageLongSymbol" BO_ 256 "MOTION_OF_THE_WHOLE_CAR_AND_ITS_TRAILER";\n'
        'BA_ "SystemSignalLongSymbol" SG_ 256 Speed "SpeedOverGround";\n'
        'VAL_ 256 Speed -1 "a \\"quoted\\" name" 2 "two" ;\n'
    )
    motion, following = load(text, tmp_path)
    assert motion.name == "MOTION_OF_THE_WHOLE_CAR_AND_ITS_TRAILER"
    speed = motion.signals["SpeedOverGround"]
    assert (speed.field.scale, speed.field.offset) == (0.25, -500)
    assert (speed.minimum, speed.maximum) == (-0.5, 1000)
    assert speed.choices == {-1: 'a "quoted" name', 2: "two"}
    assert (motion.cycle_ms, following.cycle_ms) == (20, 100)


def test_windows_text(tmp_path: Path) -> None:
    text = HEAD + SPEED.replace("km/h", "°C").replace("\n", "\r\n")
    (message,) = load(text, tmp_path, "cp1252")
    assert message.signals["Speed"].unit == "°C"


def test_warnings_name_file_and_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load(HEAD + SPEED + 'CM_ SG_ 256 Gone "text";\n', tmp_path)
    assert caplog.messages == ["car.dbc, line 5: CM_ about unknown SG_ 256 Gone, left out"]


def test_the_own_parser_steps_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ValueError("no such form")

    monkeypatch.setattr(cantools.database, "load_string", refuse)
    with caplog.at_level(logging.WARNING, logger=dbc.__name__):
        assert names(load(HEAD + SPEED + NEXT, tmp_path)) == BOTH
    assert caplog.messages == ["car.dbc: read without cantools, which says: no such form"]


@pytest.mark.parametrize("data", [b"", b"\x00\xff\x13" * 500, b'CM_ "text";', b"BO_ 1"])
def test_a_file_without_messages_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "car.dbc"
    path.write_bytes(data)
    with pytest.raises(HabitacleError, match=r"car\.dbc cannot be read: it holds no message\."):
        load_dbc(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match="No such file"):
        load_dbc(tmp_path / "none.dbc")
