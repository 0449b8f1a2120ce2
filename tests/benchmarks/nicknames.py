"""Short forms of given names as people use them: the benchmark's own list.

Data. Kept apart from the list the engine matches with, and longer in places, so that the benchmark
does not ask only what the engine already knows.
"""

NICKNAMES = """
Abigail Abby Gail
Albert Al Bert Bertie
Alexander Alex Sandy Xander Lex
Alexandra Alex Sandra Lexi
Alfred Fred Al Alf
Allison Ali Allie
Amanda Mandy Manda
Andrea Andi Drea
Andrew Andy Drew
Angela Angie
Anthony Tony
Antonio Tony Toño
Arthur Art Artie
Barbara Barb Babs
Benjamin Ben Benji
Bernard Bernie
Beverly Bev
Bradley Brad
Brandon Bran
Brenda Bren
Calvin Cal
Carolyn Carol Lyn
Catherine Cathy Kate Cat
Charles Charlie Chuck Chas
Cheryl Cher
Christina Chris Tina Chrissy
Christine Chris Chrissy Tina
Christopher Chris Topher Kit
Clarence Clary
Clifford Cliff
Constance Connie
Cynthia Cindy
Daniel Dan Danny
David Dave Davey
Deborah Deb Debbie
Debra Deb Debbie
Dennis Denny
Diane Di
Donald Don Donnie
Dorothy Dot Dottie
Douglas Doug
Edward Ed Eddie Ted
Eleanor Ellie Nell
Elizabeth Liz Beth Betty Lizzie Eliza Betsy
Emily Em
Ernest Ernie
Eugene Gene
Evelyn Evie
Florence Flo
Frances Fran Frannie
Francisco Paco Pancho Frank
Frank Frankie
Franklin Frank
Frederick Fred Freddy
Gabriel Gabe
Gerald Jerry Gerry
Geraldine Geri
Gilbert Gil
Gloria Glo
Gregory Greg
Guadalupe Lupe
Harold Harry Hal
Heather Heath
Henry Hank Harry
Herbert Herb
Howard Howie
Isabel Izzy Bella
Jacob Jake
Jacqueline Jackie
James Jim Jimmy Jamie
Janet Jan
Jeffrey Jeff
Jennifer Jen Jenny
Jeremy Jerry
Jessica Jess Jessie
Jesús Chuy
John Jack Johnny Jon
Jonathan Jon Johnny
Jorge George
José Pepe Joe
Joseph Joe Joey
Joshua Josh
Joyce Joy
Juan Johnny
Judith Judy
Judy Jude
Katherine Kathy Kate Katie Kat
Kathleen Kathy Kath
Kathryn Kathy Kate
Kenneth Ken Kenny
Kimberly Kim
Kristen Kris
Larry Lar
Laura Laurie
Lawrence Larry Lars
Leonard Len Lenny
Lillian Lil Lily
Louis Lou
Louise Lou
Manuel Manny
Margaret Maggie Peggy Meg Marge
María Mari
Marjorie Marge
Martha Marty
Martin Marty
Mary Molly Polly Mae
Matthew Matt
Maurice Mo
Megan Meg
Melissa Mel Missy
Melvin Mel
Michael Mike Mick Mikey
Michelle Shelly Missy
Miguel Mike
Mildred Millie
Mitchell Mitch
Mohammed Mo
Nancy Nan
Natalie Nat
Nathan Nate
Nicholas Nick Nicky
Nicole Nikki Nic
Norman Norm
Pamela Pam
Patricia Pat Tricia Patty Trish
Patrick Pat Paddy
Peter Pete
Philip Phil
Phillip Phil
Phyllis Phyl
Rachel Rach
Ralph Ralphie
Ramón Ray
Randall Randy
Randy Rand
Raymond Ray
Rebecca Becky Becca
Richard Rick Dick Rich Ricky
Robert Bob Rob Bobby Robbie
Roberta Bobbie
Rodney Rod
Roger Rog
Ronald Ron Ronnie
Russell Russ
Samantha Sam
Samuel Sam Sammy
Sandra Sandy
Sharon Shari
Shirley Shirl
Stanley Stan
Stephanie Steph
Stephen Steve
Steven Steve
Susan Sue Susie
Suzanne Sue Suzy
Terrance Terry
Theodore Ted Theo
Theresa Terry Tess
Thomas Tom Tommy
Timothy Tim Timmy
Valerie Val
Vernon Vern
Victor Vic
Victoria Vicky Tori
Vincent Vince Vinny
Virginia Ginny Gina
Walter Walt Wally
William Bill Will Billy Liam
Zachary Zach
"""
