"""What stands on a certificate: frozen facts turned into the strings of the template, in their reading order.

Owns: languages, dates and names on the page. Refuses to know: storage, keys, the database.
"""

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import segno

from credentials import numbers
from credentials.wording import Wording, languages_for, wordings
from documents import dates
from documents.typst_runner import FAMILIES
from languages.registry import direction

TEMPLATE: Final = Path(__file__).parent / "templates" / "credentials" / "certificate.typ"
SPECIMEN: Final = "SPECIMEN / 見本"

Run = dict[str, str | None]


def template_data(
    facts: Mapping[str, Any],
    *,
    number: str,
    base_url: str,
    is_specimen: bool,
    credential_json: str | None = None,
    scale: float = 1.0,
) -> dict[str, Any]:
    """Everything the template needs, ready to print."""
    languages = languages_for(facts["language"])
    words = {language: wordings()[language] for language in languages}
    first = languages[0]
    address = f"{base_url}/v/{number}"
    data: dict[str, Any] = {
        "lang": _language(first)[0],
        "region": _language(first)[1],
        "rtl": direction(first) == "rtl",
        "families": list(FAMILIES),
        "scale": scale,
        "document": {
            "title": f"{words[first].headings[facts['award']['kind']]} – {facts['recipient']['native']}",
            "author": _in(facts["issuer"], first),
            "description": _body(facts, words, first),
        },
        "specimen": SPECIMEN if is_specimen else None,
        "issuer": _unique(facts["issuer"], languages),
        "headings": [
            run(language, words[language].headings[facts["award"]["kind"]]) for language in languages
        ],
        "intro": run(first, words[first].intro) if words[first].intro else None,
        **_names(facts["recipient"], first),
        "bodies": [run(language, _body(facts, words, language)) for language in languages],
        "facts": _facts(facts, words, languages[:2]),
        "signatories": [_signatory(signatory, languages[:2]) for signatory in facts["signatories"]],
        "notes": _notes(facts, words, languages[:2]),
        "number": number,
        "number_labels": [run(language, words[language].number) for language in languages[:2]],
        "shown_number": run("en", numbers.shown(number)),
        "check_labels": [run(first, words[first].check)],
        "address": run("en", address.partition("://")[2]),
        "url": address,
        "qr": qr_svg(address),
        "qr_alternative": f"QR: {address}",
        "seals": [run(language, words[language].sealed) for language in languages],
    }
    if credential_json is not None:
        data["credential"] = credential_json
        data["attachment_description"] = "Open Badges 3.0 credential"
    return data


def reading_order(data: Mapping[str, Any]) -> list[str]:
    """All strings of the page as the template draws them, one after another."""
    runs: list[Run | None] = [*data["issuer"], *data["headings"], data["intro"], data["name"], data["latin"]]
    runs += data["bodies"]
    for fact in data["facts"]:
        runs += [*fact["labels"], *fact["values"]]
    for signatory in data["signatories"]:
        runs += [*signatory["posts"], *signatory["names"]]
    runs += [
        *data["notes"],
        *data["number_labels"],
        data["shown_number"],
        *data["check_labels"],
        data["address"],
    ]
    runs += data["seals"]
    return [str(entry["text"]) for entry in runs if entry is not None]


def run(language: str, text: str) -> Run:
    code, region = _language(language)
    return {"lang": code, "region": region, "text": text}


def qr_svg(address: str) -> str:
    """The address in capitals: a QR code then packs it tighter, and ``/V/`` answers in any case."""
    target = io.BytesIO()
    segno.make(address.upper(), error="m", micro=False).save(
        target, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True
    )
    return target.getvalue().decode()


def _language(code: str) -> tuple[str, str | None]:
    language, _hyphen, region = code.partition("-")
    return language, region.upper() or None


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _unique(texts: Mapping[str, str], languages: Any) -> list[Run]:
    """The text in each language that has one of its own; English where none of them does."""
    own = {language: texts[language] for language in languages if texts.get(language)}
    distinct = {text: language for language, text in reversed(list(own.items()))}
    runs = [run(language, text) for language, text in own.items() if distinct[text] == language]
    return runs or [run("en", _in(texts, "en"))]


def _names(recipient: Mapping[str, str], language: str) -> dict[str, Run | None]:
    native, latin = recipient["native"], recipient["latin"]
    return {
        "name": run(language, native),
        "latin": run("en", latin) if latin and latin.casefold() != native.casefold() else None,
    }


def _body(facts: Mapping[str, Any], words: Mapping[str, Wording], language: str) -> str:
    award = facts["award"]
    return words[language].bodies[award["kind"]].format(title=_in(award["titles"], language))


def _facts(
    facts: Mapping[str, Any], words: Mapping[str, Wording], languages: Any
) -> list[dict[str, list[Run]]]:
    award, course = facts["award"], facts["course"]
    columns: list[tuple[str, list[Run]]] = []
    if facts["completed_on"]:
        columns.append(("completed_on", _days(facts["completed_on"], languages)))
    columns.append(("issued_on", _days(facts["issued_on"], languages)))
    if award["minutes"]:
        hours = (Decimal(award["minutes"]) / 60).quantize(Decimal("0.1")).normalize()
        shown = dates.number(hours if hours % 1 else int(hours), languages[0])
        columns.append(("hours", [run(languages[0], shown)]))
    if award["level"]:
        levels = [run(language, words[language].levels[award["level"]]) for language in languages]
        columns.append(("level", levels))
    if course["code"]:
        release = f" · v{course['release']}" if course["release"] else ""
        columns.append(("course", [run("en", f"{course['code']}{release}")]))
    return [
        {
            "labels": [run(language, getattr(words[language], name)) for language in languages],
            "values": values,
        }
        for name, values in columns
    ]


def _days(day: str, languages: Any) -> list[Run]:
    """The date as each language writes it; Japanese with its era, as its public documents do."""
    when = date.fromisoformat(day)
    return [run(language, dates.long_date(when, language, era=True)) for language in languages]


def _signatory(signatory: Mapping[str, Any], languages: Any) -> dict[str, list[Run]]:
    native, latin = signatory["native"], signatory["latin"]
    names = [run("ja" if _is_japanese(native) else languages[0], native)]
    if latin and latin.casefold() != native.casefold():
        names.append(run("en", latin))
    return {"posts": _unique(signatory["posts"], languages), "names": names}


def _notes(facts: Mapping[str, Any], words: Mapping[str, Wording], languages: Any) -> list[Run]:
    if not facts["reissue_of"]:
        return []
    replaced = numbers.shown(facts["reissue_of"])
    notes = [run(language, words[language].reissued.format(number=replaced)) for language in languages]
    if "{number}" not in words[languages[0]].reissued:
        # A number inside a right-to-left sentence is reordered by readers: it stands on its own.
        notes.insert(1, run("en", replaced))
    return notes


def _is_japanese(text: str) -> bool:
    return any("\u3040" <= character <= "\u9fff" for character in text)
