"""Some thousand people with microcredentials, written into the tables themselves, and what befalls them; with a count
of its own that shares nothing with the registry's: loops over what was done."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select, update

from registry import clock, ids
from registry.accounts.actor import SYSTEM
from registry.audit import service as audit
from registry.awards.models import Award, AwardDocument
from registry.bulk import Rows
from registry.curriculum import service as curriculum_service
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.floor.models import ChamberCode
from registry.people import merging
from registry.people import service as people_service
from registry.people.models import Consent, Person, PersonFact, PersonMerge
from registry.records.models import Document, StatusEvent
from registry.rights import moving
from registry.rights.rules import Kind, State
from registry.transparency import service as transparency
from tests.doors.web.learner import story

LITERACY, ENGINEERING = "std-ai-literacy", "std-ai-engineering"
STATES = ("09", "15", "20", "07", None)
GENDERS = ("woman", "man", "non_binary")
CODES = ("K3M9Q2TX", "B7C4W8HN", "P5R6V1ZD")
CHAMBERS = ("chamber-demo-north", "chamber-demo-south")
YEAR = dt.timedelta(days=365)


@dataclass
class Human:
    """Somebody, as this file remembers her or him."""

    key: uuid.UUID
    into: uuid.UUID | None = None
    opposed: bool = False
    gender: tuple[dt.date, uuid.UUID, str] | None = None
    consent: uuid.UUID | None = None  # under which that was said
    spoke_on: dt.date | None = None  # what was said on a day stands in a row, even when nobody may count it


@dataclass
class Held:
    """One award, as this file remembers it."""

    key: uuid.UUID
    person: uuid.UUID
    standard: str
    profile: str
    issued: dt.datetime
    until: dt.datetime
    home: str | None
    document: uuid.UUID
    state: str = "good"
    code: str | None = None


@dataclass
class Country:
    """The people, what they hold, and the dice."""

    draw: random.Random
    humans: dict[uuid.UUID, Human] = field(default_factory=dict)
    held: dict[uuid.UUID, Held] = field(default_factory=dict)
    merges: list[uuid.UUID] = field(default_factory=list)
    consents: list[uuid.UUID] = field(default_factory=list)
    codes: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(CODES))  # of whom each is by now

    def found(self) -> None:
        """An institution, three definitions and the programs; nobody holds anything yet."""
        school = story.open_school()
        curriculum_service.load_shipped(SYSTEM, "programs.yaml")
        curriculum_service.enforce("prg-catalog", "1.0", SYSTEM)
        (sample,) = story.issue(school, story.teacher())
        self.sample = {
            name: getattr(sample.document, name) for name in [one.key for one in Document.__mapper__.column_attrs]
        }
        self.like = sample
        engineering = db.session.scalar(select(StandardVersion.id).where(StandardVersion.standard_id == ENGINEERING))
        own = school.version
        self.versions = {(LITERACY, "secondary_teachers"): own.id}
        wanted = ((LITERACY, "sme_owners"), (ENGINEERING, "advanced_talent"))
        for number, (standard, profile) in enumerate(wanted, 2):
            version = DefinitionVersion(
                definition_id=own.definition_id,
                number=number,
                state="published",
                standard_version_id=own.standard_version_id if standard == LITERACY else engineering,
                profile=profile,
                design=own.design,
                changed_at=clock.now(),
                published_at=clock.now(),
            )
            db.session.add(version)
            db.session.flush()
            self.versions[standard, profile] = version.id
        self._state_consent()
        self.humans[sample.person_id] = Human(sample.person_id)
        self.held[sample.id] = Held(
            sample.id, sample.person_id, LITERACY, "secondary_teachers", sample.issued_at, sample.valid_until, None,
            sample.document_id,
        )  # fmt: skip
        db.session.commit()

    def _state_consent(self) -> None:
        """The institution states that it holds the consents of those who come from now on."""
        consent = Consent(purpose="prueba", text_version="1", statement="Sí.", given_at=clock.now())
        db.session.add(consent)
        db.session.flush()
        self.consents.append(consent.id)

    @property
    def consent(self) -> uuid.UUID:
        """The one that stands."""
        return self.consents[-1]

    def issue(self, count: int) -> None:
        """Awards to new people and to known ones, some of whom say a gender."""
        rows, now = Rows(), clock.now()
        known = list(self.humans)
        for number in range(count):
            if known and self.draw.random() < 0.3:
                person = self.draw.choice(known)
            else:
                person = ids.new_key()
                rows.add(
                    Person, id=person, full_name=f"Persona Ficticia {number}", surname_key="ficticia", created_at=now
                )
                self.humans[person] = Human(person)
            if self.draw.random() < 0.5 and self.humans[person].spoke_on is None:
                fact = (clock.today(), ids.new_key(), self.draw.choice(GENDERS))
                rows.add(
                    PersonFact, id=fact[1], person_id=person, attribute="gender", value=fact[2], source="provider",
                    declared_on=fact[0], consent_id=self.consent,
                )  # fmt: skip
                human = self.humans[person]
                human.gender, human.consent, human.spoke_on = fact, self.consent, fact[0]
            (standard, profile), version = self.draw.choice(list(self.versions.items()))
            made = Held(
                ids.new_key(), person, standard, profile, now, now + self.draw.choice((YEAR / 12, YEAR, 3 * YEAR)),
                self.draw.choice(STATES), ids.new_key(), code=self.draw.choice((None, None, *CODES)),
            )  # fmt: skip
            self._document(rows, made.document)
            rows.add(
                Award, id=made.key, folio=f"{number:04}{made.key.hex[-10:]}", person_id=person,
                definition_version_id=version, provider_id=self.like.provider_id, document_id=made.document,
                awarded_on=clock.today(), issued_at=now, valid_until=made.until, state_code=made.home,
                chamber_code=made.code, scores={}, reference={},
            )  # fmt: skip
            rows.add(AwardDocument, document_id=made.document, award_id=made.key, purpose="first")
            self.held[made.key] = made
        rows.write(db.session)
        db.session.commit()

    def _document(self, rows: Rows, key: uuid.UUID) -> None:
        same = {
            name: value
            for name, value in self.sample.items()
            if name not in ("id", "uri", "status_list_id", "status_index")
        }
        rows.add(Document, id=key, uri=key.urn, **same)

    def befall(self, times: int) -> None:
        """Whatever happens, happens to somebody."""
        for _ in range(times):
            self.draw.choice(
                (
                    self.revoke, self.suspend, self.reinstate, self.correct, self.merge, self.part, self.oppose,
                    self.declare, self.withdraw, self.withdraw_stated,
                )
            )()  # fmt: skip
        db.session.commit()

    def _change(self, was: tuple[str, ...], to: str, kind: str) -> None:
        one = self.draw.choice(list(self.held.values()))
        if one.state not in was:
            return
        one.state = to
        db.session.execute(update(Award).where(Award.id == one.key).values(state=to))
        self._event(one.document, kind)

    def _event(self, document: uuid.UUID, kind: str) -> None:
        leaf = transparency.keep(bytes(32), kind="status", issuer_did="did:web:x", logged_at=clock.now()).id
        db.session.add(
            StatusEvent(document_id=document, kind=kind, reason="prueba", at=clock.now(), leaf_id=leaf, signed=b"x")
        )
        db.session.flush()

    def revoke(self) -> None:
        self._change(("good", "suspended"), "revoked", "revoked")

    def suspend(self) -> None:
        self._change(("good",), "suspended", "suspended")

    def reinstate(self) -> None:
        self._change(("suspended",), "good", "reinstated")

    def correct(self) -> None:
        """A new document supersedes the old one: still one award of one person."""
        one = self.draw.choice(list(self.held.values()))
        if one.state != "good":
            return
        self._event(one.document, "superseded")
        rows = Rows()
        one.document = ids.new_key()
        self._document(rows, one.document)
        rows.add(AwardDocument, document_id=one.document, award_id=one.key, purpose="correction")
        rows.write(db.session)
        db.session.execute(update(Award).where(Award.id == one.key).values(document_id=one.document))

    def merge(self) -> None:
        first, second = (self._root(one) for one in self.draw.sample(list(self.humans), 2))
        if first == second:
            return
        person, into = (db.session.get_one(Person, one) for one in (first, second))
        done = people_service.merge(person, into=into, actor=SYSTEM)
        if done is not None:
            self.merges.append(done.id)
            for human in self.humans.values():
                if first in (human.key, human.into):
                    human.into = second

    def part(self) -> None:
        """The newest union is undone: an older one might have been united with others since."""
        if self.merges:
            done = db.session.get_one(PersonMerge, self.merges.pop())
            merging.undo(done, actor=SYSTEM)
            for key in done.people:
                own = self.humans[uuid.UUID(key)]
                own.into = None if own.key == done.person_id else done.person_id

    def oppose(self) -> None:
        """Somebody objects to being counted, or does no longer: as `rights.asking.oppose` writes it."""
        root = self._root(self.draw.choice(list(self.humans)))
        person = db.session.get_one(Person, root)
        on = not any(one.opposed for one in self.humans.values() if self._root(one.key) == root)
        for human in self.humans.values():
            if self._root(human.key) == root:
                human.opposed = on
                db.session.get_one(Person, human.key).not_counted_since = clock.now() if on else None
        if on:
            request = moving.open_request(
                person, Kind.OPPOSITION, channel="session", actor=SYSTEM, language="es", wanted={"purpose": "counted"}
            )
            moving.move(request, State.DONE, actor=SYSTEM, answered_at=clock.now(), carried_at=clock.now())
        else:
            audit.record("rights.opposition_ended", "person", root, actor=SYSTEM, purpose="counted")

    def declare(self) -> None:
        """Another gender, declared today: the newer declaration counts."""
        human = self.humans[self.draw.choice(list(self.humans))]
        if human.spoke_on is not None and human.spoke_on >= clock.today():
            return
        human.gender = (clock.today(), ids.new_key(), self.draw.choice(GENDERS))
        human.consent, human.spoke_on = self.consent, clock.today()
        db.session.add(
            PersonFact(
                id=human.gender[1], person_id=human.key, attribute="gender", value=human.gender[2], source="holder",
                declared_on=human.gender[0], consent_id=self.consent,
            )
        )  # fmt: skip
        db.session.flush()

    def withdraw(self) -> None:
        """Consent withdrawn: nothing declared is left."""
        human = self.humans[self.draw.choice(list(self.humans))]
        human.gender = human.spoke_on = None
        db.session.execute(PersonFact.__table__.delete().where(PersonFact.person_id == human.key))
        audit.record("consent.withdrawn", "person", human.key, actor=SYSTEM, purpose="demographics")

    def withdraw_stated(self) -> None:
        """The institution takes back what it stated for many people at once; the log names none of them."""
        if self.draw.random() < 0.8:
            return
        gone = self.consent
        db.session.get_one(Consent, gone).withdrawn_at = clock.now()
        for human in self.humans.values():
            if human.consent == gone:
                human.gender = None
        self._state_consent()

    def give_out(self) -> None:
        """A chamber gives out a code that awards carry already: as `floor.chambers.make_code` writes it."""
        unknown = [code for code, chamber in self.codes.items() if chamber is None]
        if not unknown:
            return
        code, chamber = self.draw.choice(unknown), self.draw.choice(CHAMBERS)
        db.session.add(
            ChamberCode(code=code, chamber_id=chamber, label="prueba", created_at=clock.now(), created_by=None)
        )
        audit.record("chamber_code.made", "chamber_code", code, actor=SYSTEM, chamber=chamber)
        db.session.commit()
        self.codes[code] = chamber

    # -- counting by hand

    def _root(self, key: uuid.UUID) -> uuid.UUID:
        return self.humans[key].into or key

    def truth(self, at: dt.datetime) -> dict[tuple[str, str], Counter[str]]:
        """Some tables, by looking at everybody."""
        silent = {self._root(one.key) for one in self.humans.values() if one.opposed}
        of: dict[uuid.UUID, list[Held]] = {}
        for one in self.held.values():
            if self._root(one.person) not in silent:
                of.setdefault(self._root(one.person), []).append(one)
        tables: dict[tuple[str, str], Counter[str]] = {
            name: Counter()
            for name in (
                ("reached.program.prg-training-450k", ""), ("reached.program.prg-training-450k", "month"),
                ("reached.program.prg-literacy-floor", ""), ("current", ""), ("current", "state|gender"),
                ("current", "chamber"),
                ("current.profile.sme_owners", "gender"), ("awards.revoked", "standard"),
            )
        }  # fmt: skip
        for person, held in of.items():
            standing = [one for one in held if one.state != "revoked"]
            current = [one for one in held if one.state == "good" and one.until > at]
            for name, wanted in (("prg-training-450k", (LITERACY, ENGINEERING)), ("prg-literacy-floor", (LITERACY,))):
                dates = [one.issued for one in standing if one.standard in wanted]
                if dates:
                    tables[f"reached.program.{name}", ""][""] += 1
                    if name == "prg-training-450k":
                        tables[f"reached.program.{name}", "month"][f"{min(dates):%Y-%m}"] += 1
            facts = [one.gender for one in self.humans.values() if self._root(one.key) == person and one.gender]
            gender = max(facts)[2] if facts else "unknown"
            if current:
                homes = sorted((one.issued, one.key.bytes, one.home) for one in current if one.home)
                home = homes[-1][2] if homes else "unknown"
                codes = sorted((one.issued, one.key.bytes, one.code) for one in current if one.code)
                chamber = (self.codes[codes[-1][2]] or "other") if codes else "none"
                tables["current", "chamber"][chamber] += 1
                tables["current", ""][""] += 1
                tables["current", "state|gender"][f"{home}|{gender}"] += 1
                if any(one.profile == "sme_owners" for one in current):
                    tables["current.profile.sme_owners", "gender"][gender] += 1
            for one in held:
                if one.state == "revoked":
                    tables["awards.revoked", "standard"][one.standard] += 1
        return tables
