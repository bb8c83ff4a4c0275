"""Topic plans: what a course is to be taught, which lesson gave what of it, and how much is left."""

from services.plans.coverage import CourseCoverage, Coverage, coverage_of
from services.plans.linking import link_lessons, topic_changed
from services.plans.reading import CoursePlan, PlanLine, Plans, open_plan, plans_for, topics_to_offer

__all__ = [
    "CourseCoverage",
    "CoursePlan",
    "Coverage",
    "PlanLine",
    "Plans",
    "coverage_of",
    "link_lessons",
    "open_plan",
    "plans_for",
    "topic_changed",
    "topics_to_offer",
]
