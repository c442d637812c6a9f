"""What the intake refuses."""

from pilotbase.core.errors import Conflict, TooMany


class NotItsStep(Conflict):
    """The enquiry stands at another step."""

    code = "not_its_step"


class TooManyEnquiries(TooMany):
    """From one address, one e-mail or everyone, in one day."""

    code = "too_many_enquiries"
