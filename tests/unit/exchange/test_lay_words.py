"""What people say of somebody who fades, of a sound night, of a stop, each beside the ordinary
sentence that is nearest to it. The lists were written down before the words were looked for."""

from __future__ import annotations

import pytest

from baclofen.exchange.fhir.told import is_stop, sounds_of_note
from baclofen.knowledge import Verdict
from tests.people import TODAY, fired, known
from tests.unit.exchange.build import medicine
from tests.unit.exchange.test_stops_told import STOP, WITHDRAWN, form, letter, message
from tests.unit.exchange.test_told import heard, judged, note, read

K = known()


def sounds(text: str) -> tuple[str, ...]:
    return sounds_of_note(text, K, today=TODAY)


# --- somebody who fades, sees things, or hardly breathes --------------------------------------

FADES = (
    "Decreased level of alertness.", "Reduced alertness since yesterday.", "Less alert since noon.",
    "Alertness is reduced.", "Less responsive than yesterday.", "Reduced responsiveness.",
    "Can't keep his eyes open and talks nonsense.", "Cannot stay awake during meals.",
    "Floppy like a rag doll, slurring, drifts off while being spoken to.",
    "Sleeps round the clock, I have to shake her to get her to drink.",
    "She has been sleeping all day since Friday.", "Does nothing but sleep since the new dose.",
    "He won't come round this morning.", "Didn't come round after her nap.",
    "Just lies there and stares.", "Is not making any sense today.",
    "Liegt nur noch da, macht die Augen nicht auf, röchelt.", "Macht die Augen nicht mehr auf.",
    "Bekommt die Augen kaum noch auf.", "Schläft nur noch und lallt.",
    "Lallt seit gestern und nickt dauernd ein.", "Schläft den ganzen Tag.",
    "Kann die Augen nicht offen halten.", "Ist weniger wach als gestern.", "Redet wirr.",
    "Kommt nicht mehr zu sich.", "Sie ist kaum noch wach zu halten.",
    "Nicht bei vollem Bewusstsein.",
    "Dort tout le temps et parle de façon pâteuse.", "Dort toute la journée depuis hier.",
    "N'arrive pas à garder les yeux ouverts.", "Moins réactive qu'hier.",
    "Moins éveillé depuis hier.",
    "Elle raconte n'importe quoi depuis ce matin.", "Elle ne revient pas à elle.",
    "Duerme todo el día y no se entera de nada.", "No puede mantener los ojos abiertos.",
    "Menos reactiva que ayer.", "Está menos despierto desde ayer.", "No vuelve en sí.",
    "Dice cosas sin sentido.",
    "Dorme sempre e biascica.", "Dorme tutto il giorno.", "Non riesce a tenere gli occhi aperti.",
    "Meno reattiva di ieri.", "Meno vigile da ieri.", "Non torna in sé.", "Dice cose senza senso.",
)  # fmt: skip
HARDLY_BREATHES = (
    "His lips are a bit blue.", "Her lips look slightly blue.", "Lips a little blue this morning.",
    "Bluish lips.", "Carbon dioxide narcosis.", "CO2 retention, pCO2 11 kPa.", "CO2 narcosis.",
    "Breathing is shallow and irregular with pauses.", "Pauses in his breathing.",
    "Gurgling breathing.", "Röchelt seit heute früh.", "Lippen etwas blau.", "Bläuliche Lippen.",
    "CO2-Narkose.", "Atmung flach und unregelmäßig.", "Setzt beim Atmen immer wieder aus.",
    "Lèvres un peu bleues.", "Lèvres bleutées.", "Narcose au CO2.",
    "Respiration irrégulière avec pauses.",
    "Labios un poco azules.", "Labios azulados.", "Respiración irregular con pausas.",
    "Labbra un po' blu.", "Labbra bluastre.", "Narcosi da CO2.", "Respiro irregolare con pause.",
)  # fmt: skip
SEES = (
    "Talking to people who aren't in the room.", "Sees things that aren't there.",
    "Mum is talking to people who aren't in the room and tried to climb out of the window.",
    "Talks to someone who is not there.", "Sieht Menschen, die nicht da sind.",
    "Spricht mit Leuten, die gar nicht da sind.", "Voit des gens qui ne sont pas là.",
    "Parle à des personnes qui n'existent pas.", "Ve gente que no está.",
    "Habla con personas que no están.", "Vede persone che non ci sono.",
    "Parla con gente che non c'è.",
)  # fmt: skip
FITS = ("Krampft seit zehn Uhr.", "Krampft am ganzen Körper.", "Krampft jetzt wieder.")


