"""Medicines by words, RxNorm and ATC: what each is taken for, and what is not guessed."""

import pytest

from tests.people import known

CODES = known().codes


def taken_for(
    text: str = "", rxnorm: tuple[str, ...] = (), atc: tuple[str, ...] = (), also: str = ""
) -> tuple[list[str], str]:
    got = known().codes.medicine(text, also=[also] if also else [], rxnorm=rxnorm, atc=atc)
    return [i.name for i in got.ingredients], got.problem


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("morphine sulfate", ["morphine"]),
        ("MORPHINE HCL 10MG/5ML", ["morphine"]),
        ("MS Contin 15mg", ["morphine"]),
        ("Morphin-HCl", ["morphine"]),
        ("Pethidine", ["meperidine"]),
        ("heroin", ["diamorphine"]),
        ("co-codamol 30/500", ["codeine", "acetaminophen"]),
        ("Co codamol", ["codeine", "acetaminophen"]),
        ("Tylenol #3", ["codeine", "acetaminophen"]),
        ("PARACETAMOL/CODEINE", ["acetaminophen", "codeine"]),
        ("oxyCODONE-acetaminophen", ["oxycodone", "acetaminophen"]),
        ("Percocet", ["oxycodone", "acetaminophen"]),
        ("Endocet 5/325", ["acetaminophen", "oxycodone"]),
        ("carbidopa/levodopa 25-100", ["carbidopa", "levodopa"]),
        ("Sinemet CR", ["levodopa", "carbidopa"]),
        ("Stalevo", ["levodopa", "carbidopa", "entacapone"]),
        ("Lithium carbonate 400 mg", ["lithium"]),
        ("Amitriptylin-HCl", ["amitriptyline"]),
        ("dothiepin", ["dosulepin"]),
        ("Frusemide", ["furosemide"]),
        ("HCTZ 25", ["hydrochlorothiazide"]),
        ("lisinopril-HCTZ", ["lisinopril", "hydrochlorothiazide"]),
        ("divalproex sodium", ["valproic acid"]),
        ("ciclosporin", ["cyclosporine"]),
        ("magnesium sulphate", ["magnesium sulfate"]),
        ("chlorphenamine", ["chlorpheniramine"]),
        ("glyceryl trinitrate", ["nitroglycerin"]),
        ("insulin human, isophane 70 UNT/ML / Regular Insulin, Human 30 UNT/ML [Humulin]",
         ["insulin, regular, human", "insulin"]),
        ("alcohol", ["ethanol"]),
        ("Isopropyl alcohol swabs", []),
        ("Insulin pen needles", []),
        ("cetirizine", ["cetirizine"]),
        ("Simvastatin 20 MG Oral Tablet", ["simvastatin"]),
        ("Zyxomorph 10 MG Oral Tablet", []),
    ],
)  # fmt: skip
def test_by_words(text: str, names: list[str]) -> None:
    assert taken_for(text) == (names, "")


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (("7052",), ["morphine"]),
        (("1049221",), ["acetaminophen", "oxycodone"]),
        (("563026",), ["diazepam"]),
        (("42351",), ["lithium"]),
        (("6448", "42351"), ["lithium"]),
        (("197391",), ["baclofen"]),
        (("315458",), ["baclofen"]),
        (("1155671",), ["baclofen"]),
        (("8163",), []),
        (("312961",), []),
    ],
)
def test_by_rxnorm_alone(codes: tuple[str, ...], names: list[str]) -> None:
    assert taken_for(rxnorm=codes) == (names, "")


