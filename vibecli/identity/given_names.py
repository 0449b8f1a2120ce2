"""Common given names: what is a name of its own, and no slip in writing another.

Owns the data, and telling short forms: of a name no table knows, they keep a part.
"""

from vibecli.identity.nicknames import groups_of, interchangeable

_ENDINGS = ("ie", "ey", "y", "i")  # of short forms
_SHORTEST, _SHORTER = 2, 2

_NAMES = (
    "aaron abdul abel ada adam adele adrian agata agnes ahmed aidan aisha alan albert alberto",
    "aldo aleksandra alena alessandra alessia alex alexander alexandra alexis alfred alfredo",
    "ali alice alicia alina aline alison allen alma alvaro amanda amelia amelie amina amy ana",
    "anastasia andre andrea andreas andrew andrzej angela angelika angelo anita anja anke ann",
    "anna anne annette annika anthony antoine anton antonia antonio april arianna armin arne",
    "arthur arturo asha astrid audrey aurora ava axel ayse barbara barry bartosz beata beate",
    "beatrice beatriz ben benedikt benjamin benoit berit bernd bernhard bianca bilal bjoern",
    "blake bogdan boris brandon brenda brian brigitte bruce bruno bryan caleb calvin camila",
    "camille carina carl carla carlo carlos carmen carol carola caroline caspar cecilia cedric",
    "celine chantal charles charlotte chiara chloe chris christa christel christian christiane",
    "christina christine christoph christopher claire clara claude claudia claudio clemens cole",
    "colin connor conrad cora corinna craig cristina cyril dagmar damian daniel daniela",
    "danielle dario david dean deborah dennis derek diana diane diego dieter dirk dominic",
    "dominik donald donna dora doris dorothea douglas dylan earl edgar edith edward ela eleanor",
    "elena eli elias elif elijah elisa elisabeth elise elizabeth ella ellen elsa emanuel emil",
    "emilia emilie emily emine emma emmanuel enrico enrique eric erica erik erika ernst erwin",
    "esther ethan eugen eugene eva evan evelyn ewa fabian fabio farid fatima fatma federica",
    "felicia felicitas felix ferdinand fernando filip finn fiona florence florian frances",
    "francesca francesco francis francisco franco francois frank franz franziska fred frederic",
    "frederik frieda friedrich fritz gabriel gabriela gabriele gary georg george gerald gerd",
    "gerda gerhard gertrud gianni gina giovanni gisela giulia giuseppe glen gloria gordon grace",
    "gracia graham greg gregor greta guenter guido guillaume gunnar gustav hakan hamza hanna",
    "hannah hannes hans harald harry hasan hassan hedwig heidi heike heiko heinrich heinz helen",
    "helena helene helga helmut henri henrik henry herbert hermann hilda hildegard holger holly",
    "horst howard hubert hugh hugo hussein ian ibrahim ida igor ilse imran ina ines inga inge",
    "ingo ingrid irena irene iris irma isaac isabel isabella isabelle ismail ivan ivana jack",
    "jacob jacqueline jade jaime jake jakob jamal james jan jana jane janet janina jasmin jason",
    "jasper javier jean jeff jenna jennifer jens jeremy jerome jerry jesse jessica jill joachim",
    "joan joanna joao jochen joel joerg johan johanna johannes john jon jonas jonathan jordan",
    "jorge jose josef josefine joseph joshua joy joyce juan juana juanita judith judy juergen",
    "julia julian juliana julie julien julius justin justus kai karen karim karin karina karl",
    "karla karsten katarina katharina katrin keith kelly ken kerstin kevin khalid kim kirsten",
    "klara klaus konrad krystyna kumar kurt kyle lara larry lars laura lauren laurent lea leah",
    "lee leila lena leo leon leona leonard leonardo leonie leopold lewis liam lidia lilian",
    "lilly lina linda linus lisa livia logan lorenz lorenzo lothar lotte louis louisa louise",
    "luc luca lucas lucia lucie lucy ludwig luigi luis luisa lukas luke lutz lydia magda",
    "magdalena maja malgorzata malte manfred manon manuel manuela mara marc marcel marcello",
    "marcin marco marcus margaret margarete margot maria marian marianne marie marika marilyn",
    "marina mario marion marisa marius mark marko markus marlene marlon marta martha martin",
    "martina marvin mary mathias mathieu mathilda mathilde matteo matthew matthias maurice",
    "mauricio mauro max maxim maximilian maya megan mehmet melanie melissa merle mia michael",
    "michaela michal michel michele michelle miguel mike mila milan milena mina mira miriam",
    "mohamed mohammed mona monica monika monique morgan moritz muhammad murat mustafa nadia",
    "nadine nadja nancy naomi natalia natalie natascha nathalie nathan neil nele nelly nelson",
    "niall nicholas nick nicola nicolas nicole niklas nikolai nils nina noah noel noemi nora",
    "norbert norma norman olaf olga oliver olivia omar oscar oskar osman otto pablo pamela",
    "paola paolo pascal patricia patricio patrick patrizia paul paula paulina pauline pavel",
    "pedro peggy penny peter petra philip philipp philippe phyllis pia pierre pietro piotr",
    "priya quentin rachel rafael rainer ralf ralph ramon raphael raul raymond rebecca regina",
    "reinhard renate rene ricarda ricardo riccardo richard rita robert roberta roberto robin",
    "rodrigo roger roland rolf roman romy ron ronald rosa rosalie rosemarie ross roy ruben",
    "rudolf rui russell ruth ryan sabine sabrina salvatore sam samir samira samuel sandra",
    "sandro sara sarah sascha scott sean sebastian selina serena sergio seth sharon sheila",
    "shirley sibylle siegfried sigrid silke silvia simon simona simone sofia sofie sonja sophia",
    "sophie stacy stefan stefanie stella stephan stephanie stephen steven stuart sue susan",
    "susanne svea sven svenja sybille sylvia tamara tania tanja tara tatjana teresa terry thea",
    "theo theodor theresa therese theresia thomas thorsten till tim timo tina tobias todd tom",
    "tomas tommaso toni torben tracy tristan troy udo ulf ulla ulrich ulrike ursula ute uwe",
    "valentin valentina valeria valerie vanessa vera verena veronica veronika victor victoria",
    "viktor viktoria vincent vincenzo viola virginia vivian volker walter wanda wayne wendy",
    "werner wilfried wilhelm willi william wilma wolfgang xavier yannick yasmin yusuf yves",
    "yvonne zachary zoe zofia",
)
_COMMON = frozenset(name for line in _NAMES for name in line.split())


def is_given_name(name: str) -> bool:
    """Tell whether a normal form is a common given name, or a short form of one."""
    return name in _COMMON or bool(groups_of(name))


def may_be_one(left: str, right: str) -> bool:
    """Tell two forms of one name: known ones, and those of which one begins or holds the other."""
    short, long = sorted((left, right), key=lambda name: (len(name), name))
    begun = len(long) >= len(short) + _SHORTER and short in long  # Paul and Paula are two
    ways = (short, long), (long, short)
    stemmed = any(stem in other for one, other in ways for stem in _stems(one))
    return len(short) < _SHORTEST or begun or stemmed or interchangeable(left, right)


def _stems(name: str) -> list[str]:
    """Give what is left of a short form without its ending: `sus` of `susie`."""
    stems = (name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending))
    return [stem for stem in stems if len(stem) >= _SHORTEST]
