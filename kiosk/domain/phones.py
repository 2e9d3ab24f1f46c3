"""Mobile numbers of Vietnam: read in every way people write them, kept as E.164, shown as people read them.

Which numbers exist is the business of the `phonenumbers` package, imported where it is needed: its import
takes 35 ms, and nothing heavy may come before the first paint.
"""

import re

from kiosk.domain.problems import Invalid, Problem

_SEPARATORS = re.compile(r"[\s.\-–()/]+")
_DIALLED = re.compile(r"\+?[0-9]+")
_ABROAD = re.compile(r"00(?=[1-9])")
_COUNTRY = "+84"
_BARE_COUNTRY = re.compile(r"84[0-9]{9}")
_LENGTH = 10
_NATIONAL = 9  # digits of a mobile number without the leading 0


def parse_phone(text: str) -> str:
    """Read a Vietnamese mobile number ("090 000 0000", "+84 900000000", "0084…"); return it as E.164.

    Raises `Invalid` with `phone.…`: missing, not_digits, foreign, landline, length, impossible.
    """
    dialled = _SEPARATORS.sub("", text)
    if not dialled:
        raise Invalid(Problem("phone.missing"))
    if not _DIALLED.fullmatch(dialled):
        raise Invalid(Problem("phone.not_digits"))
    dialled = _ABROAD.sub("+", dialled, count=1) if dialled.startswith("00") else dialled
    dialled = f"+{dialled}" if _BARE_COUNTRY.fullmatch(dialled) else dialled
    if dialled.startswith("+") and not dialled.startswith(_COUNTRY):
        raise Invalid(Problem("phone.foreign"))
    return _checked(dialled)


def _checked(dialled: str) -> str:
    import phonenumbers  # 35 ms, see above

    try:
        number = phonenumbers.parse(dialled, "VN")
    except phonenumbers.NumberParseException as error:
        raise Invalid(_length_or_impossible(dialled)) from error
    kind = phonenumbers.number_type(number)
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        raise Invalid(Problem("phone.landline"))
    if kind != phonenumbers.PhoneNumberType.MOBILE or len(str(number.national_number)) != _NATIONAL:
        raise Invalid(_length_or_impossible(dialled))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _length_or_impossible(dialled: str) -> Problem:
    national = _national(dialled) if dialled.startswith(_COUNTRY) else dialled
    if len(national) == _LENGTH:
        return Problem("phone.impossible")
    return Problem("phone.length", {"digits": str(len(national))})


def shown(e164: str) -> str:
    """ "090 000 0000"."""
    national = _national(e164)
    return f"{national[:3]} {national[3:6]} {national[6:]}"


def masked(e164: str) -> str:
    """ "090 ••• ••00": enough to know one's own number by."""
    national = _national(e164)
    return f"{national[:3]} ••• ••{national[-2:]}"


def local(e164: str) -> str:
    """ "0900000000", as it is dialled here; a number of another country keeps its digits, "6580000000"."""
    return _national(e164) if e164.startswith(_COUNTRY) else e164.removeprefix("+")


def _national(e164: str) -> str:
    return f"0{e164.removeprefix(_COUNTRY)}"