@pytest.mark.parametrize("text", [*FADES, *HARDLY_BREATHES, *SEES, *FITS])
def test_what_people_say_of_somebody_who_fades_is_heard(text: str) -> None:
    assert sounds(text)


@pytest.mark.parametrize("text", HARDLY_BREATHES)
def test_who_hardly_breathes_is_given_nothing_before_a_look(text: str) -> None:
    assert "signs.slow_breathing" in sounds(text)


@pytest.mark.parametrize("text", SEES)
def test_who_sees_what_is_not_there_hallucinates(text: str) -> None:
    assert "signs.hallucinations" in sounds(text)


ORDINARY = (
    "Level of alertness normal.", "Alertness good.", "No reduced alertness.", "More alert by day.",
    "Spasticity less responsive to baclofen.", "Pain less responsive to gabapentin.",
    "Less waking at night.", "Plays with a rag doll.", "Drifts off to sleep easily.",
    "The baby sleeps all day and cries at night.", "The cat sleeps all day on her lap.",
    "Works nights and sleeps all day.", "Could not come round to the clinic on Tuesday.",
    "Friends no longer come round.", "Keeps her eyes open during the exam.",
    "It makes no sense to raise the dose.", "Talking to people who have MS helps her.",
    "Stays awake until eleven.", "Arbeitet nachts und schläft den ganzen Tag.",
    "Schläft nur noch sechs Stunden.", "Schläft nur noch auf der linken Seite.",
    "Macht die Augen nicht ganz zu, Fazialisparese.", "Das Bein krampft nachts.",
    "Die Wade krampft seit gestern.", "Der Arzt ist diese Woche nicht da.",
    "Dort tout le temps sur le côté.", "Dort bien tout le temps.", "Le chat dort toute la journée.",
    "El gato duerme todo el día.", "Dorme sempre bene.", "Dorme sempre otto ore.",
    "Dorme sempre con due cuscini.", "Il gatto dorme tutto il giorno.",
    "Atmung regelmäßig.", "Pouls irrégulier connu.", "Blue scarf, a bit cold today.",
    "Not woken by spasms any more.", "Zieht die Beine nicht mehr zu sich heran.",
    "Poorly responsive spasticity.", "Reflexes reduced, reaction less brisk.",
    "Ya no duerme todo el día.", "Nessuna ritenzione di CO2.", "He just lies there watching TV.",
    "A bit better, a bit tired.", "Un peu fatiguée.", "Ein bisschen müde.",
)  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_the_ordinary_sentence_beside_it_is_quiet(text: str) -> None:
    assert sounds(text) == ()


# --- a sound night, a clear mind, a meal ------------------------------------------------------

