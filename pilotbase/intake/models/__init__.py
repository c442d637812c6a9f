"""The nouns of what comes before a booking: pictures of the catalogue, and enquiries."""

from pilotbase.intake.models.enquiry import Document, Enquiry, EnquiryStep, StrainReview
from pilotbase.intake.models.picture import Picture

__all__ = ["Document", "Enquiry", "EnquiryStep", "Picture", "StrainReview"]
