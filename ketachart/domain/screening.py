"""The contraindications asked before an order (section 2.1 of the clinical reference).

An absolute item blocks the order unless the anesthesiologist overrides it with
a reason; a relative one is shown and acknowledged.
"""

from ketachart.domain.session import Session

ABSOLUTE: dict[str, str] = {
    "uncontrolled_hypertension": "uncontrolled hypertension",
    "unstable_angina": "unstable angina",
    "high_risk_coronary_disease": "high-risk coronary disease",
    "pheochromocytoma": "pheochromocytoma",
    "raised_intracranial_pressure": "raised intracranial pressure",
    "raised_intraocular_pressure": "raised intraocular pressure",
    "severe_liver_disease": "severe liver disease",
    "psychosis": "active psychosis",
    "delirium": "delirium",
    "substance_use_disorder": "active substance use disorder",
    "pregnancy": "pregnancy",
}

RELATIVE: dict[str, str] = {
    "breastfeeding": "breastfeeding",
    "cns_depressants": "opioids, benzodiazepines or gabapentinoids today",
    "sympathomimetics_or_maoi": "stimulants, vasopressors or an MAO inhibitor",
    "sleep_apnea_or_lung_disease": "sleep apnea, severe lung disease, home oxygen, BMI over 40",
    "bladder_symptoms": "bladder pain, frequency or blood in the urine",
    "abnormal_liver_tests": "abnormal liver tests, or liver injury from ketamine before",
    "seizure_disorder": "seizure disorder",
    "chronic_benzodiazepine": "long-term benzodiazepine use",
    "asthma_or_heart_block": "asthma, bradycardia or heart block",
    "qt_prolongation": "long QT",
    "porphyria": "porphyria",
    "prior_emergence_reaction": "PTSD, severe anxiety or a bad emergence reaction before",
    "suicidal_ideation": "suicidal thoughts today",
    "frailty": "65 years or older, or frail",
    "thyroid_disease": "overactive thyroid",
}


def positive(session: Session) -> tuple[str, ...]:
    """The absolute contraindications that stand, in words."""
    found = [words for item, words in ABSOLUTE.items() if (session.answers or {}).get(item)]
    if session.intake is not None and session.intake.pregnancy_test == "positive":
        found.append("positive pregnancy test")
    return tuple(found)


def relative(session: Session) -> tuple[str, ...]:
    """The relative items answered yes, in words."""
    return tuple(words for item, words in RELATIVE.items() if (session.answers or {}).get(item))


def not_asked(session: Session) -> tuple[str, ...]:
    """The items without an answer, in words; none before the screening."""
    if session.answers is None:
        return ()
    return tuple(
        words for item, words in {**ABSOLUTE, **RELATIVE}.items() if item not in session.answers
    )
