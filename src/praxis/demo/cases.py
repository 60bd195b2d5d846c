"""What brings people to a doctor, what it turns out to be, and what is prescribed."""

from collections.abc import Sequence
from typing import NamedTuple

from praxis.demo.roster import (
    CARDIOLOGY,
    DERMATOLOGY,
    GENERAL,
    GYNAECOLOGY,
    ORTHOPAEDICS,
    PAEDIATRICS,
)


class Medicine(NamedTuple):
    medicine: str
    dose: str
    frequency: str
    duration: str | None = None
    notes: str | None = None


class Case(NamedTuple):
    """A complaint with its diagnosis (ICD-10); ages are whole years, both included."""

    reason: str
    symptoms: str
    diagnosis: str
    code: str
    medicines: tuple[Medicine, ...] = ()
    notes: str | None = None
    youngest: int = 0
    oldest: int = 120


PARACETAMOL = Medicine("Paracetamol", "500 mg", "up to three times a day", "5 days", "When in pain")
SYRUP = Medicine("Paracetamol syrup", "15 mg per kg", "every six hours if needed", "3 days")
IRON = Medicine("Ferrous fumarate", "200 mg", "once a day", "3 months", "Not together with tea")
CALCIUM = Medicine("Calcium with vitamin D", "500 mg / 400 IU", "once a day", "6 months")
NAPROXEN = Medicine("Naproxen", "250 mg", "twice a day", "7 days", "After meals")

