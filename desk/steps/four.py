"""Step 4."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(4, "four", parts=note_part)