@pytest.mark.parametrize(
    ("code", "classes"),
    [
        # An exception stands before its group.
        ("N05AN01", {"lithium"}), ("N05AN", {"lithium"}), ("N05AX99", {"antipsychotic"}),
        ("M03BX01", {"target"}), ("M03BX02", {"muscle_relaxant", "alpha2_agonist"}),
        ("M03BX07", {"benzodiazepine", "muscle_relaxant"}),
        ("N05BB01", {"sedating_antihistamine"}), ("N05BA08", {"benzodiazepine"}),
        ("N05BE01", {"hypnotic_other"}), ("N06AX11", {"sedating_antidepressant"}),
        ("N06AX03", {"sedating_antidepressant"}), ("N06AX26", {"antidepressant"}),
        ("R06AD02", {"sedating_antihistamine"}), ("R06AB99", {"sedating_antihistamine"}),
        ("R06AE07", {"sedating_antihistamine"}), ("R06AX13", {"antihistamine"}),
        ("R06AX02", {"sedating_antihistamine"}),
        ("R05DA04", {"opioid"}), ("R05DA09", set()), ("N07BC02", {"opioid", "opioid_long"}),
        ("N07BC04", {"alpha2_agonist"}), ("N02BF01", {"gabapentinoid"}),
        ("N03AX12", {"gabapentinoid"}), ("N03AX16", {"gabapentinoid"}),
        ("N03AX99", {"antiepileptic"}), ("N03AE01", {"benzodiazepine"}),
        ("N03AA02", {"barbiturate"}), ("N04BA02", {"levodopa"}),
        ("C09BA03", {"ace_inhibitor", "diuretic"}), ("C09DX04", {"arb", "arni"}),
        ("N02AJ06", {"opioid", "rescue_and_other"}), ("A12CC02", {"magnesium_sulfate"}),
        ("A12CC10", {"magnesium"}), ("M01AX05", {"supplement"}),
        ("N05CM05", {"anticholinergic", "hypnotic_other"}),
        ("V03AB16", {"alcohol"}), ("n02aa01", {"opioid"}), ("C10AA01", {"lipid_lowering"}),
        ("V07AB01", set()), ("", set()),
    ],
)  # fmt: skip
def test_by_atc_alone(code: str, classes: set[str]) -> None:
    got = known().codes.medicine("", atc=[code])
    assert got.classes == classes
    assert got.problem == ""


def test_old_and_new_codes_of_one_medicine_are_one() -> None:
    assert taken_for("gabapentin", ("25480",), ("N02BF01", "N03AX12")) == (["gabapentin"], "")
    assert taken_for("Lyrica", (), ("N03AX16",)) == (["pregabalin"], "")


@pytest.mark.parametrize(
    ("text", "rxnorm", "atc", "problem"),
    [
        ("Aspirin 81mg", ("197391",), (), "the words say aspirin, the code says baclofen"),
        ("tizanidine", (), ("M03BX01",), "the words say tizanidine, the code says baclofen"),
        ("Diazepam 5 mg", ("7052",), (), "the words say diazepam, the code says morphine"),
        ("morphine", ("7052",), ("N05BA01",), "the words say morphine, the code says diazepam"),
        ("lithium", (), ("N05BA",), "the words say lithium, the code says benzodiazepine "
         "derivatives, ATC N05BA"),
        ("", ("7052", "3322"), (), "the code 7052 says morphine, the code 3322 says diazepam"),
        ("code 7052", ("7052", "3322"), (),
         "the code 7052 says morphine, the code 3322 says diazepam"),
        ("", ("7052",), ("N05CF",), "the code 7052 says morphine, the code N05CF says "
         "benzodiazepine related drugs, ATC N05CF"),
    ],
)  # fmt: skip
def test_what_disagrees_is_not_identified(
    text: str, rxnorm: tuple[str, ...], atc: tuple[str, ...], problem: str
) -> None:
    assert taken_for(text, rxnorm, atc) == ([], problem)


def test_two_names_of_one_medicine_must_agree() -> None:
    assert taken_for("Aspirin 81mg", also="baclofen 10 MG Oral Tablet") == (
        [],
        "one name says aspirin, another baclofen",
    )
    assert taken_for("Percocet", also="oxycodone") == (["oxycodone", "acetaminophen"], "")
    assert taken_for("one tablet at night", also="morphine") == (["morphine"], "")


