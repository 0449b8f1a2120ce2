"""Words of names spelt out: abbreviations, and words of other scripts in English.

Data only; `tagging.name_tokens` reads it.
"""

ABBREVIATIONS = """
gndr gender | geschl gender | telf phone | pstlz postcode | fname first name | fn first name |
lname last name | ln last name | sname surname | mname middle name | dob birth date |
birthday birth date | bday birth date | dateofbirth birth date | geburtsdatum birth date |
telno tel number | phoneno phone number | mobileno mobile number | nm name | co company |
ph phone | eml email | ts timestamp | dt date | geburtstag birth date | gebdat birth date |
geb birth date | geboortedatum birth date | fodselsdato birth date | fodelsedatum birth date |
fodt birth date | fodd birth date | syntymaaika birth date | no number | nummer number |
numero number | kundenid customer id | kunden customer | kunde customer | mitglied member |
mitglieds member | nr number | num number | nbr number | cust customer |
acct account | addr address | adr address | adresse address | addresse address | midl middle |
sufx suffix | sfx suffix | sufix suffix | cd code | zipcd zip code | surnm surname |
brthdt birth date | birthdt birth date | bdate birth date | dateofbith birth date |
doj join date | tlf phone | tlfn phone | tfno phone | mob mobile | ctry country |
cntry country | cty city | prov province | addrs address | adress address | addres address |
stnr street number | pwd password | passwd password | psw password | passw password |
desc description | mgr manager | custname customer name | emp employee | empname employee name |
ssno ssn | socsec social security | usr user | uname username | pers person | mbr member |
pat patient | pcode postcode | postcd postcode | latt lat | lats lat | lons lon | lngs lon |
cellno mobile number | contactno contact number | fullnm full name | firstnm first name |
lastnm last name | gname given name | streetno street number | strnr street number |
hausnr house number | tfn phone | kdnr customer number | kunnr customer number |
identifiant id | erdat created date | bname username | ngaysinh birth date |
sodienthoai phone | matkhau password | tendangnhap username | hovaten full name |
tgllahir birth date | tanggallahir birth date | namalengkap full name | jeniskelamin gender |
nohp phone | notelp phone | notelepon phone | dogumtarihi birth date | adsoyad full name |
cepno phone | ceptel phone | ceptelefonu phone | kullaniciadi username | csaladinev surname |
szuletesiido birth date | szulido birth date | ddn birth date | fodselsdag birth date |
pswd password | tlp phone | notlp phone | fodelsedag birth date | sunniaeg birth date |
urodzony birth date
"""
OTHER_SCRIPTS = """
τκ postcode | ім first name |
姓名 full name | 名字 name | 名前 name | 氏名 full name | お名前 name | 姓 surname |
名 given name | 名称 label | 公司 company | 会社名 company name | 公司名称 company name |
昵称 nickname | 用户名 username | 联系人 contact name | 客户 customer | 客户姓名 customer name |
顧客名 customer name | 收货人 recipient name | 手机 mobile | 手机号 mobile | 手机号码 mobile |
电话 phone | 电话号码 phone | 联系电话 phone | 電話 phone | 電話番号 phone | 携帯電話 mobile |
携帯番号 mobile | 固定电话 phone | 联系方式 phone | 邮箱 email | 电子邮箱 email |
电子邮件 email | 邮件 email | メールアドレス email | メール email | eメール email |
邮箱地址 email | 地址 address | 住址 address | 住所 address | 详细地址 address |
家庭住址 address | 通讯地址 address | 收货地址 address | 所在地 address | 城市 city |
所在城市 city | 市区町村 city | 市 city | 省 state | 省份 state | 都道府県 state | 省市 state |
邮编 postcode | 邮政编码 postcode | 郵便番号 postcode | 国家 country | 国 country |
国名 country | 国籍 nationality | 身份证 nationalid | 身份证号 nationalid |
身份证号码 nationalid | 证件号 nationalid | 护照号 passport | 性别 gender | 性別 gender |
年龄 age | 年齢 age | 出生日期 birth date | 生日 birth date | 生年月日 birth date |
出生年月 birth date | 密码 password | 银行卡号 bank account | 信用卡号 creditcard | 이름 name |
성명 full name | 성 surname | 전화번호 phone | 휴대폰 mobile | 핸드폰 mobile | 연락처 phone |
이메일 email | 주소 address | 도시 city | 시도 state | 우편번호 postcode | 국가 country |
생년월일 birth date | 성별 gender | 나이 age | 주민등록번호 nationalid | 비밀번호 password |
имя first name | фамилия surname | отчество middle name | фио full name | телефон phone |
телефона phone |
мобильный mobile | почта email | город city | адрес address | улица street | область province |
регион region | страна country | индекс postcode | пол gender | возраст age | рождения birth |
дата date | паспорт passport | инн taxid | снилс nationalid | логин login | пароль password |
клиент customer | компания company | название label | номер number | імя first name |
прізвище surname | місто city | країна country | стать gender | вік age | народження birth |
ονομα first name | επωνυμο surname | ονοματεπωνυμο full name | τηλεφωνο phone | πολη city |
διευθυνση address | χωρα country | ηλικια age | φυλο gender | الاسم name | اسم name |
الهاتف phone | البريد email | المدينة city | العنوان address | الدولة country | الجنس gender |
العمر age | שם name | טלפון phone | עיר city | כתובת address | नाम name | शहर city |
पता address
"""
