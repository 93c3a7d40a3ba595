"""How fast certificates are made, from frozen facts to the sealed file, on one core.

Baseline, in the same run: the same pages compiled with fonts read anew each time, as one process per document
would.
"""

import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import mean

# Sets up Django, so it comes before everything that needs it.
from scripts.verapdf.samples import PEOPLE, sample

# isort: split

from credentials import certificate, drawing
from credentials.models import Credential
from documents.text_layer import repair
from documents.typst_runner import draw

AT = datetime(2026, 4, 2, 3, tzinfo=UTC)
ROUNDS = 5
BASELINE_ROUNDS = 1


def per_second(work: Callable[[Credential], object], awards: list[Credential], rounds: int) -> float:
    """Awards a second of this process's own time, so that other work on the machine does not count."""
    start = time.process_time()
    for _round in range(rounds):
        for award in awards:
            work(award)
    return len(awards) * rounds / (time.process_time() - start)


def compiled(award: Credential, *, reuse_fonts: bool) -> tuple[bytes, list[str]]:
    data = certificate.template_data(
        award.facts,
        number=award.number,
        base_url="https://training.example.org",
        is_specimen=True,
    )
    drawn = draw(certificate.TEMPLATE, data, timestamp=AT, reuse_fonts=reuse_fonts)
    return drawn.pdf, certificate.reading_order(data)


def main() -> None:
    awards = [sample(language, is_reissue=False) for language in PEOPLE]
    sizes = [len(drawing.file_of(award, at=AT)) for award in awards]  # also warms everything up
    whole = per_second(lambda award: drawing.file_of(award, at=AT), awards, ROUNDS)
    pages = per_second(lambda award: repair(*compiled(award, reuse_fonts=True)), awards, ROUNDS)
    compile_only = per_second(lambda award: compiled(award, reuse_fonts=True), awards, ROUNDS)
    baseline = per_second(lambda award: compiled(award, reuse_fonts=False), awards, BASELINE_ROUNDS)
    print(f"languages: {', '.join(PEOPLE)}")
    print(f"whole (credential, page, text layer, seal): {whole:.1f}/s")
    print(f"page with text layer: {pages:.1f}/s; page only: {compile_only:.1f}/s")
    print(f"page only, fonts read anew: {baseline:.1f}/s")
    print(
        json.dumps(
            {
                "name": "certificates",
                "certificates_per_core_second": round(whole, 1),
                "pages_per_core_second": round(compile_only, 1),
                "baseline_pages_per_core_second": round(baseline, 1),
                "ratio_to_fonts_read_anew": round(compile_only / baseline, 2),
                "size_bytes_mean": round(mean(sizes)),
                "size_bytes_max": max(sizes),
                "rss_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "count": len(awards) * ROUNDS,
                "database": "none",
            }
        )
    )


if __name__ == "__main__":
    main()
