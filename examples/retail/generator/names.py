"""Given names, nicknames, family names and other scripts, by country, frequent ones first."""

from generator.wordlist import words

WOMEN = {
    "DE": words(
        "Magdalena Anna Katharina Sabine Susanne Claudia Julia Petra Monika Christine Elisabeth "
        "Johanna Lea Hannah Sophie Charlotte Friederike Antje Birgit Ingrid Ursula Jana Franziska "
        "Stefanie Nicole Heike Martina Andrea Zoë Kerstin Melanie Anja Silke Jasmin Leonie Käthe"
    ),
    "GB": words(
        "Elizabeth Margaret Emily Sarah Katherine Victoria Rebecca Jennifer Patricia Susan Amy "
        "Charlotte Georgina Zoë Abigail Alexandra Deborah Pamela Samantha Gemma Siân Niamh Chloé "
        "Philippa Eleanor Harriet Imogen Jessica Lucy Nicola Rachel Theresa Wendy Yasmin Fiona"
    ),
    "US": words(
        "Jennifer Elizabeth Jessica Ashley Amanda Stephanie Melissa Nicole Christina Kimberly "
        "Margaret Rebecca Deborah Patricia Katherine Samantha Maria Gabriela Sofía Isabella "
        "Madison Abigail Olivia Brittany Megan Lauren Rachel Danielle Tiffany Crystal Veronica "
        "Xóchitl"
    ),
    "FR": words(
        "Marie Françoise Isabelle Catherine Sylvie Nathalie Valérie Hélène Élodie Céline Amélie "
        "Geneviève Véronique Camille Chloé Zoé Aurélie Mathilde Juliette Manon Anaïs Margaux"
    ),
}

MEN = {
    "DE": words(
        "Michael Thomas Andreas Stefan Johannes Maximilian Alexander Christian Matthias Jürgen "
        "Wolfgang Friedrich Sebastian Tobias Benjamin Florian Günther Björn Jörg Lukas Moritz "
        "Felix Nikolaus Heinrich Rainer Uwe Torsten Kai Philipp Dominik Bernd Sören Ernst Ulrich "
        "Volker"
    ),
    "GB": words(
        "James William Robert Thomas Christopher Michael Daniel Edward Richard Andrew Matthew "
        "Anthony Joseph Benjamin Alexander Samuel Nicholas Timothy Gareth Callum Rhys Declan "
        "Oliver Harry Jack Stephen Kenneth Graham Trevor Nigel Seán Ronald Terence Peter Martin"
    ),
    "US": words(
        "Robert Michael William James Christopher David Daniel Joseph Matthew Anthony Richard "
        "Charles Andrew Joshua Nicholas Jonathan Benjamin Samuel Gregory Patrick Alexander José "
        "Carlos Miguel Tyler Brandon Jason Jeffrey Kevin Eric Theodore Zachary Raymond Frederick"
    ),
    "FR": words(
        "Jean Philippe Nicolas Frédéric Stéphane François Olivier Laurent Sébastien Benoît Jérôme "
        "Grégoire Alexandre Théo Mathieu Étienne Rémi Loïc Noël Gaël Maxime Guillaume"
    ),
}

