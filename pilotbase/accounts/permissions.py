"""Who may do what: one table from role to permissions, one from permission to token scope."""

from enum import StrEnum
from typing import Final

from pilotbase.accounts.choices import Role


class Permission(StrEnum):
    # what one may look at, besides one's own
    SEE_PLANT = "see_plant"  # states, phases and values of every machine
    SEE_BOOKINGS = "see_bookings"  # the tenants' projects, bookings and runs
    SEE_SAMPLES = "see_samples"  # their samples, who has them, and their files
    SEE_RESULTS = "see_results"  # their tests, results, worksheets and reports
    SEE_UTILIZATION = "see_utilization"
    SEE_AUDIT = "see_audit"
    SEE_RULES = "see_rules"  # of booking, with everyone's quotas
    # master data
    MANAGE_PLANT = "manage_plant"  # facility, calendar, areas, classes, equipment, utilities
    MANAGE_PRICES = "manage_prices"
    MANAGE_METHODS = "manage_methods"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_OWN_PEOPLE = "manage_own_people"
    MANAGE_PROJECTS = "manage_projects"  # of one's own organisation
    APPROVE_PROJECTS = "approve_projects"
    # before a booking
    SEE_ENQUIRIES = "see_enquiries"
    ENQUIRE = "enquire"  # for one's organisation: ask, declare a strain, withdraw
    ACCEPT_AGREEMENT = "accept_agreement"  # for one's side
    ANSWER_ENQUIRY = "answer_enquiry"  # answer, decline, open the project
    REVIEW_STRAIN = "review_strain"
    # bookings
    BOOK = "book"
    CHANGE_BOOKING = "change_booking"
    ENDORSE_BOOKING = "endorse_booking"  # of one's own organisation, before the plant does
    CLEAR_BOOKING = "clear_booking"  # as biosafety officer
    DECIDE_BOOKING = "decide_booking"  # approve, reject
    BLOCK_MACHINE = "block_machine"
    RUN_MACHINE = "run_machine"  # start, log phases, finish
    # equipment
    REPORT_STATE = "report_state"
    INGEST_READINGS = "ingest_readings"
    ACKNOWLEDGE_ALARM = "acknowledge_alarm"
    TAKE_OUT_OF_SERVICE = "take_out_of_service"
    PLAN_MAINTENANCE = "plan_maintenance"  # what comes round on a machine, and when
    RECORD_UPKEEP = "record_upkeep"  # that it was calibrated, inspected, maintained
    USE_MACHINE = "use_machine"  # learn to, say what is wrong with one, ask for help at one
    TRAIN = "train"  # hold sessions, assess people, revoke
    SERVE_MACHINE = "serve_machine"  # see to faults, answer who asks for help
    # samples
    DRAW_SAMPLE = "draw_sample"
    DELIVER_SAMPLE = "deliver_sample"  # without a run
    HAND_OVER = "hand_over"
    REQUEST_TESTS = "request_tests"
    ENTER_RESULT = "enter_result"
    REVIEW_RESULT = "review_result"
    COMPOSE_REPORT = "compose_report"
    SIGN_REPORT = "sign_report"
    ISSUE_REPORT = "issue_report"


P = Permission
_TENANT = {
    *(P.BOOK, P.CHANGE_BOOKING, P.USE_MACHINE),
    *(P.DELIVER_SAMPLE, P.HAND_OVER, P.REQUEST_TESTS),
}
_TENANTS_ROWS = {P.SEE_BOOKINGS, P.SEE_SAMPLES, P.SEE_RESULTS}
_FLOOR = {P.SEE_PLANT, P.HAND_OVER, P.USE_MACHINE} | _TENANTS_ROWS

