"""The tables, for SQLite and PostgreSQL alike: no sequence on the hot path, keys that sort by time.

What names or describes a person stands encrypted (`vault`); what is searched for stands as a keyed hash. Hot
tables have no foreign keys: PostgreSQL would lock the kiosk's row once for each of its registrations, and a
table that is one day partitioned could not keep them.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from kiosk.backend.storage.migrations import CONSTRAINT_NAMES

REVISION = "0007"
"""The newest migration. Alembic is not even imported for a database that has it."""


class Instant(sa.types.TypeDecorator[datetime]):
    """A moment, kept in UTC. SQLite has no zones, so they are put back on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Take any aware moment."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give an aware moment in UTC."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value


metadata = sa.MetaData(naming_convention=CONSTRAINT_NAMES)

participants = sa.Table(
    "participants",
    metadata,
    sa.Column("person", sa.LargeBinary(16), primary_key=True),
    sa.Column("insurance", sa.LargeBinary(16), index=True),
    sa.Column("by_name", sa.BigInteger, nullable=False, index=True),
    sa.Column("by_tail", sa.BigInteger, nullable=False, index=True),
    sa.Column("by_given", sa.BigInteger, nullable=False, index=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
"""The insurer's register as it was imported. `person` and `insurance` are the numbers' keyed hashes, `by_…`
those of the whole folded name, of its last two words and of its last."""

contributions = sa.Table(
    "contributions",
    metadata,
    sa.Column("person", sa.LargeBinary(16), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)
"""Each person's history as it was imported, whole."""

employers = sa.Table(
    "employers",
    metadata,
    sa.Column("code", sa.String(20), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("words", sa.String(400), nullable=False),
    sa.Column("paid_until", sa.String(7), nullable=False),
    sa.Column("due_until", sa.String(7), nullable=False),
)
"""Employers' standing, which is public. `words` are those of the name, folded, a space before each; months
are "2026-09"."""

kiosks = sa.Table(
    "kiosks",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False, server_default="kiosk"),
    sa.Column("office_code", sa.String(10), nullable=False, server_default=""),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("enrolled_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)
"""Callers; a key itself is nowhere but with its holder. `kind` is kiosk, or monitor for the metrics."""

registrations = sa.Table(
    "registrations",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("receipt_code", sa.String(12), nullable=False, unique=True),
    sa.Column("kiosk_id", sa.Uuid, nullable=False),
    sa.Column("office_code", sa.String(10), nullable=False),
    sa.Column("person", sa.LargeBinary(16), index=True),
    sa.Column("phone", sa.LargeBinary(16), index=True),
    sa.Column("phone_owner", sa.String(10), nullable=False),
    sa.Column("by_name", sa.BigInteger, index=True),
    sa.Column("by_tail", sa.BigInteger, index=True),
    sa.Column("by_given", sa.BigInteger, index=True),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("note", sa.LargeBinary),
    sa.Column("captured_at", Instant, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Column("watched_at", Instant),
    sa.Column("claimed_by", sa.Uuid),
    sa.Column("claimed_at", Instant),
    sa.Column("asked", sa.JSON),
    sa.Column("supplemented_at", Instant),
    sa.Column("helper", sa.LargeBinary(16)),
)
"""One row a registration. `sealed` is what was sent (a `RegistrationBody` without the phone's proof), `note`
the officer's words; both, and the events' notes, open only with `salt`, so that a purge that clears it has
erased them everywhere. `phone` is the phone that it takes up: one that was proved or that an officer
approved, never one that was merely typed. `watched_at`: when a citizen last waited for it before a kiosk.
`asked`: the kinds of what an officer asked for last; `supplemented_at`: when it last came."""

_HELPED = registrations.c.helper.is_not(None)
helped = sa.Index(
    "ix_registrations_helper", registrations.c.helper, sqlite_where=_HELPED, postgresql_where=_HELPED
)
"""Whom a person helped, so that what is kept of the helper is found."""

one_account = sa.Index(
    "uq_registrations_approved",
    registrations.c.person,
    unique=True,
    sqlite_where=registrations.c.status == "approved",
    postgresql_where=registrations.c.status == "approved",
)
"""A person has one account, whatever happens at the same time."""

sa.Index("ix_registrations_office_code_status", registrations.c.office_code, registrations.c.status)
"""An office's counts, for the welcome screen and the campaign."""

_WAITS = registrations.c.status.in_(("pending_review", "needs_more"))
waiting = sa.Index(
    "ix_registrations_waiting",
    registrations.c.office_code,
    registrations.c.status,
    registrations.c.received_at,
    registrations.c.id,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
"""The officers' queue, oldest first: counted and turned over without a look at the rows themselves."""

_WATCHED = registrations.c.watched_at.is_not(None)
watched = sa.Index(
    "ix_registrations_watched", registrations.c.watched_at, sqlite_where=_WATCHED, postgresql_where=_WATCHED
)
"""Those for which a citizen has waited before a kiosk."""

_SUPPLEMENTED = sa.and_(
    registrations.c.status == "pending_review", registrations.c.supplemented_at.is_not(None)
)
supplemented = sa.Index(
    "ix_registrations_supplemented",
    registrations.c.supplemented_at,
    sqlite_where=_SUPPLEMENTED,
    postgresql_where=_SUPPLEMENTED,
)
"""Those that wait for an officer who had asked for more."""

events = sa.Table(
    "events",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("registration_id", sa.Uuid, nullable=False, index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("actor", sa.String(60), nullable=False),
    sa.Column("reason", sa.String(40), nullable=False, server_default=""),
    sa.Column("note", sa.LargeBinary),
    sa.Column("details", sa.LargeBinary),
)
"""What became of each registration; append-only. `actor` is "machine", "kiosk:…" or "officer:…"; `note` and
`details` (what was asked for, or changed from what to what) open with its registration's salt."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(60), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(60), nullable=False),
)
"""The audit trail: who did what to what, without personal data; append-only."""

_SEEN = audit.c.action == sa.literal("dossier_seen", literal_execute=True)
dossiers_seen = sa.Index("ix_audit_dossier_seen", audit.c.subject, sqlite_where=_SEEN, postgresql_where=_SEEN)
"""Who looked at a dossier: what its person may ask. A registration's own line is not in it."""

audit_links = sa.Table(
    "audit_links",
    metadata,
    sa.Column("place", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("entry_id", sa.Uuid, sa.ForeignKey("audit.id"), nullable=False, unique=True),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""The chain of hashes over `audit`, linked after they were written; append-only."""

answers = sa.Table(
    "answers",
    metadata,
    sa.Column("key_hash", sa.String(64), primary_key=True),
    sa.Column("request_hash", sa.String(64), nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("person", sa.LargeBinary(16)),
)
"""First answers by idempotency key, each readable only with that key. `person`: whose data is in it, so that
it is erased with theirs; not indexed, since that is asked for once in a while and this table is written to
with each registration."""

phone_codes = sa.Table(
    "phone_codes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kiosk_id", sa.Uuid, nullable=False),
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("person", sa.LargeBinary(16), nullable=False),
    sa.Column("phone", sa.LargeBinary(16)),
    sa.Column("owner", sa.String(10), nullable=False),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("sent_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("used_at", Instant),
    sa.Index("ix_phone_codes_phone_sent_at", "phone", "sent_at"),
    sa.Index("ix_phone_codes_person_sent_at", "person", "sent_at"),
    sa.Index("ix_phone_codes_kiosk_id_sent_at", "kiosk_id", "sent_at"),
)
"""Codes sent, or as if sent: without a `phone` none was sent. `sealed`: the citizen's number and phone. A row
of the purpose `choices` counts that a caller asked to which numbers a code could go; there was no code."""

account_phones = sa.Table(
    "account_phones",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person", sa.LargeBinary(16), nullable=False, index=True),
    sa.Column("phone", sa.LargeBinary(16), nullable=False),
    sa.Column("owner", sa.String(10), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("registration_id", sa.Uuid, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("ended_by", sa.String(60)),
)
"""The phones of accounts. `owner` is self or helper; `sealed`: the phone and who the helper is to the person.
`registration_id`: with which it came, so that an approval that is taken back takes it along."""

cards = sa.Table(
    "cards",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("person", sa.LargeBinary(16), nullable=False, index=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("proof_digest", sa.LargeBinary(16), nullable=False, index=True),
    sa.Column("issued_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant, index=True),
    sa.Column("reminded", sa.SmallInteger),
    sa.Index("ix_cards_expires_at", "expires_at"),
)
"""Cards as they were composed, byte for byte; `expires_at` is the proof's, and `proof_digest` its name in the
list of revocations. `reminded`: the last mark, in days before the end, at which a reminder was settled."""

desk_calls = sa.Table(
    "desk_calls",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kiosk_id", sa.Uuid, nullable=False),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("place", sa.String(40), nullable=False),
    sa.Column("receipt_code", sa.String(12)),
    sa.Column("sealed", sa.LargeBinary),
    sa.Column("answered_at", Instant),
    sa.Column("answered_by", sa.Uuid),
    sa.Column("outcome", sa.String(12)),
)
"""Calls for an officer, and from which question. `sealed`: whose card they would like to see, if that is
what they ask; `outcome` is coming, authorised or declined."""

kiosk_reports = sa.Table(
    "kiosk_reports",
    metadata,
    sa.Column("kiosk_id", sa.Uuid, primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("report", sa.JSON, nullable=False),
)
"""How each kiosk was when it last reported: what waits in its outbox, and what it could not deliver."""

officers = sa.Table(
    "officers",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("login", sa.String(40), nullable=False, unique=True),
    sa.Column("full_name", sa.String(100), nullable=False),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("office_code", sa.String(10), nullable=False),
    sa.Column("password_hash", sa.String(200), nullable=False),
    sa.Column("pin_hash", sa.String(200)),
    sa.Column("badge_hash", sa.String(64), unique=True, index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("disabled_at", Instant),
    sa.Column("further_offices", sa.String(400), nullable=False, server_default=""),
)
"""Officers' accounts. `role` is officer, supervisor, auditor or campaign; `password_hash` and `pin_hash` are
argon2id's own text, `badge_hash` that of the secret in the badge's code; `further_offices` are codes with a
blank between them, "*" for every office."""

pick_ups = sa.Table(
    "pick_ups",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code_hash", sa.LargeBinary(16), nullable=False, unique=True),
    sa.Column("kiosk_id", sa.Uuid, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
"""Half-filled forms that a citizen asked to keep. `sealed` under the code on their slip, so that neither the
kiosk nor the backend can read it."""

sign_in_failures = sa.Table(
    "sign_in_failures",
    metadata,
    sa.Column("login", sa.LargeBinary(16), primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("locked_until", Instant),
)
"""Logins tried in vain, known and unknown alike, by their keyed hash: a password may be typed there."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("officer_id", sa.Uuid, sa.ForeignKey("officers.id"), nullable=False, index=True),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)
"""Officers signed in; the token itself is nowhere but on the officer's desk."""

rights_requests = sa.Table(
    "rights_requests",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("about", sa.String(20), nullable=False),
    sa.Column("person", sa.LargeBinary(16), index=True),
    sa.Column("office_code", sa.String(10), nullable=False),
    sa.Column("kiosk_id", sa.Uuid),
    sa.Column("is_proved", sa.Boolean, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Column("settled_by", sa.String(60)),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("sealed", sa.LargeBinary),
)
"""What people asked for by their rights over their data, and what came of it. `sealed`: who they said they
are, and the officer's words; `is_proved`: a phone or an officer vouched for them. What was erased leaves its
row, without `person`, `salt` and `sealed`: that there was a wish, and when it was done."""

_UNSETTLED = rights_requests.c.state == sa.literal("waiting", literal_execute=True)
waiting_rights = sa.Index(
    "ix_rights_requests_waiting",
    rights_requests.c.due_on,
    rights_requests.c.id,
    sqlite_where=_UNSETTLED,
    postgresql_where=_UNSETTLED,
)
"""The requests that wait at the desk, the nearest deadline first."""

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("phone", sa.LargeBinary(16), nullable=False),
    sa.Column("kiosk_id", sa.Uuid),
    sa.Column("once_key", sa.LargeBinary(16), unique=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("failure", sa.String(12)),
    sa.Column("provider", sa.String(20)),
    sa.Column("provider_id", sa.String(100)),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("queued_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("updated_at", Instant, nullable=False),
    sa.Index("ix_messages_phone_queued_at", "phone", "queued_at"),
)
"""Messages to phones. `sealed`: the phone, and the words until a provider has them; `provider`: the one that
has it or may have it. `due_at`: when a worker may take it up, to send it or to ask how far it is; a worker
that takes it moves that to the end of its lease, and it is empty once nothing more is to be done."""

_DUE = messages.c.due_at.is_not(None)
due_messages = sa.Index("ix_messages_due", messages.c.due_at, sqlite_where=_DUE, postgresql_where=_DUE)
"""Those that are not done with."""

message_providers = sa.Table(
    "message_providers",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("failure", sa.String(12)),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("since", Instant),
    sa.Column("retry_at", Instant),
    sa.Column("balance", sa.BigInteger),
    sa.Column("balance_at", Instant),
)
"""How each provider of messages is doing, for all processes: its circuit breaker (`failures` in a row since
`since`; while it is open, the next probe may go at `retry_at`) and the balance as last asked, in đồng."""