NIGHTS = (
    "Sleeps through without waking.", "Sleeps from ten to six without waking.",
    "Slept all night, did not wake once.", "Sleeps eight hours without waking up.",
    "Slept all night and did not wake once.",
    "Since the new dose she sleeps through without waking.",
    "Schläft durch ohne aufzuwachen.", "Schläft acht Stunden ohne aufzuwachen.",
    "Schläft die ganze Nacht, ohne aufzuwachen.", "Dort sans se réveiller.",
    "Dort toute la nuit sans se réveiller.", "Dort huit heures sans se réveiller.",
    "A dormi toute la nuit, ne s'est pas réveillée une seule fois.",
    "Duerme sin despertarse.", "Duerme ocho horas sin despertar.",
    "Duerme toda la noche sin despertarse.", "Durmió toda la noche, no se despertó ni una vez.",
    "Dorme senza svegliarsi.", "Dorme tutta la notte senza svegliarsi.",
    "Dorme otto ore senza svegliarsi.",
    "Ha dormito tutta la notte, non si è svegliata nemmeno una volta.",
    "Endormie à chaque passage, respiration régulière, réveillée à sept heures.",
)  # fmt: skip
NO_NIGHTS = (
    "Has slept for two days without waking.", "Sleeps without waking since yesterday.",
    "Slept twenty hours without waking.", "Slept all day without waking.",
    "Slept all day, did not wake once.", "Shaken three times, did not wake once.",
    "Sleeps through without waking when shaken.", "Slept all night, does not wake to voice.",
    "Slept all night, cannot be woken.", "Slept all night and could not be woken at eight.",
    "Without waking since noon.", "Does not wake.",
    "Schläft seit gestern ohne aufzuwachen.", "Schläft den ganzen Tag ohne aufzuwachen.",
    "Dort depuis hier sans se réveiller.", "Dort toute la journée sans se réveiller.",
    "Duerme desde ayer sin despertarse.", "Duerme todo el día sin despertarse.",
    "Dorme da ieri senza svegliarsi.", "Dorme tutto il giorno senza svegliarsi.",
    "Endormie pendant le repas.",
)  # fmt: skip
CLEAR = (
    "Bewusstsein klar.", "Bewusstseinslage klar.", "Bei vollem Bewusstsein.",
    "Bewusstsein ungetrübt.", "Wach und bei klarem Bewusstsein.",
    "Neurologisch: Bewusstsein klar, Pupillen isokor.", "Bei Bewusstsein und entspannt.",
    "Bewusstseinsklar, orientiert.", "Vigilanz unauffällig.", "Bewusstsein: klar.",
    "Conscience claire.", "Conscience normale.", "Niveau de conscience normal.",
    "Vigilance normale.",
    "Patiente consciente, bien orientée, pas de trouble de la vigilance, pas d'hallucination, "
    "pas d'idée suicidaire.",
    "Nivel de conciencia normal.", "Conciencia conservada.", "Sin alteración de la conciencia.",
    "Coscienza integra.", "Stato di coscienza normale.", "Nessun disturbo della coscienza.",
    "Clear consciousness.", "Level of consciousness normal.", "Consciousness intact.",
    "Fully conscious, no impairment of consciousness.",
)  # fmt: skip
CLOUDED = (
    "Bewusstsein getrübt.", "Bewusstsein nicht klar.", "Nicht bei Bewusstsein.",
    "Nicht bei klarem Bewusstsein.", "Kaum bei Bewusstsein.", "Nach Sturz wieder bei Bewusstsein.",
    "Bewusstsein klar, zeitweise eingetrübt.", "Vigilanz vermindert.", "Conscience altérée.",
    "Troubles de la conscience.", "Niveau de conscience abaissé.",
    "Nivel de conciencia disminuido.",
    "Alteración de la conciencia.", "Conciencia no normal.", "Stato di coscienza alterato.",
    "Level of consciousness fluctuating.", "Altered level of consciousness.",
)  # fmt: skip
EATS = (
    "Coma fruta y verdura cinco veces al día.", "Coma despacio.", "Coma y beba con normalidad.",
    "Mastique bien y coma sentada.", "Coma poco y a menudo.", "Coma menos sal.",
    "Se recomienda que coma más fruta.", "Coma tres veces al día.", "Coma alimentos con fibra.",
)  # fmt: skip
COMA = (
    "Coma.", "Coma profundo.", "En coma desde ayer.", "Entró en coma y bebe nada.", "Está en coma.",
    "Coma superficial.", "Coma tres días.", "Coma, tres veces intubado.", "Sale del coma despacio.",
    "In coma da ieri.", "Coma y convulsiones.", "Coma fluctuante.", "Coma depuis midi.",
)  # fmt: skip


@pytest.mark.parametrize("text", [*NIGHTS, *CLEAR, *EATS])
def test_a_sound_night_a_clear_mind_and_a_meal_are_quiet(text: str) -> None:
    assert sounds(text) == ()


