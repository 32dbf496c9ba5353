/* SPDX-License-Identifier: ISC */
/* Passwords that are tried first: a table of ours, and rules. */
#include "crypto/password_common.h"

#include <stddef.h>
#include <string.h>

#define SHORT                                                          \
	16 /* from here on a word and its surroundings are long enough \
	    */

/* What fingers do on a keyboard, and how people count.  It is also looked at
 * from its end. */
static const char *const ways[] = { "01234567890123456789",
	"1234567890qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz",
	"qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
	"1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1a2b3c4d5e6f7g8h9i0j",
	"a1b2c3d4e5f6g7h8i9j0", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"qazwsxedcrfvtgbyhnujmikolp", "zaq12wsxcde34rfvbgt56yhn",
	"zaq1xsw2cde3vfr4bgt5nhy6mju7", "1qazxsw23edcvfr45tgbnhy6",
	"1qaz2wsx1qaz", "qweasdzxcrtyfghvbn", "123qweasdzxc",
	"1234qwerasdfzxcv", "asdfasdf1234qwer", "qwer1234asdf", "asdf1234zxcv",
	"q1q2q3q4q5q6", "147258369147", "741852963741", "159357456852",
	"789456123789", "112233445566778899", "111222333444555",
	"11112222333344", "aabbccddeeff", "aaabbbccc", "abc123abc",
	"123abc456def", "abcd1234abcd", "abc12345678", "a123456789",
	"1234567890a", "12345678abc" };

/* Words that stand in every list of common passwords, alone or with something
 * around them.  Spelt in lower case. */
static const char *const words[] = { "password", "passwort", "passord",
	"motdepasse", "contrasena", "senha", "parola", "haslo", "wachtwoord",
	"pass", "passwd", "passcode", "passphrase", "passpass", "mypassword",
	"mypass", "newpassword", "newpass", "thepassword", "nopassword",
	"yourpassword", "passwordpassword", "geheim", "secret", "topsecret",
	"secreto", "private", "changeme", "changeit", "change",
	"changepassword", "default", "letmein", "letmeinnow", "welcome",
	"welcomeback", "willkommen", "bienvenue", "hello", "hellohello",
	"hallo", "hallohallo", "bonjour", "hola", "ciao", "goodbye", "login",
	"signin", "logon", "admin", "adminadmin", "administrator",
	"administrador", "root", "rootroot", "toor", "user", "username",
	"guest", "master", "manager", "operator", "owner", "support", "service",
	"server", "system", "oracle", "database", "test", "testing", "testtest",
	"tester", "teste", "demo", "sample", "example", "temp", "temporary",
	"access", "security", "internet", "computer", "laptop", "windows",
	"microsoft", "linux", "google", "facebook", "samsung", "nintendo",
	"playstation", "minecraft", "pokemon", "naruto", "matrix", "gatehouse",
	"qwerty", "qwertyuiop", "qwertz", "azerty", "asdf", "asdfgh",
	"asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qweasd", "qweqwe", "qwer",
	"asdasd", "abc", "abcd", "abcde", "abcdef", "aaaaaa", "qwe", "asd",
	"zxc", "iloveyou", "iloveyouu", "iloveu", "ilovegod", "iloveme",
	"ilovemyself", "ihateyou", "fuckyou", "fuckoff", "loveyou", "lovelove",
	"mylove", "teamo", "tequiero", "jetaime", "ichliebedich", "love",
	"lovely", "loveme", "lover", "loverboy", "lovebug", "beloved",
	"princess", "princesa", "prince", "angel", "angels", "angelina",
	"angelito", "sunshine", "sunflower", "sunrise", "sunset", "rainbow",
	"butterfly", "flower", "blossom", "chocolate", "cookie", "cookies",
	"cupcake", "strawberry", "cherry", "banana", "pineapple", "orange",
	"apple", "cheese", "pepper", "ginger", "vanilla", "peaches", "sweetie",
	"sweety", "sweetheart", "sweetpea", "honey", "sugar", "candy",
	"bubbles", "babygirl", "babyboy", "baby", "babydoll", "cutie",
	"precious", "beauty", "beautiful", "gorgeous", "sexy", "hottie",
	"monkey", "dragon", "tigger", "tiger", "lion", "panther", "eagle",
	"eagles", "falcon", "phoenix", "dolphin", "dolphins", "elephant",
	"kitty", "hellokitty", "puppy", "kitten", "snoopy", "scooby",
	"scoobydoo", "garfield", "mickey", "mickeymouse", "minnie", "winnie",
	"pooh", "spongebob", "superman", "batman", "spiderman", "ironman",
	"wonderwoman", "starwars", "skywalker", "yoda", "vader", "gandalf",
	"frodo", "merlin", "wizard", "unicorn", "mustang", "ferrari", "porsche",
	"mercedes", "corvette", "camaro", "harley", "yamaha", "kawasaki",
	"football", "footballs", "futbol", "soccer", "baseball", "basketball",
	"basket", "volleyball", "softball", "hockey", "cricket", "tennis",
	"golf", "golfer", "swimming", "wrestling", "cowboy", "cowboys",
	"steelers", "yankees", "lakers", "redsox", "chelsea", "arsenal",
	"liverpool", "barcelona", "realmadrid", "manchester", "juventus",
	"america", "american", "mexico", "brasil", "london", "berlin", "paris",
	"newyork", "california", "texas", "florida", "canada", "australia",
	"summer", "winter", "spring", "autumn", "sommer", "monday", "friday",
	"sunday", "january", "february", "march", "april", "june", "july",
	"august", "september", "october", "november", "december", "christmas",
	"birthday", "forever", "blessed", "blessing", "jesus", "jesuschrist",
	"jesusislord", "christ", "heaven", "godisgood", "faith", "trustno",
	"whatever", "nothing", "anything", "something", "everything", "nobody",
	"freedom", "liberty", "hunter", "killer", "warrior", "soldier",
	"shadow", "ghost", "ninja", "samurai", "pirate", "maverick", "ranger",
	"marine", "hardcore", "metallica", "slipknot", "nirvana", "eminem",
	"rockstar", "rocknroll", "music", "guitar", "dancer", "dance",
	"dancing", "gangster", "player", "playboy", "champion", "winner",
	"lucky", "money", "dollar", "diamond", "silver", "golden", "purple",
	"yellow", "blue", "bluesky", "black", "white", "green", "pink",
	"midnight", "thunder", "lightning", "storm", "fire", "ocean", "star",
	"superstar", "starlight", "moonlight", "moon", "earth", "friend",
	"friends", "bestfriend", "family", "mother", "father", "mommy", "daddy",
	"mama", "papa", "brother", "sister", "michael", "jennifer", "jessica",
	"michelle", "nicole", "daniel", "danielle", "ashley", "amanda",
	"andrew", "andrea", "anthony", "alexander", "alexandra", "alexandre",
	"alejandro", "alejandra", "alexis", "benjamin", "brandon", "brittany",
	"caroline", "carolina", "catherine", "charlie", "charles", "charlotte",
	"christian", "christina", "christine", "christopher", "claudia",
	"cristina", "david", "dominic", "elizabeth", "fernando", "francisco",
	"frederic", "gabriel", "gabriela", "george", "gustavo", "hannah",
	"isabella", "isabelle", "jackson", "james", "jasmine", "jeremy",
	"jonathan", "jordan", "joseph", "joshua", "justin", "kimberly",
	"lauren", "leonardo", "madison", "margaret", "maria", "martin",
	"martina", "matthew", "melissa", "mercedes", "miguel", "monica",
	"natalie", "natasha", "nathalie", "nicholas", "nicolas", "olivia",
	"patricia", "patrick", "pierre", "rebecca", "ricardo", "richard",
	"robert", "roberto", "rodrigo", "samantha", "samuel", "sebastian",
	"sebastien", "sophie", "stephanie", "stephen", "steven", "thomas",
	"valentina", "valeria", "vanessa", "veronica", "victor", "victoria",
	"vincent", "william", "rockyou", "trustnoone", "openup", "opensesame",
	"opendoor", "abracadabra", "supersecret", "correcthorse",
	"correcthorsebatterystaple" };

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

