"""What is said: names, and the Mails of which a correspondence is made."""

from random import Random

import msgspec

COMPANY = "Fictitious Energy Cooperative"
GIVEN_NAMES = (
    *("Ada", "Amir", "Ayşe", "Björn", "Chiara", "Dana", "Elif", "Emil", "Erika", "Farid", "Greta", "Hanna"),
    *("Ilse", "Ivo", "Jonas", "Kenji", "Lea", "Malik", "Mara", "Nadja", "Noah", "Olga", "Paul", "Rosa"),
    *("Said", "Selma", "Tom", "Uta", "Viktor", "Wanda", "Yusuf", "Zoë"),
)
SURNAMES = (
    *("Albrecht", "Baumann", "Çelik", "Dietrich", "Engel", "Fischer", "Graf", "Haddad", "Ivanova", "Jansen"),
    *("Keller", "Lindqvist", "Mayer", "Novak", "Okafor", "Petersen", "Quandt", "Rossi", "Schröder", "Tanaka"),
    *("Ulrich", "Vogel", "Weber", "Yilmaz", "Zimmermann"),
)
CONSENT = "I would like to have the newsletter."
QUESTIONS = (
    "We may read your meter remotely from next month on.",
    "We may use your e-mail address for invoices.",
    "You agree to the new terms as of the turn of the year.",
)
WISHES = ("Please pay my credit out at once.", "Please send my invoices on paper.")


class Topic(msgspec.Struct, frozen=True):
    """A correspondence: its subject, and what is said in turn; after the last turn nothing is left to say."""

    subject: str
    turns: tuple[str, ...]
    is_begun_by_company: bool = True


TOPICS = (
    Topic(
        "Your invoice for {month}",
        (
            "your invoice for {month} is ready. Since the last reading you have used {number} kilowatt hours, which is "
            "a little less than in the same month a year ago. The amount will be debited from your account within the "
            "next fourteen days; you need not do anything. The details are listed on the second page.",
            "thank you. I am surprised by the amount, though: I was away for most of {month} and everything was "
            "switched off. Could somebody check the reading, please? The meter shows {number} at this moment.",
            "we have compared the reading with yours and corrected the invoice. The difference of {number} kilowatt "
            "hours is credited to your account and will be deducted from the next instalment. We apologise for the "
            "trouble that this has caused.",
            "perfect, that settles it. Thank you for the quick answer.",
        ),
    ),
    Topic(
        "Reading of your meter",
        (
            "our technician will be in your street in {month} to read the meters. If you would rather read yours "
            "yourself, just answer this message with the figures before the decimal point. You find the number of "
            "the meter on its front, above the bar code.",
            "the meter shows {number}. I have read it twice, as the last digit is hard to see.",
            "thank you, we have noted {number}. There is no need for our technician to call on you this year.",
        ),
    ),
    Topic(
        "A new instalment plan",
        (
            "prices on the exchange have fallen, and so do yours. From {month} on your monthly instalment is {number} "
            "euros. If you would like another instalment, tell us; it can be changed at any time and takes effect with "
            "the month that follows.",
            "could I keep the old instalment, please? I would rather have something back at the end of the year.",
            "of course. We leave your instalment as it is, and take another look at it together in {month}.",
        ),
    ),
    Topic(
        "Moving house",
        (
            "I am moving at the end of {month}. What do you need from me so that the contract goes with me? The new "
            "flat is in the same town, and the number of the meter there ends in {number}.",
            "congratulations on the new flat. All we need is the day on which you get the keys and the reading of both "
            "meters on that day. A photo of each display is enough. We see to the rest and confirm the move to you.",
            "I have the keys now. The old meter shows {number}, the new one stands at zero.",
            "thank you, the move is confirmed. You will get a final invoice for the old flat in {month}.",
        ),
        is_begun_by_company=False,
    ),
    Topic(
        "Question about my tariff",
        (
            "a neighbour told me about the tariff for electric cars. Is it worth while for me? I drive about {number} "
            "kilometres in a month and could charge at night.",
            "with {number} kilometres a month it is: you would save about a fifth. You need a second meter, which we "
            "install free of charge. Shall we send you an offer? It is not binding and holds until the end of {month}.",
            "yes, please do.",
        ),
        is_begun_by_company=False,
    ),
    Topic(
        "No power since this morning",
        (
            "there is no power in our house since about six o'clock. The fuses are fine, and the neighbours at number "
            "{number} have none either.",
            "a cable was damaged at a building site near you. Our people are on their way; most houses should have "
            "power again within two hours. We are sorry for the inconvenience.",
        ),
        is_begun_by_company=False,
    ),
)

BEGUN_BY_PEOPLE = tuple(topic for topic in TOPICS if not topic.is_begun_by_company)
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


class Letter(msgspec.Struct, frozen=True):
    """A Mail as its sender writes it."""

    subject: str
    body: str
    has_attachment: bool = False


class Person(msgspec.Struct, frozen=True):
    """What somebody may tell about himself."""

    given_name: str
    surname: str
    phone: str

    @property
    def name(self) -> str:
        """As it is displayed."""
        return f"{self.given_name} {self.surname}"

    @property
    def email(self) -> str:
        """An address that nobody has."""
        return f"{self.given_name}.{self.surname}@example.org".lower().encode("ascii", "ignore").decode()


def some_person(dice: Random) -> Person:
    """Somebody."""
    return Person(dice.choice(GIVEN_NAMES), dice.choice(SURNAMES), f"+49 30 {dice.randrange(10**6, 10**7)}")


def letter(topic: Topic, turn: int, person: Person, month: str, dice: Random) -> Letter:
    """One turn of a correspondence."""
    is_by_company = (turn % 2 == 0) is topic.is_begun_by_company
    said = topic.turns[turn].format(month=month, number=dice.randrange(12, 1900))
    greeting, name = (person.given_name, COMPANY) if is_by_company else ("colleagues", person.name)
    subject = ("Re: " if turn else "") + topic.subject.format(month=month)
    return Letter(subject, f"Dear {greeting},\n\n{said}\n\nKind regards\n{name}", dice.random() < 0.03)