@pytest.mark.parametrize("text", [*NO_NIGHTS, *CLOUDED, *COMA])
def test_what_is_like_them_and_is_none_is_heard(text: str) -> None:
    assert sounds(text)


# --- a stop -----------------------------------------------------------------------------------

STOPS = (
    "I quit my baclofen last Sunday.", "I threw my baclofen away last week.",
    "Threw away the baclofen.", "She flushed her baclofen down the toilet.",
    "Baclofen has been thrown away.", "Skipping baclofen for a week.", "Gave up her baclofen.",
    "Stopped baclofen abruptly five days ago.", "Suddenly stopped her baclofen on Friday.",
    "Takes 0 tablets of baclofen a day.", "Baclofen: 0 tablets a day.",
    "Went without baclofen for days.",
    "Hat Baclofen weggelassen.", "Baclofen vor vier Tagen einfach weggelassen.",
    "Baclofen ist seit Donnerstag aus.", "Baclofen ist alle.", "Hat das Baclofen weggeworfen.",
    "Nimmt Baclofen seit Freitag nicht mehr.", "Ich nehme Baclofen nicht mehr.",
    "Baclofen plötzlich abgesetzt.",
    "A jeté son baclofène.", "Je ne prends plus mon baclofène.",
    "Il saute son baclofène depuis lundi.",
    "A arrêté brutalement le baclofène jeudi.", "A laissé tomber le baclofène.",
    "Dejó el baclofeno hace cinco días.", "Se retiró el baclofeno de golpe.",
    "El baclofeno se retiró de golpe el jueves.", "He dejado el baclofeno.", "Tiró su baclofeno.",
    "Suspendió bruscamente el baclofeno.", "Ya no tomo baclofeno.",
    "Ha buttato via il baclofene.", "Non prendo più il baclofene.",
    "Ha smesso di colpo il baclofene.",
    "Ha finito il baclofene lunedì.", "Ha interrotto improvvisamente il baclofene.",
)  # fmt: skip
UNNAMED = (
    "Ran out of tablets on Thursday.", "Has stopped all her medicines.",
    "Has not had any of her muscle relaxant since the operation five days ago.",
    "Stopped taking his tablets on Monday.", "Hat alle Medikamente abgesetzt.",
    "Nimmt ihre Tabletten nicht mehr.", "A arrêté tous ses médicaments.",
    "Dejó de tomar toda la medicación.", "Ha smesso tutte le medicine.",
)  # fmt: skip
NO_STOPS = (
    "Baclofen helped her quit smoking.", "Quit her job, goes on with baclofen.",
    "Quit her job before baclofen was begun.", "Gave up driving, takes baclofen 20 mg.",
    "Thanks to baclofen she gave up her stick.", "Threw away the expired baclofen.",
    "Skipped one dose of baclofen on Monday.", "Takes 2.0 tablets of baclofen.",
    "Takes 10 tablets of baclofen a day.", "Baclofen 2,0 Tabletten am Tag.",
    "Baclofen must not be stopped abruptly.", "Never stop baclofen abruptly.",
    "Baclofen stopped suddenly can cause seizures.", "Risk if baclofen is stopped abruptly.",
    "Baclofen nie plötzlich absetzen.", "Baclofen darf nicht plötzlich abgesetzt werden.",
    "Hat das Rauchen aufgehört, nimmt Baclofen.",
    "Nimmt Baclofen nicht mehr nachts, sondern mittags.",
    "Verträgt Baclofen nicht mehr so gut.", "Baclofen aus der Apotheke geholt.",
    "Das Licht ist aus, Baclofen genommen.", "Mittagsdosis Baclofen weggelassen.",
    "Ne pas arrêter brutalement le baclofène.", "A jeté son ancien baclofène périmé.",
    "Dejó su trabajo, sigue con baclofeno.", "Dejó el baclofeno en 20 mg tres veces al día.",
    "Tiró el baclofeno caducado.", "No suspender bruscamente el baclofeno.",
    "Ha buttato via il baclofene scaduto.", "Non interrompere improvvisamente il baclofene.",
    "Lässt sich Baclofen vom Mann geben.", "Baclofen finito di titolare a 60 mg.",
    "None of the baclofen side effects.", "Had no tablets of baclofen left over.",
    "Keine Tabletten außer Baclofen.", "Nessuna compressa oltre al baclofene.",
    "Baclofen 0 mg at noon, 10 mg morning and evening.", "Cut out the midday baclofen.",
    "Threw up after baclofen.", "Flushed face after baclofen.",
    "Flushed the baclofen through the line.",
    "Went without pain for a week on baclofen.",
)  # fmt: skip
NO_UNNAMED = (
    "Stopped her water tablets.", "Ran out of iron tablets.", "Stopped tablets for her bladder.",
    "Finished the antibiotic tablets.", "Stopped smoking.", "Ran out of time.",
    "Stopped taking her tablets in 2019.", "Hat die Tabletten gegen Blutdruck abgesetzt.",
    "If you run out of tablets call us.", "Takes all her tablets with food.",
)  # fmt: skip
ILL = (
    "I threw my baclofen away last week because it made me tired. The spasms are terrible now and "
    "I itch all over.",
    "Ich habe Baclofen vor vier Tagen einfach weggelassen, jetzt zittere ich und schwitze.",
    "El baclofeno se retiró de golpe el jueves; desde el sábado fiebre alta y rigidez.",
    "Ran out of tablets on Thursday, pharmacy closed. Since Saturday burning hot, rigid as a "
    "board, shaking, heart racing.",
)  # fmt: skip


