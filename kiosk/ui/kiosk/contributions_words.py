"""Contributions in words, the same on the screen and on paper."""

from kiosk.domain.contributions import Fund, Gap, History, Period
from kiosk.ui.kiosk.session import Session

_MONTHS = 12


def span_words(session: Session, months: int) -> str:
    """Return so many months as a person says them: "12 năm 4 tháng"."""
    years, rest = divmod(months, _MONTHS)
    key = "months" if not years else "years_months" if rest else "years"
    return session.say(f"lookup.span.{key}", years=years, months=rest)


def headline_words(session: Session, history: History) -> str:
    """Say how long, in one sentence."""
    months = history.paid(Fund.SOCIAL)
    if not months:
        return session.say("lookup.contributions.none")
    return session.say("lookup.contributions.paid", span=span_words(session, months))


def late_words(session: Session, history: History) -> list[str]:
    """Say who pays late and by how much; nothing when all employers pay in time."""
    if not history.late:
        return []
    owing = ", ".join(history.late_employers)
    return [session.say("lookup.late", employer=owing, span=span_words(session, history.late))]


def law_words(session: Session) -> list[str]:
    """Say what to do about an employer who pays late."""
    hotline = session.services.office.hotline
    return [session.say("lookup.todo", hotline=hotline), session.say("lookup.law")]


def total_rows(session: Session, history: History) -> list[tuple[str, str]]:
    """Return each fund's total, the time without any, and up to when all that is known."""
    rows = [
        (session.say(f"lookup.fund.{fund}"), span_words(session, months))
        for fund in Fund
        if (months := history.paid(fund))
    ]
    if idle := sum(gap.months for gap in history.gaps):
        rows.append((session.say("lookup.contributions.gaps"), span_words(session, idle)))
    if history.known_until:
        rows.append((session.say("lookup.contributions.until"), history.known_until.shown))
    return rows


def line_words(session: Session, line: Period | Gap) -> tuple[str, list[str]]:
    """Return when, and what was then: where, and for how long; late ones and gaps in words."""
    span = span_words(session, line.months)
    when = f"{line.first.shown} – {line.last.shown}"
    if isinstance(line, Gap):
        return when, [session.say("lookup.contributions.gap", span=span)]
    funds = ", ".join(session.say(f"lookup.short.{fund}") for fund in Fund if fund in line.funds)
    how = session.say("lookup.contributions.is_late", span=span) if line.is_late else span
    return when, [line.employer, f"{how} · {funds}"]
