"""What the intake tells: an enquiry went a step on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EnquiryMoved:
    """An enquiry entered this step."""

    enquiry_id: int
    status: str
