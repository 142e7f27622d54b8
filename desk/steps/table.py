"""Which module shows which step."""

from desk.steps import eight, five, four, one, seven, six, three, two
from desk.steps.contract import StepPage

STEP_PAGES: dict[int, StepPage] = {
    page.number: page
    for page in (one.STEP, two.STEP, three.STEP, four.STEP, five.STEP, six.STEP, seven.STEP, eight.STEP)
}
