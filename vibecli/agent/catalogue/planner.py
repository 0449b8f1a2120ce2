"""The catalogue planner: answers only an intent it could read to the last word.

Pure and deterministic: same request, same reply. It calls no model and opens no connection; the
one look-up it may use is injected.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue import refine
from vibecli.agent.catalogue.changes import changes_help
from vibecli.agent.catalogue.clauses import cuts
from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.families import clean
from vibecli.agent.catalogue.help import intents_help, nearest
from vibecli.agent.catalogue.language import REASON, is_foreign
from vibecli.agent.catalogue.links import Linker
from vibecli.agent.catalogue.notes import Declined, Draft, Note
from vibecli.agent.catalogue.question import reader as asking
from vibecli.agent.catalogue.reading import Reading, in_force, settle
from vibecli.agent.catalogue.spelling import mended
from vibecli.agent.catalogue.talk import without_talk
from vibecli.agent.catalogue.unread import plain_words, read_as_far, unread
from vibecli.agent.catalogue.values import Closable, FindValue, Values
from vibecli.agent.catalogue.words import Words, read_words
from vibecli.agent.planner import PlanRequest
from vibecli.data.catalog import TableInfo
from vibecli.plan.model import Assumption, Plan, Question, Refusal, Reply

NO_PLAN = "these words change a plan, and no plan is at hand"
HANDS_OFF = "the words ask for a change, and that nothing be changed"
_CHANGES = frozenset({"remove", "write", "clean", "unify"})
_HARMLESS = frozenset({"query", "check", "match", "unify"})
_MOST_HINTS = 6


class CataloguePlanner:
    """Plans the closed catalogue of customer-data intents, offline."""

    name = "catalogue"
    prompt = ""
    can_repair = False

    def __init__(self, find_value: FindValue | None = None) -> None:
        self._find_value = find_value

    def reply(self, request: PlanRequest) -> Reply:
        """Plan, ask or refuse."""
        try:
            return self._reply(request)
        finally:
            self._let_go()

    def cleaning(self, request: PlanRequest, tables: Sequence[TableInfo]) -> Reply:
        """Give the plan that cleans whole tables; the intent are the words that say the same."""
        try:
            text = read_words(request.intent)
            cursor = Cursor(text, self._world(request))
            draft = clean.whole_tables(cursor, tables)
            return reply_of(text, cursor.notes, draft)
        except Declined as declined:
            refusal = Refusal(reason=declined.reason, nearest=declined.nearest)
            return Reply(understood=f"no plan: {declined.reason}", result=refusal)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if isinstance(self._find_value, Closable):
            self._find_value.close()

    def _reply(self, request: PlanRequest) -> Reply:
        """Read the intent as typed; one that cannot be read so without talk and typing errors."""
        text = read_words(request.intent)
        world = self._world(request)
        reply = _answer(text, world, request)
        if not isinstance(reply.result, Refusal) or not text.words:
            return reply
        again = None
        intent, talk = without_talk(text, world)
        if talk:
            plain = read_words(intent)
            again = _heard(_answer(plain, world, request), talk)
            again = again or _heard(_mended(plain, world, request), talk)
        return again or _mended(text, world, request) or reply

    def _world(self, request: PlanRequest) -> World:
        return World(
            request.catalog,
            request.glossary,
            Linker(request.catalog, request.glossary),
            Values(request.catalog, self._find_value, plain_words(request.catalog)),
            request.answers,
            (*request.protected, *request.glossary.protected),
            request.streamed,
            request.actions,
            request.definitions,
        )


def _mended(text: Words, world: World, request: PlanRequest) -> Reply | None:
    """Give the plan of an intent with its typing errors mended, each told."""
    intent, errors = mended(text, world)
    again = _answer(read_words(intent), world, request) if errors else None
    if again is None or not isinstance(again.result, Plan):
        return None
    return _guessed(again, again.result, [f"{typed} is read as {meant}" for typed, meant in errors])


def _heard(reply: Reply | None, talk: Sequence[str]) -> Reply | None:
    """Give the plan of an intent whose talk was set aside, which is told; it may change no row."""
    if reply is None or not isinstance(reply.result, Plan):
        return None
    if not all(step.kind in _HARMLESS for step in reply.result.steps):
        return None
    return _guessed(reply, reply.result, [f"said beside the intent: {told}" for told in talk])


def _guessed(reply: Reply, plan: Plan, told: Sequence[str]) -> Reply:
    notes = tuple(Assumption(text=text, basis="guess") for text in told)
    plan = plan.model_copy(
        update={"assumptions": (*notes, *plan.assumptions), "confidence": "medium"}
    )
    return reply.model_copy(update={"result": plan})


def _answer(text: Words, world: World, request: PlanRequest) -> Reply:
    """Read an intent whole; else as an intent and the edits of its plan that follow it."""
    if not text.words:
        return _refuse(text, world, Reading(None, Cursor(text, world), ""))
    whole = _one(text, world, request.previous)
    if not isinstance(whole.result, Refusal):
        return whole
    in_turn = (_in_turn(parts, world, request.previous) for parts in cuts(text))
    return next((reply for reply in in_turn if reply), whole)


def _one(text: Words, world: World, previous: Plan | None) -> Reply:
    return _read(text, world) if previous is None else _refined(text, world, previous)


def _in_turn(parts: Sequence[str], world: World, previous: Plan | None) -> Reply | None:
    """Read the first part, and each that follows as an edit of the plan so far."""
    reply = _one(read_words(parts[0]), world, previous)
    for number, part in enumerate(parts[1:], 1):
        if isinstance(reply.result, Question):
            later = (Cursor(read_words(each), world) for each in parts[number:])
            return reply if all(map(refine.begins_edit, later)) else None
        if not isinstance(reply.result, Plan):
            return None
        edited = _refined(read_words(part), world, reply.result)
        if isinstance(edited.result, Refusal):
            if not refine.begins_edit(Cursor(read_words(part), world)):
                return None
            return edited.model_copy(
                update={"understood": f"read as far as: {'; '.join(parts[:number])}"}
            )
        if not edited.refines and isinstance(edited.result, Plan):
            return None
        reply = edited.model_copy(update={"refines": reply.refines})
    return reply


def _read(text: Words, world: World) -> Reply:
    reading = settle(text, world)
    read_apart = reading.family != "question"  # what the reader asks itself stays asked
    if read_apart and (reading.family in asking.FAMILIES or reading.question):
        cursor, draft = asking.unasked(reading.cursor)
        reading = Reading(draft, cursor, "question") if draft else reading
    if reading.draft is None:
        return _refuse(text, world, reading)
    steps = reading.draft.steps
    if text.hands_off and any(step.kind in _CHANGES for step in steps):
        reading.declined = Declined(HANDS_OFF)
        return _refuse(text, world, reading)
    return reply_of(text, in_force(reading.cursor.notes, (), steps, reading.cursor), reading.draft)


def _refined(text: Words, world: World, plan: Plan) -> Reply:
    """Edit the plan at hand; words that edit nothing are a fresh intent."""
    cursor = Cursor(text, world)
    declined: Declined | None = None
    try:
        draft = refine.read(cursor, plan)
    except Declined as no:
        declined, draft = no, None
    if draft is not None:
        known = list(dict.fromkeys([*plan.assumptions, *cursor.notes]))
        notes = in_force(known, plan.steps, draft.steps, cursor)
        return reply_of(text, notes, draft).model_copy(update={"refines": True})
    reading = settle(text, world)
    if reading.draft is not None and not (declined and reading.family == "instruction"):
        notes = in_force(reading.cursor.notes, (), reading.draft.steps, cursor)
        return reply_of(text, notes, reading.draft)
    reading.declined = declined or reading.declined
    return _refuse(text, world, reading, plan)


def reply_of(text: Words, notes: Sequence[Note], draft: Draft) -> Reply:
    """Give the question still open, or the plan."""
    said = draft.said + text.set_aside
    questions = [note for note in notes if isinstance(note, Question)]
    if questions:
        return Reply(understood=said, result=questions[0])
    assumptions = tuple(dict.fromkeys(note for note in notes if isinstance(note, Assumption)))
    guessed = any(note.basis == "guess" for note in assumptions)
    plan = Plan(
        title=draft.title,
        steps=draft.steps,
        assumptions=assumptions,
        confidence="medium" if guessed else "high",
    )
    return Reply(understood=said, result=plan)


def _refuse(text: Words, world: World, reading: Reading, plan: Plan | None = None) -> Reply:
    words = unread(text, world, reading.cursor.far)
    hints = _hints(world, reading, plan)
    if reading.declined is None and plan is None and refine.begins_edit(Cursor(text, world)):
        reading.declined = Declined(NO_PLAN, *_with_an_intent(text, world))
        hints = nearest(world.catalog, "match")
    if reading.declined is not None:
        reason = reading.declined.reason
        hints = tuple(dict.fromkeys([*reading.declined.nearest, *hints]))[:4]
        refusal = Refusal(reason=reason, nearest=hints)
        return Reply(understood=f"no plan: {reason}", result=refusal)
    reason = "some words fit no intent of the catalogue here"
    if not world.catalog.tables:
        reason = "the database has no tables yet"
    if not words:
        reason = "there is no intent to read"
    if is_foreign(text):
        reason, words = REASON, ()
    refusal = Refusal(reason=reason, not_understood=words, nearest=hints)
    return Reply(understood=read_as_far(text, reading.cursor.far, words), result=refusal)


def _with_an_intent(text: Words, world: World) -> tuple[str, ...]:
    """Give the edit after an intent it fits."""
    for _, example in intents_help(world.catalog)[:1]:
        reply = _in_turn((example, text.text), world, None)
        if reply and isinstance(reply.result, Plan):
            return (f"{example}; {text.text}",)
    return ()


def _hints(world: World, reading: Reading, plan: Plan | None) -> tuple[str, ...]:
    """Give what would work: changes of the plan at hand, unless an intent was begun."""
    changes = changes_help(plan, world.catalog) if plan else ()
    if changes and (reading.declined or not reading.family):
        return changes[:_MOST_HINTS]
    return nearest(world.catalog, reading.family)
