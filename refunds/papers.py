"""Setting a long statement in the background."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ground.jobs.models import Job
from ground.jobs.refusals import JobFailed

from .cover import Cover
from .statement import NotInOurLetters, statement
from .waiting import Paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ground.jobs.working import Work

KIND = "refunds.paper"


def set_paper(work: Work) -> Mapping[str, Any]:
    """One paper, from what it was to say when it was asked for; nothing of it when more was paid since."""
    known = Paper.objects.select_related("calculation__refund__customer", "calculation__rates__table")
    paper = known.filter(pk=work.job.subject_id).first()
    if paper is None or paper.pdf is not None or paper.told["paid_minor"] != paper.calculation.refund.paid_minor:
        return {"set": 0}
    total = paper.calculation.lines.count()
    with transaction.atomic():
        work.advance(0, total=total)
    try:
        with override(paper.language):
            made = statement(paper.calculation, cover=_cover(paper.told))
    except NotInOurLetters:
        raise JobFailed(_("Our fonts lack letters of a name in it. Use the page to print.")) from None
    with transaction.atomic():
        work.advance(total)
        Paper.objects.filter(pk=paper.pk).update(pdf=made)
    return {"set": total}


def job_of(paper: Paper) -> Job | None:
    return Job.objects.about(KIND, paper.pk).first()


def _cover(told: Mapping[str, Any]) -> Cover:
    return Cover(**{one.name: _frozen(told[one.name]) for one in fields(Cover)})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
