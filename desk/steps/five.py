"""Step 5."""

from desk.steps.contract import StepPage
from desk.steps.noting import note_part

STEP = StepPage(5, "five", parts=note_part)