@pytest.mark.parametrize(
    ("text", "rxnorm", "atc", "names", "doubt"),
    [
        # Words that name no medicine known here may be a brand, or another medicine.
        ("Lorbexal 20 MG", ("197391",), (), ["baclofen"],
         "the code says baclofen, and the words name no medicine known here"),
        ("Zyxomorph", ("7052",), (), ["morphine"],
         "the code says morphine, and the words name no medicine known here"),
        ("Baclofen 10 MG Oral Tablet", ("8163",), (), ["baclofen"],
         "code 8163 is not one of baclofen's codes known here"),
        ("acetaminophen", ("1049221",), (), ["acetaminophen", "oxycodone"],
         "the code 1049221 adds oxycodone, which the words do not name"),
    ],
)  # fmt: skip
def test_what_is_doubtful_counts_and_is_said(
    text: str, rxnorm: tuple[str, ...], atc: tuple[str, ...], names: list[str], doubt: str
) -> None:
    assert taken_for(text, rxnorm, atc) == (names, doubt)


def test_a_medicine_by_its_code_alone_is_in_no_doubt() -> None:
    assert taken_for("code 7052", ("7052",)) == (["morphine"], "")


@pytest.mark.parametrize(
    ("text", "rxnorm", "atc", "names"),
    [
        ("carbidopa / levodopa", ("6375", "2019"), (), ["carbidopa", "levodopa"]),
        ("lithium carbonate", ("6448",), ("N05AN01",), ["lithium"]),
        ("lithium", (), ("N05A",), ["lithium"]),
        ("baclofen", (), ("M03B",), ["baclofen"]),
        ("", ("1049221", "7804"), (), ["acetaminophen", "oxycodone"]),
        ("Morphine Sulfate 10 MG [Kadian]", ("892495",), ("N02A",), ["morphine"]),
    ],
)
def test_what_agrees_is_put_together(
    text: str, rxnorm: tuple[str, ...], atc: tuple[str, ...], names: list[str]
) -> None:
    assert taken_for(text, rxnorm, atc) == (names, "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tramadolhydrochlorid 50 mg", ["tramadol"]),
        ("Morphinsulfat retard", ["morphine"]),
        ("paracetamolo 1000", ["acetaminophen"]),
        ("Ácido valproico 500 mg", ["valproic acid"]),
        ("Magnesium 300 mg", ["magnesium oxide"]),
        ("Magnesium and Zyxomorph", []),
        ("Moment 200 mg compresse", ["ibuprofen"]),
        ("Zyxomorph at this moment", []),
        ("Topamax", ["topiramate"]),
        ("Leponex 25 mg", ["clozapine"]),
        ("Marcumar", ["phenprocoumon"]),
        ("варфарин", ["warfarin"]),
        ("амитриптилин", ["amitriptyline"]),
        ("клоназепама 2 мг", ["clonazepam"]),
        ("イグザレルト錠", ["rivaroxaban"]),
        ("gabapenten", []),
    ],
)
def test_names_of_other_languages(text: str, names: list[str]) -> None:
    assert taken_for(text) == (names, "")


def test_a_misspelt_name_is_offered_and_not_assumed() -> None:
    assert CODES.medicine("warfrin").ingredients == ()
    assert CODES.medicines.nearest("warfrin 3 mg") == ("warfarin",)


@pytest.mark.parametrize(
    "text",
    [
        "morphine, intrathecal pump",
        "Morphin intrathekal",
        "morphine péridurale",
        "Mitigo",
        "Infumorph",
    ],
)
def test_a_spinal_opioid_is_an_opioid_and_a_spinal_medicine(text: str) -> None:
    assert {"opioid", "intrathecal_other"} <= CODES.medicine(text).classes


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("morphine for spinal stenosis", {"opioid"}),
        ("diclofenac gel", {"nsaid"}),
        ("timolol eye drops", {"beta_blocker"}),
        ("Lioresal Intrathecal", {"target"}),
    ],
)
def test_no_other_word_makes_it_spinal_and_none_takes_a_class_away(
    text: str, classes: set[str]
) -> None:
    assert CODES.medicine(text).classes == classes
