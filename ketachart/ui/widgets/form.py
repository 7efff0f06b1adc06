"""What forms are built of: labelled fields large enough for a gloved finger.

Every field has a stable English object name, which is also the name of what it
fills in (`pump_ml`, `reason`), so that a refusal can be shown at its field.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ketachart.ui.widgets.action_button import ActionButton
from ketachart.ui.widgets.flow import FlowLayout
from ketachart.ui.widgets.line import Line, draw_edge
from ketachart.ui.widgets.segmented import Segment, Segmented
from ketachart.ui.widgets.theme import colours_of, scaled, touch_height
from ketachart.ui.widgets.wrapped_label import WrappedLabel

if TYPE_CHECKING:
    from ketachart.domain.people import Person

_NUMBER_SIGNS = frozenset("0123456789.")
_LONGEST_NUMBER = 10
_LONGEST_TEXT = 400


class TextField(Line):
    """One line of text."""

    def __init__(self, name: str, label: str, *, hint: str = "", text: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setPlaceholderText(hint)
        self.setMaxLength(_LONGEST_TEXT)
        self.setMinimumHeight(touch_height(self.font()))

    @property
    def typed(self) -> str:
        """What was typed, without surrounding blanks."""
        return self.text().strip()


class LongTextField(QPlainTextEdit):
    """Several lines of text; Tab leaves it, Ctrl+Enter submits the panel."""

    def __init__(self, name: str, label: str, *, text: str = "", lines: int = 4) -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + 16)

        self.setFrameShape(QFrame.Shape.NoFrame)

    @property
    def typed(self) -> str:
        """What was typed, without surrounding blanks."""
        return self.toPlainText().strip()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Qt paints the cursor's line alone, and the edge would stay as it was.
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_edge(self.viewport(), self)


class NumberField(Line):
    """A plain decimal number; a comma becomes a point, other signs are not taken."""

    def __init__(self, name: str, label: str, *, text: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setMaxLength(_LONGEST_NUMBER)
        self.setMinimumHeight(touch_height(self.font()))
        self.setFont(scaled(self.font(), 1.15))
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.textEdited.connect(self._clean)

    @property
    def typed(self) -> str | None:
        """What was typed, or None if nothing was."""
        return self.text() or None

    def _clean(self, text: str) -> None:
        kept = "".join(sign for sign in text.replace(",", ".") if sign in _NUMBER_SIGNS)
        if kept != text:
            at = self.cursorPosition() - len(text) + len(kept)
            self.setText(kept)
            self.setCursorPosition(max(0, at))


class SecretField(Line):
    """A PIN or passphrase; it is handed over once and then forgotten."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMinimumHeight(touch_height(self.font()))
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)

    def taken(self) -> str:
        """The secret typed; the field is empty afterwards."""
        secret = self.text()
        self.clear()
        return secret


class ChoiceField(QComboBox):
    """One of a list; nothing is chosen beforehand unless a value is given."""

    def __init__(
        self,
        name: str,
        label: str,
        choices: Sequence[tuple[str, str]] = (),
        *,
        value: str = "",
        prompt: str = "Choose …",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setMinimumHeight(touch_height(self.font()))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self._prompt = prompt
        self.offer(choices, value=value)

    def offer(self, choices: Sequence[tuple[str, str]], *, value: str = "") -> None:
        """Offer other choices, each a value and the words shown for it."""
        blocked = self.blockSignals(True)
        self.clear()
        self.addItem(self._prompt, "")
        for each, words in choices:
            self.addItem(words, each)
        self.setCurrentIndex(max(0, self.findData(value)))
        self.blockSignals(blocked)

    def choose(self, value: str) -> None:
        """Choose a value; nothing if it is not offered."""
        self.setCurrentIndex(max(0, self.findData(value)))

    @property
    def value(self) -> str:
        """The value chosen, empty if none."""
        return str(self.currentData() or "")

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.base))
        painter.setPen(QColor(colours.text if self.value else colours.muted))
        words = self.rect().adjusted(9, 0, -30, 0)
        text = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(QColor(colours.muted))
        arrow = self.rect().adjusted(self.width() - 28, 0, -8, 0)
        painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "▾")
        painter.end()
        draw_edge(self, self)


class YesNo(Segmented):
    """Yes or no, unanswered at first; `y` and `n` answer and go on to the next field."""

    def __init__(self, name: str, question: str) -> None:
        super().__init__((Segment(value="y", text="Yes"), Segment(value="n", text="No")), question)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def answer(self) -> bool | None:
        """The answer; None while there is none."""
        return None if self.value is None else self.value == "y"

    def answer_with(self, answer: bool | None) -> None:
        """Show an answer that was given before."""
        self.set_value(None if answer is None else "y" if answer else "n")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().casefold()
        if letter in {"y", "n"}:
            if self.value != letter:
                self.set_value(letter)
                self.chosen.emit(letter)
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class PersonPicker(ChoiceField):
    """Someone by name."""

    def __init__(self, name: str, label: str, people: "Sequence[Person]") -> None:
        super().__init__(name, label, [(person.id, person.titled) for person in people])


