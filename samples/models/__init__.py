"""The nouns of the lab: samples and their chain, methods, tests, results, reports."""

from samples.models.method import Analyte, MethodAuthorisation, TestMethod
from samples.models.report import Report, ReportDocument
from samples.models.sample import Attachment, CustodyEvent, Sample
from samples.models.testing import ImportFile, Result, TestRequest, Worksheet

__all__ = [
    "Analyte",
    "Attachment",
    "CustodyEvent",
    "ImportFile",
    "MethodAuthorisation",
    "Report",
    "ReportDocument",
    "Result",
    "Sample",
    "TestMethod",
    "TestRequest",
    "Worksheet",
]