@pytest.mark.parametrize("door", [message, letter])
@pytest.mark.parametrize("text", [*STOPS, *UNNAMED])
def test_a_stop_in_plain_words_is_asked_about(door: object, text: str) -> None:
    assert callable(door)
    fit = judged(read(door(text)))
    assert STOP in fired(fit)
    assert not fit.may_go_up


@pytest.mark.parametrize("text", NO_STOPS)
def test_what_is_no_stop_is_none(text: str) -> None:
    assert not is_stop(text, K, today=TODAY)


@pytest.mark.parametrize("text", [*NO_STOPS[:6], *NO_UNNAMED])
def test_what_is_no_stop_holds_nobody(text: str) -> None:
    fit = judged(read(message(text)))
    assert fit.may_go_up
    assert fit.verdict in (Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize("text", ILL)
def test_a_stop_in_plain_words_beside_a_withdrawal_is_looked_at(text: str) -> None:
    assert {STOP, WITHDRAWN} <= heard(message(text))


@pytest.mark.parametrize(("asked", "answer", "stops"), [
    ("Which medicines do you take now?", "None, I stopped them all", True),
    ("Missed doses of baclofen this week?", "All of them", True),
    ("Missed doses of baclofen this week?", "None", False),
    ("Missed doses of baclofen this week?", "One", False),
    ("How many baclofen tablets a day?", "0", True),
    ("How many baclofen tablets a day?", "none", True),
    ("How many baclofen tablets a day?", "6", False),
    ("Wie viele Tabletten Baclofen am Tag?", "0", True),
    ("Combien de comprimés de baclofène par jour ?", "aucun", True),
    ("¿Cuántas pastillas de baclofeno al día?", "0", True),
    ("Quante compresse di baclofene al giorno?", "0", True),
    ("Are you still taking your baclofen?", "No, I quit last Sunday", True),
    ("Do you take your baclofen with alcohol?", "No, never", False),
    ("How many alcoholic drinks a day?", "0", False),
])  # fmt: skip
def test_a_count_of_none_is_read_with_its_question(asked: str, answer: str, stops: bool) -> None:
    assert (STOP in heard(form(asked, answer))) is stops


def test_a_stop_of_another_medicine_in_its_note_is_none_of_baclofen() -> None:
    words = "Stopped by herself in spring as it gave her heartburn; now only cream"
    other = medicine("Ibuprofen 200 mg", id="other") | note(words)
    assert STOP not in heard(other)
    assert STOP in heard(medicine("Ibuprofen 200 mg", id="other") | note("Stopped her baclofen."))
