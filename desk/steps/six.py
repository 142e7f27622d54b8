"""Step 6."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(6, "six", parts=note_part)
