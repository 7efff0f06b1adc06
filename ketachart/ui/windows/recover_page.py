"""When every passphrase is lost: an administrator's new one, by two recovery sheets."""

from collections.abc import Callable, Sequence

from ketachart.app.outcomes import Trouble
from ketachart.app.vaults import Unlocked
from ketachart.domain.refusals import Refusal
from ketachart.ui.widgets.form import SecretField, TextField
from ketachart.ui.widgets.sheets_proof import SheetsProof
from ketachart.ui.windows.founding_pages import FoundingPage, Placed

Recover = Callable[[Sequence[str], str, str, str], Unlocked | Refusal | Trouble]
"""Two sheets, who, the new passphrase, the new PIN."""


class RecoverPage(FoundingPage):
    """Two sheets, the administrator, a new passphrase and PIN; all of it is recorded."""

    def __init__(self, recover: Recover) -> None:
        super().__init__(
            "Lost passphrase",
            "If somebody else can still sign in, an administrator gives you a new passphrase."
            " Otherwise two of the recovery sheets give an administrator a new one. That is"
            " recorded.",
        )
        self._recover = recover
        self.unlocked: Unlocked | None = None
        self._proof = SheetsProof()
        self._user = TextField("user", "Signs in as", hint="ad.lindqvist")
        self._secrets = {
            name: SecretField(name, label)
            for name, label in (
                ("passphrase", "New passphrase"),
                ("passphrase_again", "New passphrase again"),
                ("pin", "New PIN"),
                ("pin_again", "New PIN again"),
            )
        }
        self.rows.addWidget(self._proof)
        self.place(
            Placed(label="The administrator signs in as", field=self._user, wide=True),
            *(
                Placed(label=field.accessibleName(), field=field)
                for field in self._secrets.values()
            ),
        )
        self.rows.addStretch(1)

    def begin(self) -> None:
        self._proof.begin()

    def is_ready(self) -> bool:
        """Give the new passphrase, or say what is wrong."""
        sheets = self._proof.sheets
        typed = {name: field.text() for name, field in self._secrets.items()}
        if sheets is None:
            return self._stay("Two whole sheets are needed.", "Each has 33 words.")
        for name, words in (("passphrase", "passphrases"), ("pin", "PINs")):
            if typed[name] != typed[f"{name}_again"]:
                self._secrets[f"{name}_again"].setFocus()
                return self._stay(f"The two {words} differ.", "Type them again.")
        answer = self._recover(sheets, self._user.typed, typed["passphrase"], typed["pin"])
        if isinstance(answer, Refusal):
            return self._stay(answer.sentence, answer.remedy, answer.code)
        if isinstance(answer, Trouble):
            return self._stay(answer.sentence, "Nothing was changed.")
        self.unlocked = answer
        self._proof.clear()
        for field in self._secrets.values():
            field.clear()
        return True

    def _stay(self, words: str, remedy: str, code: str = "") -> bool:
        self.bar.explain(words, remedy, code)
        return False
