"""The settings of a provider, checked strictly: each key is known, each value has the form that it needs."""

import difflib
import re
from collections.abc import Collection, Mapping

from kiosk.backend.messages.providers.https import is_allowed

_BRANDNAME = re.compile(r"(?![0-9]+$)[A-Za-z0-9_.\- ]{1,11}")
"""What the register of names admits: Latin letters, digits and four signs, 11 at most, not digits alone."""


class ProviderMisconfigured(Exception):  # noqa: N818 - "raise ProviderMisconfigured" is the sentence
    """A provider cannot be built. `problem` has words under `config.<problem>`, filled with `values`.

    `values` name the key, and the file where that is not the settings' own; never a secret.
    """

    def __init__(self, problem: str, /, **values: str) -> None:
        super().__init__(f"{problem} {values}")
        self.problem = problem
        self.values = values


class Options:
    """What was given for one provider. Each method reads one key and may raise `ProviderMisconfigured`."""

    def __init__(self, given: Mapping[str, str], known: Collection[str], provider: str) -> None:
        """Refuse any key that is not `known`."""
        self._given, self._provider = given, provider
        for key in given:
            if key not in known:
                nearest = difflib.get_close_matches(key, known, n=1, cutoff=0) or [""]
                raise ProviderMisconfigured("unknown_key", key=key, nearest=nearest[0])

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; without `default` it must be there."""
        value = self._given.get(key, "").strip() or default
        if value is None:
            raise ProviderMisconfigured("sms_missing_key", key=key, provider=self._provider)
        if not value.isprintable():
            raise ProviderMisconfigured("sms_bad_value", key=key, expected="một dòng chữ / one line of text")
        return value

    def choice(self, key: str, choices: Collection[str], default: str) -> str:
        """Return one of `choices`."""
        value = self.text(key, default)
        if value not in choices:
            raise ProviderMisconfigured("sms_bad_value", key=key, expected=", ".join(choices))
        return value

    def flag(self, key: str) -> bool:
        """Is it "true"? By default it is not."""
        return self.choice(key, ("true", "false"), "false") == "true"

    def number(self, key: str, least: float, most: float, default: float) -> float:
        """Return a number from `least` to `most`."""
        value = self.text(key, str(default))
        try:
            if least <= float(value) <= most:
                return float(value)
        except ValueError:
            pass
        raise ProviderMisconfigured("sms_bad_value", key=key, expected=f"{least:g}–{most:g}")

    def url(self, key: str, default: str | None = None) -> str:
        """Return an address that messages may be sent to, without its last slash."""
        value = self.text(key, default)
        if not is_allowed(value):
            raise ProviderMisconfigured("sms_bad_url", key=key)
        return value.rstrip("/")

    def brandname(self, key: str, default: str | None = None) -> str:
        """Return the sender's name; "" only where that is the default."""
        value = self.text(key, default)
        if value and not _BRANDNAME.fullmatch(value):
            raise ProviderMisconfigured("sms_bad_brandname", key=key, found=value)
        return value

    def seconds(self) -> float:
        """How long a whole attempt may take ("timeout")."""
        return self.number("timeout", 1, 120, 15)
