"""Topic plans (КТП): what a course is to be taught, topic by topic, over the year."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.foundation import Model, OfSchool


class TopicPlan(OfSchool, Model):
    """The plan of one course. Parallel classes may be given the same text, each keeps its own plan (R42)."""

    __tablename__ = "topic_plans"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), unique=True)


class PlanTopic(OfSchool, Model):
    """One topic of a plan. Its place is what makes it the same topic when the plan is imported again."""

    __tablename__ = "plan_topics"
    __table_args__ = (UniqueConstraint("plan_id", "position"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("topic_plans.id", ondelete="CASCADE"))
    position: Mapped[int]
    """The number in the plan, from 1; a plan may leave numbers out."""
    section: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    hours: Mapped[int] = mapped_column(default=1)
    """How many lessons the topic takes: an hour is one lesson."""
    lesson_kind: Mapped[str] = mapped_column(default="")
    """What the lesson is, in the plan's own words: ``контрольная работа``, ``экскурсия``."""
    homework: Mapped[str] = mapped_column(default="")
    """What the plan suggests to set."""
