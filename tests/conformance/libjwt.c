/* SPDX-License-Identifier: ISC */
/* libjwt 1.10 as issuer and verifier: one task a line, its answer on the next.
 *
 *	verify ALG KEY.pem TOKEN       -> true | false
 *	sign ALG KEY.pem KID CLAIMS    -> the token | nothing
 */
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 131072
#define PEM 8192

static int
read_pem(const char *path, char pem[PEM])
{
	FILE *file = fopen(path, "r");
	size_t len;

	if (file == NULL)
		return 0;
	len = fread(pem, 1, PEM - 1, file);
	pem[len] = '\0';
	fclose(file);
	return (int)len;
}

static jwt_alg_t
find_algorithm(const char *name)
{
	return strcmp(name, "ES256") == 0 ? JWT_ALG_ES256 : JWT_ALG_RS256;
}

/* The algorithm that is wanted is ours to compare: libjwt takes the token's. */
static void
verify(const char *alg, const char *path, const char *token)
{
	char pem[PEM];
	int len = read_pem(path, pem);
	jwt_t *jwt = NULL;
	int rc = jwt_decode(&jwt, token, (unsigned char *)pem, len);

	puts(rc == 0 && jwt_get_alg(jwt) == find_algorithm(alg) ? "true"
								: "false");
	jwt_free(jwt);
}

static void
sign(const char *alg, const char *path, const char *kid, const char *claims)
{
	char pem[PEM];
	int len = read_pem(path, pem);
	char *token = NULL;
	jwt_t *jwt = NULL;

	if (jwt_new(&jwt) == 0 &&
	    jwt_set_alg(jwt, find_algorithm(alg), (unsigned char *)pem, len) ==
		0 &&
	    jwt_add_header(jwt, "kid", kid) == 0 &&
	    jwt_add_grants_json(jwt, claims) == 0)
		token = jwt_encode_str(jwt);
	puts(token != NULL ? token : "");
	free(token);
	jwt_free(jwt);
}

int
main(void)
{
	static char line[LINE];
	char *word[5];
	char *rest;
	size_t count;

	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		rest = line;
		for (count = 0; count < 5 && rest != NULL; count++) {
			word[count] = rest;
			rest = strchr(rest, count < 4 ? '\t' : '\0');
			if (rest != NULL && *rest != '\0')
				*rest++ = '\0';
			else
				rest = NULL;
		}
		if (count == 4)
			verify(word[1], word[2], word[3]);
		else if (count == 5)
			sign(word[1], word[2], word[3], word[4]);
		else
			puts("");
		fflush(stdout);
	}
	return 0;
}
