"""Step 2."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(2, "two", parts=note_part)
