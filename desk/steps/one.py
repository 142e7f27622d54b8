"""Step 1."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(1, "one", parts=note_part)