/* The letter that a figure or sign stands for within a word. */
static char
plain(char c)
{
	static const char signs[] = "@4310$57", letters[] = "aaeiosst";
	const char *at = c != '\0' ? strchr(signs, c) : NULL;

	return at != NULL ? letters[at - signs] : lower(c);
}

/* Compares without those that surround a word, which may be part of it too:
 * trust1, and 123trust. */
bool
password_is_word(const char *password, const char *word)
{
	size_t start = 0, end = strlen(password), i;

	while (start < end && !is_letter(password[start]))
		start++;
	while (end > start && !is_letter(password[end - 1]))
		end--;
	for (i = 0; start + i < end && word[i] != '\0'; i++)
		if (plain(password[start + i]) != plain(word[i]))
			break;
	if (start + i == end && i > 0)
		while (word[i] != '\0' && !is_letter(word[i]))
			i++;
	return i > 0 && start + i >= end && word[i] == '\0';
}

/* Whether each byte is that of `period` before it. */
static bool
repeats(const char *password, size_t len, size_t period)
{
	size_t i;

	for (i = period; i < len; i++)
		if (lower(password[i]) != lower(password[i - period]))
			return false;
	return true;
}

/* Whether `way` has the password in it, forwards or backwards. */
static bool
goes_along(const char *way, const char *password, size_t len)
{
	const size_t way_len = strlen(way);
	size_t start, i, k;

	for (start = 0; start + len <= way_len; start++) {
		for (i = 0, k = 0;
		     i < len && way[start + i] == lower(password[i]); i++)
			;
		for (;
		     k < len && way[start + len - 1 - k] == lower(password[k]);
		     k++)
			;
		if (i == len || k == len)
			return true;
	}
	return false;
}

bool
password_is_common(const char *password)
{
	const size_t len = strlen(password);
	size_t i;

	for (i = 1; i <= 4; i++)
		if (repeats(password, len, i))
			return true;
	for (i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (goes_along(ways[i], password, len))
			return true;
	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if ((len < SHORT || len == strlen(words[i])) &&
		    password_is_word(password, words[i]))
			return true;
	return false;
}
