"""Names from beyond the English-speaking world, and how they are written in other ways.

Data, and their frequencies by rank. Romanised names have several spellings, and some of them a
native script; the first of a line is the usual one.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Culture:
    """The given names of men and women and the family names of one origin, commonest first."""

    share: float  # of all persons
    male: tuple[str, ...]
    female: tuple[str, ...]
    family: tuple[str, ...]


def _culture(share, male, female, family):
    return Culture(share, *(tuple(names.split()) for names in (male, female, family)))


CULTURES = (
    _culture(
        0.05,
        "José Juan Luis Carlos Jesús Miguel Antonio Francisco Jorge Alejandro Pedro Manuel Ramón"
        " Andrés Sergio Héctor Ángel Raúl Óscar Martín Iván Rubén Joaquín Nicolás Sebastián",
        "María Guadalupe Ana Rosa Lucía Sofía Carmen Verónica Alejandra Inés Mónica Belén Ángela"
        " Teresa Beatriz Rocío Concepción Pilar Noemí Raquel Adriana Yolanda Cecilia Paz Marisol",
        "García Hernández Martínez López González Rodríguez Pérez Sánchez Ramírez Torres Flores"
        " Rivera Gómez Díaz Cruz Morales Reyes Gutiérrez Ortiz Jiménez Ruiz Álvarez Mendoza Vázquez"
        " Castillo Núñez Muñoz Peña Cortés Ibáñez Domínguez Suárez Ríos Acuña Ávila Márquez Solís"
        " Zúñiga Beltrán Rincón Olivares Quiñones Treviño Elizondo Arriaga Bermúdez Cárdenas Fariña",
    ),
    _culture(
        0.02,
        "Jürgen Günther Wolfgang Jörg Klaus Dieter Matthias Björn Uwe Lukas Jonas Sören Götz Rainer"
        " Hans-Peter Karl-Heinz Tobias Stefan Florian Andreas",
        "Ursula Käthe Monika Jutta Bärbel Sabine Anneliese Heike Renate Gisela Katharina Anke Ulrike"
        " Antje Birgit Lieselotte Mareike Friederike Hannelore Steffi",
        "Müller Schäfer Köhler Krüger Schröder Jäger Böhm Günther Möller Kühn Vogel Großmann Weiß"
        " Bäcker Hübner Schütz Löffler Pfeiffer Zimmermann Schulze Kästner Förster Lüdtke Brückner"
        " Voß Übelacker Strauß Schönberg Gebhardt Dörfler Hänsel Rößler Öttinger Kröger Mühlbauer",
    ),
    _culture(
        0.02,
        "François René Étienne André Jérôme Benoît Cédric Loïc Gaël Hervé Rémi Jean-Pierre Mathieu"
        " Aurélien Stéphane Grégoire Noël Théo Frédéric Sébastien",
        "Hélène Céline Françoise Geneviève Amélie Chloé Aurélie Zoé Anaïs Joëlle Maëlle Marie-Claire"
        " Mélanie Véronique Léa Sylvie Éloïse Océane Solène Noémie",
        "Lefèvre Bélanger Côté Gagné Lévesque Bouché Héroux Desprès Gérard Prévost Rivière Béchard"
        " Fournier Leclerc Thériault Mallet Rousseau Dubois Garnier Dupré Chrétien Sénéchal Guérin"
        " Boisvert Brûlé Hébert Crête Légaré Morin Pépin Tétreault Gendron",
    ),
    _culture(
        0.015,
        "Stanisław Paweł Michał Łukasz Krzysztof Grzegorz Andrzej Zbigniew Wojciech Tomasz Rafał"
        " Bartłomiej Jakub Mirosław Tadeusz Józef",
        "Małgorzata Agnieszka Katarzyna Elżbieta Joanna Bożena Danuta Grażyna Żaneta Beata Halina"
        " Iwona Justyna Renata Wanda Zofia",
        "Kowalski Wiśniewski Wójcik Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski"
        " Kozłowski Jabłoński Mazur Krawczyk Nowak Górski Wróbel Gołębiewski Sikorski Piątek Błaszczyk"
        " Głowacki Ostrowski Śliwiński Czerwiński Brzeziński Kubiak",
    ),
    _culture(
        0.02,
        "Aleksandr Dmitry Sergey Alexey Mikhail Yevgeny Yuri Andrey Vladimir Nikolay Oleksiy Vitaly"
        " Konstantin Maxim Ilya Fyodor Grigory Anatoly",
        "Yekaterina Natalia Tatyana Yulia Anastasia Olga Svetlana Irina Ksenia Lyudmila Galina Darya"
        " Yelena Nadezhda Valentina Oksana Zhanna",
        "Ivanov Smirnov Kuznetsov Popov Vasilyev Petrov Sokolov Mikhailov Novikov Fyodorov Morozov"
        " Volkov Alekseyev Lebedev Semyonov Yegorov Pavlov Kozlov Stepanov Nikolaev Zaytsev Solovyov"
        " Yakovlev Shevchenko Kovalenko Bondarenko Tkachenko Khrushchev Zhukov Tchaikovsky",
    ),
    _culture(
        0.025,
        "Mohammed Ahmed Ali Hassan Hussein Ibrahim Khalid Yusuf Abdullah Omar Mustafa Tariq Said"
        " Jamal Walid Karim Nasser Samir Faisal Bilal",
        "Fatima Aisha Khadija Zainab Mariam Layla Noor Yasmin Amina Huda Salma Rania Samira Nadia"
        " Hanan Iman Zahra Soraya",
        "Al-Sayed Hussein Khan Al-Masri Haddad Mansour Khalil Abdallah Rahman Qureshi Farouk Najjar"
        " Sharif Aziz El-Amin Bakri Habib Saleh Darwish Shaikh Chaudhry Mahmoud Zaidi Yilmaz Demir"
        " Kaya Öztürk Şahin Çelik Y\u0131ld\u0131z Ayd\u0131n",
    ),
    _culture(
        0.035,
        "Wei Jun Ming Hao Li Yong Jian Tao Feng Duc Minh Tuấn Hiro Kenji Jin-Ho Min-Jun Dũng Quang"
        " Cheng Guang",
        "Mei Ling Xiu Ying Lan Hong Yan Fang Linh Hương Yuki Sakura Ji-Woo Soo-Jin Thảo Ngọc Xia"
        " Qing Huì Trang",
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Zhu Nguyễn Trần Lê Phạm Kim Park Lee"
        " Choi Tanaka Satō Suzuki Itō Cheung Xie Qian Hoàng Đặng Jeong Lin Guo He",
    ),
    _culture(
        0.025,
        "Rajesh Sanjay Amit Vijay Krishna Suresh Arjun Rahul Vikram Anil Ashok Deepak Harish Ganesh"
        " Srinivas Venkatesh Manoj Pradeep Ravi Sandeep",
        "Priya Lakshmi Anjali Sunita Kavita Deepa Sita Neha Pooja Meena Radha Shreya Gita Usha Anita"
        " Divya Padma Swati Aishwarya",
        "Patel Singh Sharma Kumar Gupta Reddy Rao Nair Iyer Desai Mehta Joshi Agarwal Chatterjee"
        " Mukherjee Banerjee Srinivasan Krishnan Verma Mishra Pillai Choudhary Bhatt Subramanian"
        " Venkataraman Kulkarni Thakur Malhotra",
    ),
    _culture(
        0.01,
        "Søren Bjørn Lars Åke Jörgen Göran Håkan Øystein Mads Anders Mikkel Pär Jukka Väinö Torbjörn",
        "Åsa Bodil Ingrid Mette Søs Märta Linnéa Sólveig Astrid Kirsten Päivi Jytte Tuulikki Ragnhild",
        "Jørgensen Sørensen Nygård Åkesson Björk Lindström Sjöberg Møller Østergaard Kjær Bergström"
        " Nyström Håkansson Mäkinen Hämäläinen Søgaard Ødegård Gunnarsson Grönlund",
    ),
)

# One name a line, spellings apart by spaces: what another clerk, form or office makes of it.
SPELLINGS = """
Aleksandr Alexander Alexandr Oleksandr Aleksander Александр
Dmitry Dmitri Dmitriy Dmytro Дмитрий
Sergey Sergei Serhiy Сергей
Alexey Alexei Aleksey Aleksei
Mikhail Michail Mykhailo Михаил
Yevgeny Evgeny Evgeniy Yevgeniy Eugene
Yuri Yury Iurii Juri
Andrey Andrei Andriy
Nikolay Nikolai Mykola
Vitaly Vitaliy Vitali
Fyodor Fedor Feodor
Grigory Grigori Grigoriy
Yekaterina Ekaterina Katerina Екатерина
Natalia Natalya Nataliya Наталья
Tatyana Tatiana Tetiana
Yulia Julia Iulia Yuliya
Anastasia Anastasiya Nastasia
Lyudmila Ludmila Liudmyla
Darya Daria Dariya
Yelena Elena Olena Helena
Ksenia Xenia Kseniya
Ivanov Ivanoff Ivanow Иванов
Kuznetsov Kuznetzov Kuznecov Кузнецов
Vasilyev Vasiliev Vasilev
Mikhailov Mihailov Mikhaylov
Fyodorov Fedorov Feodorov
Alekseyev Alexeev Alekseev
Semyonov Semenov Semionov
Yegorov Egorov Iegorov
Zaytsev Zaitsev Zaitzev
Solovyov Soloviev Solovev
Yakovlev Iakovlev Jakovlev
Shevchenko Chevchenko Schewtschenko
Khrushchev Khruschev Chruschtschow
Zhukov Joukov Zukov
Tchaikovsky Chaikovsky Tschaikowski
Mohammed Muhammad Mohamed Mohammad Mohamad محمد
Ahmed Ahmad Ahmet
Hussein Husain Hussain Hossein
Hassan Hasan
Khalid Khaled Halid
Yusuf Youssef Yousef Josef
Abdullah Abdallah Abdulla
Mustafa Mostafa Moustapha
Tariq Tarek Tarik
Said Saeed Sayed
Jamal Gamal Djamal Jamaal
Walid Waleed Oualid
Faisal Faysal Feisal
Aisha Ayesha Aicha Aysha
Khadija Khadijah Hatice Kadija
Zainab Zaynab Zeinab
Mariam Maryam Meryem
Layla Leila Laila Leyla
Yasmin Yasmine Jasmin Yasmeen
Noor Nur Nour
Al-Sayed Elsayed Alsayed El-Sayed
Al-Masri Elmasry Almasri
Mansour Mansur Mansoor
Qureshi Quraishi Koreshi
Sharif Shareef Cherif
Chaudhry Choudhury Chowdhury
Shaikh Sheikh Shaik
Mahmoud Mahmood Mahmud
Wang Wong Vang
Li Lee
Zhang Chang Cheung
Chen Chan Tan
Huang Wong Hwang
Zhao Chao Chiu
Zhou Chow Chou
Xu Hsu Hui
Xie Hsieh Tse
Cheung Zhang
Jian Chien
Xiu Hsiu
Qing Ching
Ming Meng
Park Pak Bak
Choi Choe Chwe
Jeong Jung Chung
Satō Sato Satoh
Itō Ito Itoh
Hiro Hiroh
Jin-Ho Jinho
Min-Jun Minjun Minjoon
Ji-Woo Jiwoo Jiu
Soo-Jin Sujin Soojin
Krishna Krisna Crishna
Lakshmi Laxmi Luxmi
Venkatesh Wenkatesh Venkates
Srinivas Sreenivas Shrinivas
Gita Geeta
Pooja Puja
Swati Swathi
Agarwal Aggarwal Agrawal
Chatterjee Chatterji Chattopadhyay
Mukherjee Mukerji Mookerjee
Banerjee Banerji Bannerjee
Mehta Mehtha
Iyer Aiyar Ayyar
Choudhary Chaudhari Choudhry
Reddy Reddi
Wiśniewski Vishnevsky
Kowalski Kovalsky
"""


def rank_frequencies(count):
    """Give shares that fall with the rank as counts of names do."""
    weights = 1.0 / (np.arange(count) + 4.0)
    return weights / weights.sum()