class UsualWords(QWidget):
    """The usual answers as buttons; pressing one fills them in."""

    chosen = Signal(str)

    def __init__(self, name: str, words: Sequence[str]) -> None:
        super().__init__()
        flow = FlowLayout(self)
        for number, each in enumerate(words):
            button = ActionButton(each, f"{name}_{number}")
            button.clicked.connect(lambda _checked=False, said=each: self.chosen.emit(said))
            flow.addWidget(button)


class FieldRow(QWidget):
    """A label above its field, with the unit or a hint beside or below it."""

    def __init__(self, label: str, field: QWidget, *, unit: str = "", hint: str = "") -> None:
        super().__init__()
        self.field = field
        self._label = WrappedLabel(label)
        self._label.setBuddy(field)
        self._hint = WrappedLabel(hint)
        # Shown before it has a place it would be a window of its own, for a moment.
        if not hint:
            self._hint.hide()
        mute(self._hint)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(field, stretch=1)
        if unit:
            beside.addWidget(QLabel(unit))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(3)
        rows.addWidget(self._label)
        rows.addLayout(beside)
        rows.addWidget(self._hint)

    def ask(self, *, needed: bool) -> None:
        """Show the field while it is needed, and while it holds something or has the keys.

        What is being typed must not go on in the field after it.
        """
        field = self.field
        is_begun = isinstance(field, QLineEdit) and bool(field.text().strip())
        self.setVisible(needed or is_begun or self.window().focusWidget() is field)

    def hint(self, words: str) -> None:
        """Say something below the field; nothing if empty."""
        if words != self._hint.text():
            self._hint.setText(words)
            self._hint.setVisible(bool(words))


class QuestionRow(QWidget):
    """A question at the left, yes and no at the right."""

    def __init__(self, question: str, field: YesNo) -> None:
        super().__init__()
        self.field = field
        words = WrappedLabel(question)
        words.setBuddy(field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(words, stretch=1)
        row.addWidget(field)


class SecondPerson(QWidget):
    """The second person and their PIN: they sign in place, without ending the nurse's turn.

    Where it may wait, they can be asked to sign at another window instead.
    """

    call_asked = Signal()

    def __init__(self, what: str, people: "Sequence[Person]", *, may_wait: bool = False) -> None:
        super().__init__()
        self._picker = PersonPicker("second_person", what, people)
        self._secret = SecretField("second_secret", f"{what}: PIN")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(FieldRow(what, self._picker))
        rows.addWidget(FieldRow("Their PIN or passphrase", self._secret))
        self._call = ActionButton("Ask for the PIN at another window", "call_witness")
        self._call.setToolTip("The board and every chair show it until somebody signs it there")
        self._call.clicked.connect(self.call_asked)
        if not may_wait:
            self._call.hide()
        rows.addWidget(self._call)

    @property
    def person(self) -> str:
        """Who was chosen; empty if nobody."""
        return self._picker.value

    def offer(self, people: "Sequence[Person]") -> None:
        """Offer other people, keeping who was chosen."""
        self._picker.offer(
            [(person.id, person.titled) for person in people], value=self._picker.value
        )

    def choose(self, person: str) -> None:
        """Choose someone who is offered."""
        self._picker.choose(person)

    def ask(self) -> None:
        """Put the focus on the PIN."""
        self._secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def taken(self) -> str:
        """The PIN typed; the field is empty afterwards."""
        return self._secret.taken()


def mute(label: QLabel) -> None:
    """Show a label smaller and quieter than what it explains."""
    label.setFont(scaled(label.font(), 0.92))
    # A role rather than a colour: it follows when the desktop turns dark.
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)


def heading(words: str) -> QLabel:
    """A heading between groups of fields."""
    label = WrappedLabel(words)
    label.setFont(scaled(label.font(), 1.05, bold=True))
    label.setContentsMargins(0, 6, 0, 0)
    return label


def named_sentences(said: Mapping[str, QLabel]) -> QGridLayout:
    """Sentences below one another, each behind its name."""
    rows = QGridLayout()
    rows.setHorizontalSpacing(18)
    rows.setVerticalSpacing(6)
    rows.setColumnStretch(1, 1)
    for row, (label, words) in enumerate(said.items()):
        name = sentence(label)
        mute(name)
        rows.addWidget(name, row, 0)
        rows.addWidget(words, row, 1)
    return rows


def sentence(words: str = "", name: str = "") -> QLabel:
    """A wrapped sentence in plain text."""
    label = WrappedLabel(words)
    label.setObjectName(name)
    return label