NICKNAMES = {
    "Robert": ("Bob", "Rob"), "William": ("Bill", "Will"), "Elizabeth": ("Liz", "Beth"),
    "Margaret": ("Maggie", "Peggy"), "Katherine": ("Kate", "Kathy"), "James": ("Jim", "Jamie"),
    "Richard": ("Dick", "Rick"), "Michael": ("Mike", "Micha"), "Christopher": ("Chris",),
    "Jennifer": ("Jen", "Jenny"), "Rebecca": ("Becky",), "Deborah": ("Debbie",),
    "Patricia": ("Pat", "Trish"), "Samantha": ("Sam",), "Victoria": ("Vicky",),
    "Alexander": ("Alex", "Sascha"), "Alexandra": ("Alex", "Sandra"), "Thomas": ("Tom",),
    "Edward": ("Ted", "Eddie"), "Anthony": ("Tony",), "Daniel": ("Dan",), "Joseph": ("Joe",),
    "Benjamin": ("Ben",), "Samuel": ("Sam",), "Nicholas": ("Nick",), "Timothy": ("Tim",),
    "Charles": ("Chuck", "Charlie"), "Andrew": ("Andy", "Drew"), "Matthew": ("Matt",),
    "Gregory": ("Greg",), "Jonathan": ("Jon",), "Joshua": ("Josh",), "Theodore": ("Ted",),
    "Magdalena": ("Lena", "Magda"), "Katharina": ("Kathi", "Katja"), "Johannes": ("Hans", "Jo"),
    "Maximilian": ("Max",), "Elisabeth": ("Lisa", "Elli"), "Johanna": ("Hanna", "Jo"),
    "Friederike": ("Rike",), "Franziska": ("Franzi",), "Sebastian": ("Basti",),
    "Friedrich": ("Fritz",), "Nikolaus": ("Klaus",), "Heinrich": ("Heinz",), "Matthias": ("Matze",),
    "Susanne": ("Susi",), "Frédéric": ("Fred",), "Alexandre": ("Alex",), "Nicolas": ("Nico",),
    "Isabelle": ("Isa",), "Philippa": ("Pippa",), "Eleanor": ("Nell",), "Abigail": ("Abby",),
    "Stephanie": ("Steph",), "Christina": ("Tina",), "Kimberly": ("Kim",), "Raymond": ("Ray",),
    "Frederick": ("Fred",), "Zachary": ("Zach",), "Jeffrey": ("Jeff",), "Oliver": ("Ollie",),
}  # fmt: skip

FAMILIES = {
    "DE": words(
        "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch "
        "Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann "
        "Hartmann Lange Schmitt Werner Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann "
        "König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert "
        "Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke "
        "Albrecht Böhm Winter Kraus Groß Jäger Öztürk Y\u0131lmaz Kowalski Nowak Nguyen Dąbrowski "
        "Petrović"
    ),
    "GB": words(
        "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker "
        "Robinson Wood Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin "
        "Clarke James Morgan Hughes Edwards Hill Moore Clark Harrison Scott Young Morris Hall Ward "
        "Turner Carter Phillips Mitchell Patel Adams Campbell Anderson Allen Cook Bailey Parker "
        "Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall Collins Bennett Cox "
        "Khan Begum Okafor Adeyemi O'Brien O'Connor MacDonald Llewellyn Featherstonehaugh"
    ),
    "US": words(
        "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez "
        "Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White "
        "Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres "
        "Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts "
        "Gómez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Peña "
        "Washington Kowalczyk Schwartz Goldberg Nakamura Okonkwo Kaczmarek Van-Buren D'Angelo"
    ),
    "FR": words(
        "Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel "
        "Lefèvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine "
        "Rousseau Vincent Müller Lefèbvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier "
        "François Legrand Gauthier Garçon Perrin Benoît N'Diaye Traoré Nguyen"
    ),
}

# Given name, family name, given in Latin letters, family in Latin letters, woman
ABROAD = (
    ("娜", "李", "Na", "Li", True), ("伟", "李", "Wei", "Li", False),
    ("秀英", "王", "Xiuying", "Wang", True), ("敏", "张", "Min", "Zhang", True),
    ("Δημήτρης", "Παπαδόπουλος", "Dimitris", "Papadopoulos", False),
    ("Ελένη", "Νικολάου", "Eleni", "Nikolaou", True),
    ("Γιώργος", "Οικονόμου", "Giorgos", "Oikonomou", False),
    ("Ольга", "Иванова", "Olga", "Ivanova", True), ("Сергей", "Волков", "Sergei", "Volkov", False),
    ("יעל", "כהן", "Yael", "Cohen", True), ("محمد", "الأحمد", "Mohammed", "Al-Ahmad", False),
    ("Søren", "Jørgensen", "Soren", "Jorgensen", False),
    ("Łukasz", "Wiśniewski", "Lukasz", "Wisniewski", False),
    ("Małgorzata", "Wójcik", "Malgorzata", "Wojcik", True),
    ("Åsa", "Sjöström", "Asa", "Sjostrom", True),
    ("Þóra", "Jónsdóttir", "Thora", "Jonsdottir", True),
    ("Şebnem", "Çelik", "Sebnem", "Celik", True),
    ("Đorđe", "Živković", "Djordje", "Zivkovic", False),
    ("Phúc", "Nguyễn", "Phuc", "Nguyen", False),
    ("Zoë", "van der Meer", "Zoe", "van der Meer", True),
)  # fmt: skip
