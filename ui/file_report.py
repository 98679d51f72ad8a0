"""What a file holds, in words: amounts, what is left out, what was compared, and what happens to personal data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from data.imports import Imported
from locales import N_
from participation.adapters import Parsed
from participation.problems import shown_name
from ui.text_review import KINDS
from ui.words import at, number, say, say_n
from ui.written import items

COUNTED = {
    "comments": (N_("{count} comment"), N_("{count} comments")),
    "votes": (N_("{count} vote"), N_("{count} votes")),
    "participants": (N_("{count} participant"), N_("{count} participants")),
    "answers": (N_("{count} answer"), N_("{count} answers")),
    "ideas": (N_("{count} idea"), N_("{count} ideas")),
    "statements": (N_("{count} statement"), N_("{count} statements")),
    "proposals": (N_("{count} proposal"), N_("{count} proposals")),
    "results": (N_("{count} result"), N_("{count} results")),
    "requests": (N_("{count} service request"), N_("{count} service requests")),
    "notes": (N_("{count} note"), N_("{count} notes")),
}
THINGS = {
    "comments": N_("Comments"),
    "votes": N_("Votes"),
    "participants": N_("Participants"),
    "answers": N_("Answers"),
    "ideas": N_("Ideas"),
    "statements": N_("Statements"),
    "proposals": N_("Proposals"),
    "results": N_("Results"),
    "requests": N_("Service requests"),
    "notes": N_("Notes"),
}
LEFT_OUT = {
    "withdrawn": (
        N_("{count} withdrawn proposal is left out."),
        N_("{count} withdrawn proposals are left out."),
    ),
    "without_words": (
        N_("{count} request without words is left out."),
        N_("{count} requests without words are left out."),
    ),
    "earlier_vote": (
        N_("{count} earlier vote is left out: the same person voted again on the comment, and the last vote counts."),
        N_("{count} earlier votes are left out: the same person voted again on the comment, and the last vote counts."),
    ),
    "example_row": (
        N_("The template's own example row is left out."),
        N_("{count} copies of the template's example row are left out."),
    ),
    "second_header": (
        N_("The second header row is left out."),
        N_("{count} further header rows are left out."),
    ),
    "before_opening": (
        N_("{count} answer given before the opening day is left out."),
        N_("{count} answers given before the opening day are left out."),
    ),
    "no_answers": (
        N_("{count} row without any answer is left out."),
        N_("{count} rows without any answer are left out."),
    ),
    "same_answer": (
        N_("{count} answer that is there twice is left out once."),
        N_("{count} answers that are there twice are left out once."),
    ),
    "overlapping_texts": (
        N_("{count} text is left out: it was brought in before."),
        N_("{count} texts are left out: they were brought in before."),
    ),
}  # fmt: skip
NOTES = {
    "groups_not_people": N_("Ideas are counted in small groups, never in people."),
    "comments_of_service": N_(
        "Comments are counted as texts. One person may have written several, and nobody knows how many wrote."
    ),
    "results_of_organiser": N_(
        "The results are the organiser's own account of what was done. They are never counted with residents' input."
    ),
    "faults_not_opinions": N_(
        "Service requests are faults and feedback, not opinions on the decision. You say that they belong to it."
    ),
    "statements_apart": N_("Each statement is owed an answer of its own."),
    "own_votes_included": N_("Writers' votes on their own comments are included, as in the export."),
    "groups_from_file": N_("The opinion groups are those of the file."),
    "groups_left_out": N_("The groups of the file cannot be trusted, so they are left out."),
    "no_groups": N_("The file has no opinion groups."),
    "meta_unknown": N_(
        "The file does not tell which comments are about the conversation itself. Groups cannot be worked out again "
        "exactly."
    ),
    "no_matrix": N_("The participants' file was not given, so the votes could not be compared with it."),
    "order_within_second_unknown": N_(
        "The file tells times to the second. Of two votes within one second, the later row counts."
    ),
    "unquoted_bodies": N_("The comments had no quotation marks in the file. Check that each text is whole."),
    "sign_turned": N_("Agree and disagree were turned the other way round, as you answered."),
}


def counted(counts: Mapping[str, object]) -> str:
    """ "41 comments, 5,200 votes, 212 participants"; only what there is."""
    parts = [
        say_n(*forms, n, count=number(n))
        for thing, forms in COUNTED.items()
        if isinstance(n := counts.get(thing), int) and n
    ]
    return ", ".join(parts) or say(N_("nothing"))


def left_out_lines(left_out: Mapping[str, int]) -> list[str]:
    return [
        say_n(*LEFT_OUT[reason], n, count=number(n)) if reason in LEFT_OUT else f"{readable(reason)}: {number(n)}"
        for reason, n in left_out.items()
    ]


def note_lines(notes: Sequence[str]) -> list[str]:
    return [say(NOTES[code]) if code in NOTES else readable(code) for code in notes]


def check_lines(checks: Mapping[str, int]) -> tuple[list[str], list[str]]:
    """What agrees between the files, and what a person should know of."""
    agree, differ = [], []
    comments, cells = checks.get("comments"), checks.get("matrix_cells")
    if comments:
        wrong = checks.get("comment_counts_differ", 0)
        if not wrong:
            agree.append(say(N_("The counts of all {n} comments fit the votes."), n=number(comments)))
        else:
            told = say_n(
                N_("The counts of {count} comment of {of} do not fit the votes. The votes are used."),
                N_("The counts of {count} comments of {of} do not fit the votes. The votes are used."),
                wrong, count=number(wrong), of=number(comments),
            )  # fmt: skip
            differ.append(told)
    if cells:
        wrong = checks.get("matrix_cells_differ", 0)
        if not wrong:
            agree.append(
                say(N_("All {n} votes in the participants' file are the last votes of the log."), n=number(cells))
            )
        else:
            told = say_n(
                N_("{count} vote of {of} in the participants' file differs from the log. The log's last vote is used."),
                N_("{count} votes of {of} in the participants' file differ from the log. The log's last vote is used."),
                wrong, count=number(wrong), of=number(cells),
            )  # fmt: skip
            differ.append(told)
    for code, forms in _AMOUNTS.items():
        if checks.get(code):
            agree.append(say_n(*forms, checks[code], count=number(checks[code])))
    for code, forms in _TOLD.items():
        n = checks.get(code, 0)
        if n:
            differ.append(say_n(*forms, n, count=number(n)))
    return agree, differ


_AMOUNTS = {
    "events": (N_("The notes are of {count} evening."), N_("The notes are of {count} evenings.")),
    "small_groups": (N_("{count} small group chose its ideas."), N_("{count} small groups chose their ideas.")),
    "councils": (N_("The statements are of {count} council."), N_("The statements are of {count} councils.")),
    "replies": (N_("{count} of them is a reply."), N_("{count} of them are replies.")),
    "poll_questions": (N_("There is {count} poll question."), N_("There are {count} poll questions.")),
    "open_answers": (N_("There is {count} open answer."), N_("There are {count} open answers.")),
}
_TOLD = {
    "comment_counts_swapped": (
        N_("In {count} comment agree and disagree look swapped."),
        N_("In {count} comments agree and disagree look swapped."),
    ),
    "comments_without_votes": (
        N_("{count} comment has no votes. Its text is kept."),
        N_("{count} comments have no votes. Their texts are kept."),
    ),
    "votes_outside_matrix": (
        N_("{count} vote is not in the participants' file. It is used."),
        N_("{count} votes are not in the participants' file. They are used."),
    ),
    "participant_counts_differ": (
        N_("The counts of {count} participant do not fit their own votes. The votes are used."),
        N_("The counts of {count} participants do not fit their own votes. The votes are used."),
    ),
    "summary_differs": (
        N_("{count} number of the summary differs from the other files. They are used."),
        N_("{count} numbers of the summary differ from the other files. They are used."),
    ),
}


def privacy_lines(parsed: Parsed, flagged: Mapping[str, int]) -> list[str]:
    """What happens to personal data: replaced, dropped, or left for a person to read."""
    lines = [say(N_("The file itself is not kept, and whoever answered is a random number."))]
    if parsed.adapter == "statements":
        lines = [
            say(N_("Statements are public and stand by themselves: they are never counted with residents' input."))
        ]
    if parsed.dropped:
        names = ", ".join(shown_name(name) for name in parsed.dropped)
        lines.append(say(N_("Columns that are not kept: {names}."), names=names))
    texts = len(parsed.texts)
    if texts:
        forms = (
            N_("{count} text goes to be read by a person. None is shown before that."),
            N_("{count} texts go to be read by a person. None is shown before that."),
        )
        lines.append(say_n(*forms, texts, count=number(texts)))
    if flagged:
        kinds = ", ".join(f"{say(KINDS[kind])} {number(n)}" for kind, n in flagged.items())
        lines.append(say(N_("Texts with something that looks like personal data: {kinds}."), kinds=kinds))
    return lines


def readable(code: str) -> str:
    """A code of an adapter that has no words here yet."""
    return code.replace("_", " ")


# ------------------------------------------------------------------ as HTML


def listed(lines: Sequence[str]) -> str:
    """A list of sentences, everything escaped."""
    return items(escape(line) for line in lines)


def amounts_table(read: Mapping[str, int], stored: Mapping[str, int]) -> str:
    """How much there is of each thing in the files and how much would be stored."""
    what, here, kept = (escape(say(text)) for text in (N_("What"), N_("In the files"), N_("Would be stored")))
    head = f'<th scope="col">{what}</th><th scope="col" class="vp-figure">{here}</th>'
    head += f'<th scope="col" class="vp-figure">{kept}</th>'
    things = dict.fromkeys((*(thing for thing in THINGS if thing in read or thing in stored), *read, *stored))
    rows = "".join(
        f'<tr><th scope="row">{escape(say(THINGS[thing]) if thing in THINGS else readable(thing))}</th>'
        f'<td class="vp-figure">{_amount(read, thing)}</td><td class="vp-figure">{_amount(stored, thing)}</td></tr>'
        for thing in things
    )
    caption = escape(say(N_("Amounts in the files and to be stored")))
    return (
        f'<table class="vp-amounts"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _amount(counts: Mapping[str, int], thing: str) -> str:
    return number(counts[thing]) if thing in counts else "–"


def imported_lines(imported: Sequence[Imported]) -> str:
    """Each file brought in: when, what of it was stored, and whether a newer one has taken its place."""
    lines = []
    for one in imported:
        stored = one.counts.get("stored")
        text = say(
            N_("Brought in {time}: {what}."), time=at(one.at), what=counted(stored if isinstance(stored, dict) else {})
        )
        if not one.current:
            text += " " + say(N_("A newer file has taken the place of its votes."))
        lines.append(text)
    return listed(lines)
