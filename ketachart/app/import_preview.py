"""What a file would make in this clinic, by the kind of file."""

from enum import StrEnum

from ketachart.app.clinic import Clinic
from ketachart.app.importing import Preview
from ketachart.app.patient_lines import preview_patients
from ketachart.app.schedule_lines import Place, preview_schedule
from ketachart.domain.times import local_day


class Kind(StrEnum):
    """What a file holds; the value is the right that importing it needs."""

    PATIENTS = "patients.import"
    SCHEDULE = "schedule.import"


def preview(clinic: Clinic, kind: Kind, content: bytes) -> Preview:
    """What importing a file would make now; nothing is recorded.

    Raises:
        NotReadable: it is no such file.
    """
    today = local_day(clinic.clock.now(), clinic.world.site.zone)
    if kind is Kind.PATIENTS:
        return preview_patients(content, clinic.patients(), today, clinic.new_id)
    place = Place(
        patients=clinic.patients(),
        chairs=clinic.world.site.chairs,
        protocols=clinic.protocols(),
        plan_of=clinic.books.day_plan,
        today=today,
    )
    return preview_schedule(content, place)
