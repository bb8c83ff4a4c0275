"""Invented people's names, Kazakh and Russian, in the right form for men and women."""

from dataclasses import dataclass
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


KAZAKH_MEN = _words(
    "Әлихан Арман Айдар Бауыржан Берік Бекзат Дархан Данияр Дәурен Ерлан Ержан Ерасыл Жандос Жанібек "
    "Қайрат Қанат Қуаныш Марат Мейірлан Мирас Мансұр Нұрлан Нұрсұлтан Нұржан Олжас Рамазан Рүстем Сәкен "
    "Самат Санжар Серік Тимур Темірлан Төлеген Шыңғыс Ислам Сұлтан Алдияр Асқар Азамат Бақыт Ғалым Дастан "
    "Әділ Әсет Талғат Мұрат Ермек Болат Асхат"
)
KAZAKH_WOMEN = _words(
    "Айгерім Айгүл Айша Айжан Ақбота Ақерке Алтынай Аружан Асель Аяулым Әсем Баян Гүлнар Дана Дильназ "
    "Динара Жанар Жансая Жібек Зарина Індіра Қарлығаш Кәмила Қымбат Ләззат Мадина Меруерт Мөлдір Нұргүл "
    "Назерке Нәзік Райхан Раяна Салтанат Сәуле Тоғжан Томирис Ұлжан Шолпан Инкар Еркежан Амина Көркем "
    "Балнұр Гүлсім Бибігүл Сабина Әлия Мәншүк Қаракөз"
)
KAZAKH_FAMILIES = _words(
    "Ахметов Әбенов Әлімжанов Байжанов Бекенов Досжанов Ермеков Есімов Жақсыбаев Жүнісов Исабеков Қасымов "
    "Қалиев Көшербаев Құрманов Мұқанов Мұсабеков Нұрғалиев Омаров Оспанов Рахимов Сағынтаев Садықов "
    "Сәрсенбаев Сейітов Смағұлов Сүлейменов Тілеубаев Төлегенов Түсіпов Үсенов Шаяхметов Ысқақов Ыбыраев "
    "Абдрахманов Айтбаев Балтабаев Дүйсенов Ескендіров Жұмабеков Кенжебаев Молдабеков Нүсіпов Өтегенов "
    "Сатыбалды Төребек Бейсембай Мырзахан Алпысбай Жолдасбек Қожахмет Дәулетбай"
)
RUSSIAN_MEN = _words(
    "Александр Алексей Андрей Антон Артём Борис Вадим Валерий Виктор Виталий Владимир Георгий Глеб Даниил "
    "Денис Дмитрий Евгений Егор Иван Игорь Кирилл Константин Леонид Максим Матвей Михаил Николай Олег "
    "Павел Пётр Роман Сергей Степан Тимофей Фёдор Юрий"
)
RUSSIAN_WOMEN = _words(
    "Алёна Алина Анастасия Анна Валентина Валерия Варвара Василиса Вера Виктория Галина Дарья Диана "
    "Екатерина Елена Елизавета Жанна Зоя Ирина Кира Ксения Лариса Лидия Любовь Маргарита Марина Мария "
    "Надежда Наталья Нина Ольга Полина Светлана София Татьяна Ульяна Юлия Яна"
)
RUSSIAN_FAMILIES = _words(
    "Абрамов Белов Белявский Богданов Васильев Виноградов Воробьёв Гаврилов Голубев Горский Гусев Денисов "
    "Ершов Жуков Зайцев Захаров Зимин Исаев Калинин Киселёв Ковалёв Комаров Коновалов Кравченко Кузьмин "
    "Лебедев Литвиненко Макаров Мельник Миронов Назаров Никитин Осипов Панченко Поляков Романов Савельев "
    "Семёнов Соболев Сорокин Тарасов Тихонов Фомин Шевчук Широков Щербаков Юдин Яковлев"
)
IRREGULAR = {"Пётр": "Петр", "Павел": "Павл", "Михаил": "Михайл"}
"""Stems that change before an ending."""


def feminine(family: str) -> str:
    """The family name as a woman bears it: Белов → Белова, Горский → Горская, Шевчук → Шевчук."""
    if family.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return family + "а"
    if family.endswith("ский"):
        return family.removesuffix("ий") + "ая"
    return family


def russian_patronymic(father: str, *, of_woman: bool) -> str:
    """Иван → Иванович, Ивановна; Андрей → Андреевич; Юрий → Юрьевич; Игорь → Игоревич."""
    stem = IRREGULAR.get(father, father)
    if stem.endswith("ий"):
        softened = stem.removesuffix("ий")
        stem = softened + ("и" if softened.endswith(("тр", "рг")) else "ь") + "е"
    elif stem.endswith(("й", "ь")):
        stem = stem[:-1] + "е"
    else:
        stem += "о"
    return stem + ("вна" if of_woman else "вич")


def kazakh_patronymic(father: str, *, of_woman: bool) -> str:
    """Серік → Серікұлы, Серікқызы."""
    return father + ("қызы" if of_woman else "ұлы")


@dataclass(frozen=True, slots=True)
class Person:
    last_name: str
    first_name: str
    patronymic: str
    is_woman: bool
    is_kazakh: bool

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)


class NameGiver:
    """Gives names from a seed, no full name twice."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._given: set[str] = set()

    def family(self, *, is_kazakh: bool) -> str:
        """A family name in its masculine form."""
        return self.random.choice(KAZAKH_FAMILIES if is_kazakh else RUSSIAN_FAMILIES)

    def person(
        self, *, is_woman: bool, is_kazakh: bool, family: str | None = None, father: str | None = None
    ) -> Person:
        """Somebody of a family; ``father`` is the given name that the patronymic comes from."""
        while True:
            made = self._person(is_woman, is_kazakh, family, father)
            if made.full_name not in self._given:
                self._given.add(made.full_name)
                return made

    def _person(self, is_woman: bool, is_kazakh: bool, family: str | None, father: str | None) -> Person:
        men, women = (KAZAKH_MEN, KAZAKH_WOMEN) if is_kazakh else (RUSSIAN_MEN, RUSSIAN_WOMEN)
        last = family or self.family(is_kazakh=is_kazakh)
        patronymic = kazakh_patronymic if is_kazakh else russian_patronymic
        return Person(
            last_name=feminine(last) if is_woman else last,
            first_name=self.random.choice(women if is_woman else men),
            patronymic=patronymic(father or self.random.choice(men), of_woman=is_woman),
            is_woman=is_woman,
            is_kazakh=is_kazakh,
        )