GRANTS: Final[dict[Role, frozenset[Permission]]] = {
    Role.SCIENTIST: frozenset(_TENANT | {P.ENQUIRE}),
    Role.ORG_MANAGER: frozenset(
        _TENANT
        | {P.MANAGE_OWN_PEOPLE, P.MANAGE_PROJECTS, P.ENQUIRE, P.ACCEPT_AGREEMENT}
        | {P.ENDORSE_BOOKING}
    ),
    Role.OPERATOR: frozenset(
        _FLOOR
        | {P.RUN_MACHINE, P.REPORT_STATE, P.ACKNOWLEDGE_ALARM, P.DRAW_SAMPLE}
        | {P.TAKE_OUT_OF_SERVICE, P.RECORD_UPKEEP, P.TRAIN, P.SERVE_MACHINE}
    ),
    Role.TECHNICIAN: frozenset(
        _FLOOR | {P.DRAW_SAMPLE, P.DELIVER_SAMPLE, P.REQUEST_TESTS, P.ENTER_RESULT}
    ),
    Role.REVIEWER: frozenset(_FLOOR | {P.REVIEW_RESULT, P.COMPOSE_REPORT}),
    Role.SIGNATORY: frozenset(_FLOOR | {P.COMPOSE_REPORT, P.SIGN_REPORT, P.ISSUE_REPORT}),
    Role.BIOSAFETY: frozenset(
        {P.SEE_PLANT, P.SEE_BOOKINGS, P.SEE_SAMPLES, P.APPROVE_PROJECTS, P.SEE_AUDIT}
        | {P.SEE_ENQUIRIES, P.REVIEW_STRAIN, P.CLEAR_BOOKING}
    ),
    Role.MANAGER: frozenset(
        _TENANTS_ROWS
        | {P.SEE_PLANT, P.SEE_UTILIZATION, P.SEE_AUDIT, P.MANAGE_PLANT, P.MANAGE_PRICES}
        | {P.MANAGE_METHODS, P.MANAGE_ORGANISATIONS, P.MANAGE_PEOPLE, P.MANAGE_PROJECTS}
        | {P.SEE_ENQUIRIES, P.ANSWER_ENQUIRY, P.ACCEPT_AGREEMENT}
        | {P.APPROVE_PROJECTS, P.BOOK, P.CHANGE_BOOKING, P.DECIDE_BOOKING, P.BLOCK_MACHINE}
        | {P.TAKE_OUT_OF_SERVICE, P.REQUEST_TESTS, P.PLAN_MAINTENANCE, P.RECORD_UPKEEP}
        | {P.USE_MACHINE, P.TRAIN, P.SERVE_MACHINE, P.SEE_RULES}
    ),
    Role.QUALITY: frozenset(
        _TENANTS_ROWS
        | {P.SEE_ENQUIRIES}
        | {P.SEE_PLANT, P.SEE_AUDIT, P.SEE_RULES, P.MANAGE_METHODS, P.SEE_UTILIZATION}
        | {P.PLAN_MAINTENANCE, P.RECORD_UPKEEP, P.USE_MACHINE}
    ),
    Role.FINANCE: frozenset({P.SEE_BOOKINGS, P.SEE_UTILIZATION, P.SEE_RULES, P.MANAGE_PRICES}),
    Role.ADMIN: frozenset({P.MANAGE_PEOPLE}),
}

GATEWAY: Final = frozenset({P.REPORT_STATE, P.INGEST_READINGS})


class Scope(StrEnum):
    """What a token may be used for, besides reading."""

    READ = "read"
    INTAKE = "intake:write"
    BOOKINGS = "bookings:write"
    RUNS = "runs:write"
    PLANT = "plant:write"
    TELEMETRY = "telemetry:write"
    SAMPLES = "samples:write"
    CUSTODY = "custody:sign"
    RESULTS = "results:write"
    REPORTS = "reports:sign"


SCOPE_OF: Final[dict[Permission, Scope]] = {
    P.SEE_ENQUIRIES: Scope.READ,
    P.ENQUIRE: Scope.INTAKE,
    P.ACCEPT_AGREEMENT: Scope.INTAKE,
    P.ANSWER_ENQUIRY: Scope.INTAKE,
    P.REVIEW_STRAIN: Scope.INTAKE,
    P.BOOK: Scope.BOOKINGS,
    P.CHANGE_BOOKING: Scope.BOOKINGS,
    P.ENDORSE_BOOKING: Scope.BOOKINGS,
    P.CLEAR_BOOKING: Scope.BOOKINGS,
    P.DECIDE_BOOKING: Scope.BOOKINGS,
    P.BLOCK_MACHINE: Scope.PLANT,
    P.RUN_MACHINE: Scope.RUNS,
    P.REPORT_STATE: Scope.TELEMETRY,
    P.INGEST_READINGS: Scope.TELEMETRY,
    P.ACKNOWLEDGE_ALARM: Scope.PLANT,
    P.TAKE_OUT_OF_SERVICE: Scope.PLANT,
    P.PLAN_MAINTENANCE: Scope.PLANT,
    P.RECORD_UPKEEP: Scope.PLANT,
    P.USE_MACHINE: Scope.BOOKINGS,
    P.TRAIN: Scope.PLANT,
    P.SERVE_MACHINE: Scope.PLANT,
    P.DRAW_SAMPLE: Scope.SAMPLES,
    P.DELIVER_SAMPLE: Scope.SAMPLES,
    P.HAND_OVER: Scope.CUSTODY,
    P.REQUEST_TESTS: Scope.SAMPLES,
    P.ENTER_RESULT: Scope.RESULTS,
    P.REVIEW_RESULT: Scope.RESULTS,
    P.COMPOSE_REPORT: Scope.REPORTS,
    P.SIGN_REPORT: Scope.REPORTS,
    P.ISSUE_REPORT: Scope.REPORTS,
    P.MANAGE_PLANT: Scope.PLANT,
    P.MANAGE_PRICES: Scope.PLANT,
    P.MANAGE_METHODS: Scope.PLANT,
    P.MANAGE_ORGANISATIONS: Scope.PLANT,
    P.MANAGE_PEOPLE: Scope.PLANT,
    P.MANAGE_OWN_PEOPLE: Scope.PLANT,
    P.MANAGE_PROJECTS: Scope.PLANT,
    P.APPROVE_PROJECTS: Scope.PLANT,
    P.SEE_PLANT: Scope.READ,
    P.SEE_BOOKINGS: Scope.READ,
    P.SEE_SAMPLES: Scope.READ,
    P.SEE_RESULTS: Scope.READ,
    P.SEE_UTILIZATION: Scope.READ,
    P.SEE_AUDIT: Scope.READ,
    P.SEE_RULES: Scope.READ,
}
