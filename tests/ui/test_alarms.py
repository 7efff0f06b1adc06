"""What is heard: few cues, together, never of what somebody has acknowledged."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketachart.app.clinic import Done
from ketachart.domain.acts import AcknowledgeAlert, ChartVitals
from ketachart.domain.acts.bedside_acts import DUE
from ketachart.ui.desk import Desk
from ketachart.ui.player import NO_SOUND, Player
from ketachart.ui.presenters.alarms import (
    Heard,
    Notice,
    Rules,
    Sound,
    decide,
    muted,
    quiet_words,
    summarised,
    unmuted,
)
from ketachart.ui.presenters.due import ignored, notices
from ketachart.ui.sound_owner import SoundOwner
from tests.ui.chair_day import at

SOUNDS = Path(__file__).resolve().parents[2] / "resources" / "sounds"

START = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
RULES = Rules()


def after(**span):
    return START + timedelta(**span)


def notice(key="a", sound=Sound.DUE, **span):
    return Notice(key=key, sound=sound, at=after(**span), words=f"{key} {sound.name.lower()}")


def test_that_nothing_is_heard_within_the_grace():
    assert decide(Heard(), [notice()], after(seconds=19), RULES).sound is None
    assert decide(Heard(), [notice()], after(seconds=20), RULES).sound is Sound.DUE


def test_that_what_is_due_within_two_minutes_is_one_cue():
    both = [notice("a"), notice("b", seconds=130)]
    cue = decide(Heard(), both, after(seconds=20), RULES)
    assert [each.key for each in cue.notices] == ["a", "b"]
    assert decide(cue.heard, both, after(seconds=160), RULES).sound is None


def test_that_what_is_due_later_has_a_cue_of_its_own():
    both = [notice("a"), notice("b", seconds=141)]
    cue = decide(Heard(), both, after(seconds=20), RULES)
    assert [each.key for each in cue.notices] == ["a"]
    assert decide(cue.heard, both, after(seconds=161), RULES).sound is Sound.DUE


def test_that_the_gravest_of_several_is_the_one_that_is_heard():
    several = [notice("a", Sound.FINISHED), notice("b", Sound.ALERT), notice("c", Sound.OVERDUE)]
    cue = decide(Heard(), several, after(minutes=1), RULES)
    assert cue.sound is Sound.ALERT
    assert [each.key for each in cue.notices] == ["b", "c", "a"]


def test_that_only_what_is_overdue_or_alerts_is_heard_again():
    for sound, again in ((Sound.DUE, None), (Sound.OVERDUE, Sound.OVERDUE)):
        first = decide(Heard(), [notice(sound=sound)], after(minutes=1), RULES)
        assert decide(first.heard, [notice(sound=sound)], after(minutes=5), RULES).sound is None
        later = decide(first.heard, [notice(sound=sound)], after(minutes=6), RULES)
        assert later.sound is again


def test_that_a_mute_keeps_quiet_says_who_and_ends_by_itself():
    quiet = muted(Heard(), "A. Okafor RN", START, RULES)
    cue = decide(quiet, [notice(sound=Sound.ALERT)], after(minutes=9), RULES)
    assert cue.sound is None
    assert quiet_words(cue, "09:10") == (
        "SOUND OFF until 09:10, by A. Okafor RN · not heard: a alert"
    )
    cue = decide(cue.heard, [notice(sound=Sound.ALERT)], after(minutes=10), RULES)
    assert (cue.sound, cue.heard.muted_by, quiet_words(cue, "")) == (Sound.ALERT, "", "")


def test_that_sound_again_lets_the_backlog_be_one_cue():
    quiet = muted(Heard(), "A. Okafor RN", START, RULES)
    some = [notice("a"), notice("b", Sound.OVERDUE)]
    cue = decide(unmuted(quiet), some, after(minutes=3), RULES)
    assert (cue.sound, len(cue.notices)) == (Sound.OVERDUE, 2)


def test_that_a_jump_of_the_clock_is_one_sentence_and_no_chorus():
    some = [notice("a"), notice("b", Sound.OVERDUE), notice("c", hours=2)]
    heard, words = summarised(Heard(), some, after(hours=1))
    assert words == "While the computer slept or its clock was set: b overdue · a due"
    assert decide(heard, some, after(hours=1, seconds=1), RULES).sound is None


def test_that_a_clock_set_back_does_not_make_old_cues_count():
    first = decide(Heard(), [notice()], after(minutes=5), RULES)
    back = decide(first.heard, [notice("b", hours=-2)], after(hours=-1), RULES)
    assert back.heard.cues == (after(hours=-1),)


BITS = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from(Sound), st.integers(0, 90 * 60), st.integers(0, 600)
    ),
    max_size=80,
)


@given(BITS)
def test_that_no_hour_has_more_cues_than_the_rules_allow(bits):
    rules = Rules(grace=timedelta(0), most_per_hour=6, kept_for_alerts=2)
    heard, cues, now = Heard(), [], START
    for key, sound, since, step in bits:
        now += timedelta(seconds=step)
        cue = decide(heard, [notice(f"{key}", sound, seconds=since)], now, rules)
        heard = cue.heard
        if cue.sound is not None:
            cues.append((now, cue.sound))
        recent = [one for one in cues if now - timedelta(hours=1) < one[0]]
        assert len(recent) <= 6
        if cue.sound is not None and cue.sound is not Sound.ALERT:
            assert len(recent) <= 4


def alerts_of(day):
    return [each.words for each in notices_of(day, "s2") if each.sound is Sound.ALERT]


def notices_of(day, session):
    now = day.clock.now()
    settings = day.clinic.world.settings_at(now)
    return notices(day.session(session), settings, day.clinic.formulary(), now)


def test_that_an_overdue_set_is_no_notice_once_it_is_acknowledged(day_at):
    day = day_at("09:17:20")
    day.pass_time(minutes=10)
    words = [each.words for each in notices_of(day, "s2") if each.sound is Sound.OVERDUE]
    assert "Chair 2 vitals overdue" in words
    day.clinic.perform(
        AcknowledgeAlert(session="s2", of=f"{DUE}{at('09:25:00').astimezone(UTC).isoformat()}"),
        day.turn,
    )
    assert not [each for each in notices_of(day, "s2") if "vitals" in each.words]


def test_that_a_high_alert_is_a_notice_until_it_is_acknowledged(day_at):
    day = day_at("09:17:20")
    low = {"hr": 92, "sbp": 138, "dbp": 84, "spo2": 84, "rr": 12}
    done = day.clinic.perform(ChartVitals(session="s2", values=low), day.turn)
    assert isinstance(done, Done)
    now = day.pass_time(minutes=6)
    settings = day.clinic.world.settings_at(now)
    assert alerts_of(day) == ["Chair 2 SpO2 84 % low"]
    assert ignored(day.session("s2"), settings, now, timedelta(minutes=5)) == (
        "SpO2 84 % low for 6 min, nobody has seen it",
    )
    of = day.session("s2").readings[-1].ref
    day.clinic.perform(AcknowledgeAlert(session="s2", of=of, fields=("spo2",)), day.turn)
    assert alerts_of(day) == []
    assert ignored(day.session("s2"), settings, now, timedelta(minutes=5)) == ()


# ── Playing ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def owner_of(qtbot, tmp_path):
    """The owner of the sounds on a day, with programs that stand for players."""
    made = []

    def owner(day, *players):
        desk, player = Desk(day.clinic, day.turn), Player(SOUNDS, players)
        made.append((desk, player))
        return desk, SoundOwner(desk, player)

    yield owner
    for desk, player in made:
        player.close()
        desk.close()


def test_that_a_player_that_fails_is_given_up_and_said_to_be_none(qtbot):
    player = Player(SOUNDS, (("false",), ("no-such-player",)))
    assert player.is_available
    with qtbot.waitSignal(player.availability_changed):
        player.play(Sound.DUE)
    assert not player.is_available


def test_that_each_sound_has_a_file_of_its_own():
    contents = {(SOUNDS / sound.file).read_bytes() for sound in Sound}
    assert len(contents) == len(Sound)


def test_that_a_locked_desk_sounds_all_the_same(day_at, owner_of):
    day = day_at("09:17:20")
    desk, owner = owner_of(day, ("true",))
    desk.lock()
    desk.tick.emit(day.pass_time(minutes=1))
    assert owner.last is Sound.OVERDUE


def test_that_muting_says_who_and_until_when_and_what_was_not_heard(day_at, owner_of):
    day = day_at("09:17:20")
    desk, owner = owner_of(day, ("true",))
    owner.toggle_mute()
    desk.tick.emit(day.pass_time(minutes=1))
    assert owner.last is None
    said = f"SOUND OFF until 09:27, by {day.turn.person.titled}"
    assert owner.words.startswith(f"{said} · not heard: Chair 2 response to midazolam")
    desk.lock()
    assert owner.words == f"{said} · 2 not heard"
    owner.toggle_mute()
    assert (owner.last, owner.words) == (Sound.OVERDUE, "")


def test_that_a_jump_of_the_clock_sums_up_and_plays_nothing(qtbot, day_at, owner_of):
    day = day_at("09:17:20")
    desk, owner = owner_of(day, ("true",))
    desk.jumped.emit(3600)
    with qtbot.waitSignal(owner.summed_up) as told:
        desk.tick.emit(day.pass_time(hours=1))
    assert "Chair 2 vitals" in told.args[0]
    assert owner.last is None


def test_that_a_computer_without_a_player_says_so(day_at, owner_of):
    _, owner = owner_of(day_at("09:17:20"))
    assert owner.words == NO_SOUND
