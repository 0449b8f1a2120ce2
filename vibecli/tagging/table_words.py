"""Words of tables and columns that say what kind of thing they are about: ids, persons, events.

Data only.
"""

from vibecli.tagging.name_words import words

ID_WORDS = words("id key uuid guid number code ref pk identifier identity ident")

PERSON_TABLES = words(
    "customer customers person persons people contact contacts member members user users "
    "patient patients profile profiles client clients account accounts subscriber subscribers "
    "lead leads employee employees guest guests crm loyalty passenger passengers voter voters "
    "kunden kunde mitglied mitglieder clientes clienti socios membres klanten klienci "
    "student students buyer buyers shopper shoppers donor donors citizen citizens unified "
    "cliente paciente pacientes paziente pazienti kunder klient klienti usuario usuarios utente "
    "utenti utilisateur utilisateurs adherent adherents policyholder policyholders insured "
    "propietario propietarios kontakt kontakty osoba osoby musteri musteriler pelanggan "
    "pessoa pessoas persona personas "
    "personnes mitarbeiter pracownicy empleado empleados employes dipendenti medewerkers "
    "benutzer kupca klien klijent klijenti pokupec pacijent pacijenti tenant tenants pasien "
    "asiakas asiakkaat klant felhasznalo felhasznalok ugyfel ugyfelek "
    "zakaznik zakaznici khachhang nguoidung pengguna nasabah kupac kupci"
)

THING_TABLES = words(
    "product products item items store stores restaurant restaurants company companies "
    "merchant merchants campaign campaigns site sites supplier suppliers brand brands catalog "
    "category categories event events asset assets venue venues hotel hotels publisher publishers "
    "vendor vendors manufacturer manufacturers verlag verlage hersteller firma "
    "firmen unternehmen filiale filialen produkt produkte kategorie empresa empresas producto "
    "productos tienda tiendas editorial produto "
    "produtos marca marcas entreprise entreprises produit produits magasin "
    "magasins editeur azienda aziende prodotto prodotti negozio editore "
    "bedrijf bedrijven winkel produkty firmy producent"
)

HAPPENED = words(  # days on which something else than a birth happened, decades back or not
    "created updated modified inserted loaded changed added deleted since start started end "
    "ended begin from until valid expiry expires expired due order ordered orders purchase "
    "purchased paid payment shipped delivered delivery invoice billed booked booking joined "
    "join member membership signup registered registration enrolled activated login seen visit "
    "visited contact contacted hired hire employed left retired retirement death died deceased "
    "wedding married marriage divorced graduation graduated issued issue signed signature "
    "opened open closed close built release released published founded incorporated event "
    "anniversary last first next sold bestellt bestellung eintritt austritt beitritt seit bis "
    "gueltig erstellt geaendert angelegt gestorben tod hochzeit heirat aufnahme kauf rechnung "
    "kontakt anmeldung vertrag vertragsbeginn zamowienia zam rejestracji utworzenia zawarcia "
    "umowy zatrudnienia zgonu wystawienia alta baja compra pedido registro ingreso defuncion "
    "creacion achat commande inscription deces creation embauche acquisto ordine iscrizione "
    "assunzione decesso creazione cadastro admissao bestelling aankoop lidmaatschap "
    "inschrijving overlijden"
)

STATUS_VALUES = words(
    "active inactive open closed pending done new deleted archived enabled disabled cancelled "
    "canceled complete completed failed paid draft activo activa inactivo inactiva ativo ativa "
    "inativo inativa attivo inattivo actif inactif aktiv inaktiv pendiente pendente offen"
)

FLAG_VALUES = words("yes no y n true false t f 0 1 on off ja nein oui non si in out granted denied")