CASES: dict[str, tuple[Case, ...]] = {
    GENERAL: (
        Case(
            "Cough and runny nose",
            "Since four days, no fever",
            "Acute upper respiratory infection",
            "J06.9",
            (PARACETAMOL,),
            "Chest clear. Rest and fluids; come back if fever lasts beyond three days.",
        ),
        Case(
            "Diabetes check",
            "Tired in the afternoon",
            "Type 2 diabetes mellitus without complications",
            "E11.9",
            (Medicine("Metformin", "500 mg", "twice a day", "3 months", "With meals"),),
            "HbA1c 7.4 %. Feet without findings. Next check in three months.",
            youngest=35,
        ),
        Case(
            "Heartburn",
            "Worse at night and after fatty meals",
            "Gastro-oesophageal reflux disease without oesophagitis",
            "K21.9",
            (Medicine("Omeprazole", "20 mg", "once a day", "4 weeks", "Before breakfast"),),
        ),
        Case(
            "Back pain after lifting",
            "Low back, no numbness",
            "Low back pain",
            "M54.5",
            (NAPROXEN,),
            "No red flags. Stay active; exercises explained.",
            youngest=18,
        ),
        Case(
            "Burning when passing water",
            "Two days, no fever",
            "Acute cystitis",
            "N30.0",
            (Medicine("Nitrofurantoin", "100 mg", "twice a day", "5 days"),),
            youngest=18,
        ),
        Case("Yearly check", "None", "General medical examination", "Z00.0", notes="All well."),
    ),
    CARDIOLOGY: (
        Case(
            "High blood pressure at home",
            "Headache in the morning",
            "Essential (primary) hypertension",
            "I10",
            (
                Medicine("Amlodipine", "5 mg", "once a day", "3 months"),
                Medicine("Losartan", "50 mg", "once a day", "3 months", "In the evening"),
            ),
            "152/94 mmHg on both arms. Diary for two weeks.",
        ),
        Case(
            "Irregular heartbeat",
            "Palpitations several times a week",
            "Paroxysmal atrial fibrillation",
            "I48.0",
            (
                Medicine("Bisoprolol", "2.5 mg", "once a day", "3 months"),
                Medicine("Apixaban", "5 mg", "twice a day", "3 months", "Do not leave out"),
            ),
            "CHA2DS2-VASc 2. Holter ordered.",
            youngest=45,
        ),
        Case(
            "Chest tightness on stairs",
            "Gone after a minute of rest",
            "Angina pectoris",
            "I20.9",
            (
                Medicine("Aspirin", "75 mg", "once a day", "3 months"),
                Medicine("Atorvastatin", "40 mg", "once a day", "3 months", "In the evening"),
                Medicine("Glyceryl trinitrate spray", "1 puff", "when needed"),
            ),
            "Exercise test arranged.",
            youngest=45,
        ),
        Case(
            "High cholesterol in a blood test",
            "None",
            "Pure hypercholesterolaemia",
            "E78.0",
            (Medicine("Rosuvastatin", "10 mg", "once a day", "3 months"),),
        ),
        Case(
            "Heart racing at times",
            "With coffee and stress",
            "Palpitations",
            "R00.2",
            notes="ECG normal. Fewer coffees; Holter if it goes on.",
        ),
    ),
    PAEDIATRICS: (
        Case(
            "Fever and sore throat",
            "39 °C since yesterday",
            "Acute tonsillitis",
            "J03.9",
            (SYRUP, Medicine("Amoxicillin syrup", "25 mg per kg", "twice a day", "7 days")),
            youngest=2,
        ),
        Case(
            "Cough at night",
            "Wheezing after running",
            "Asthma",
            "J45.9",
            (Medicine("Salbutamol inhaler", "100 µg", "two puffs when needed", None, "Spacer"),),
            "Inhaler shown to child and parent.",
            youngest=4,
        ),
        Case(
            "Itchy rash",
            "Elbows and knees",
            "Atopic dermatitis",
            "L20.9",
            (Medicine("Hydrocortisone cream 1 %", "thin layer", "twice a day", "7 days"),),
        ),
        Case(
            "Diarrhoea",
            "Since two days, drinks well",
            "Gastroenteritis of presumed infectious origin",
            "A09",
            (
                Medicine("Oral rehydration salts", "1 sachet", "after each loose stool", "3 days"),
                Medicine("Zinc", "10 mg", "once a day", "10 days"),
            ),
        ),
        Case("Earache", "Left side", "Otitis media", "H66.9", (SYRUP,), "Eardrum red, intact."),
        Case("Routine check", "None", "Routine child health examination", "Z00.1"),
    ),
    GYNAECOLOGY: (
        Case(
            "Painful periods",
            "First two days",
            "Primary dysmenorrhoea",
            "N94.4",
            (NAPROXEN,),
            oldest=45,
        ),
        Case(
            "Irregular periods",
            "Every two to three months",
            "Polycystic ovarian syndrome",
            "E28.2",
            (Medicine("Metformin", "500 mg", "twice a day", "3 months"),),
            "Ultrasound: typical picture. Weight and exercise discussed.",
            oldest=42,
        ),
        Case(
            "Tired and pale",
            "Heavy periods",
            "Iron deficiency anaemia",
            "D50.9",
            (IRON,),
            "Hb 9.8 g/dl. Control in six weeks.",
            oldest=52,
        ),
        Case(
            "Hot flushes",
            "Several times a day, poor sleep",
            "Menopausal states",
            "N95.1",
            (CALCIUM,),
            youngest=45,
        ),
        Case(
            "Yearly screening", "None", "Gynaecological examination", "Z01.4", notes="Smear taken."
        ),
    ),
    DERMATOLOGY: (
        Case(
            "Acne",
            "Face and back",
            "Acne vulgaris",
            "L70.0",
            (Medicine("Adapalene gel 0.1 %", "thin layer", "once a day", "12 weeks", "At night"),),
            oldest=40,
        ),
        Case(
            "Red, scaly patches",
            "Elbows and scalp",
            "Psoriasis vulgaris",
            "L40.0",
            (Medicine("Calcipotriol ointment", "thin layer", "twice a day", "8 weeks"),),
        ),
        Case(
            "Itching between the toes",
            "For weeks",
            "Tinea pedis",
            "B35.3",
            (Medicine("Terbinafine cream 1 %", "thin layer", "once a day", "2 weeks"),),
        ),
        Case(
            "Changed mole",
            "Darker than before",
            "Melanocytic naevus of trunk",
            "D22.5",
            notes="Dermoscopy without suspicion. Photograph for comparison in six months.",
        ),
        Case(
            "Rash after a new soap",
            "Hands, itching",
            "Allergic contact dermatitis",
            "L23.9",
            (Medicine("Mometasone cream 0.1 %", "thin layer", "once a day", "10 days"),),
        ),
    ),
    ORTHOPAEDICS: (
        Case(
            "Knee pain",
            "Stairs, mornings",
            "Primary gonarthrosis",
            "M17.1",
            (NAPROXEN,),
            "Physiotherapy prescribed.",
            youngest=50,
        ),
        Case(
            "Shoulder pain",
            "Cannot lift the arm",
            "Impingement syndrome of shoulder",
            "M75.4",
            (NAPROXEN,),
        ),
        Case(
            "Sprained ankle",
            "Swollen since yesterday",
            "Sprain of ankle",
            "S93.4",
            (PARACETAMOL,),
            "No sign of fracture (Ottawa). Brace for two weeks.",
        ),
        Case(
            "Tingling fingers",
            "At night, thumb to ring finger",
            "Carpal tunnel syndrome",
            "G56.0",
            notes="Night splint; nerve conduction study ordered.",
        ),
        Case("Bone density", "None", "Osteoporosis", "M81.9", (CALCIUM,), youngest=60),
    ),
}


def fitting_cases(specialty: str, age: int) -> Sequence[Case]:
    """What somebody of this age sees this doctor for; never nothing."""
    return [case for case in CASES[specialty] if case.youngest <= age <= case.oldest]
