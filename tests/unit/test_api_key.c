/* SPDX-License-Identifier: ISC */
/* API keys: how they are made, changed and ended. */
#include "lib/iam.h"
#include "lib/tap.h"

static enum token_error
create(struct state *state, json_t *body, char secret[UUID_TEXT],
    json_t **objectp, struct fault *fault)
{
	const struct api_key_request wanted = { body, "192.0.2.1", time_now() };
	enum token_error err;

	err = api_key_create(state->store, &wanted, secret, objectp, fault);
	json_decref(body);
	return err;
}

static void
test_create(struct state *state)
{
	unsigned char kept[DIGEST_SIZE], digest[DIGEST_SIZE];
	char id[UUID_TEXT], secret[UUID_TEXT];
	struct fault fault;
	json_t *object, *shown;
	char *text;

	uuid_format(&state->organization.owner_id, id);
	MUST(create(
	    state, json_pack("{s:s}", "user_id", id), secret, &object, &fault));
	digest_sha256(secret, strlen(secret), digest);
	ok(api_key_digest(object, kept) &&
		digest_equal(kept, digest, DIGEST_SIZE),
	    "a record has the SHA-256 of the secret");
	text = json_to_text(object);
	ok(strstr(text, secret) == NULL, "and not the secret");
	free(text);
	shown = api_key_show(object);
	ok(json_is_null(json_object_get(shown, "secret_key")) &&
		json_object_get(shown, "secret_digest") == NULL &&
		json_object_get(shown, "application_id") == NULL &&
		strcmp(json_text(shown, "user_id"), id) == 0 &&
		strcmp(json_text(shown, "creation_ip"), "192.0.2.1") == 0,
	    "it is shown with its bearer and without a secret");
	json_decref(shown);
	json_decref(object);
}

static void
test_bearers(struct state *state)
{
	const struct uuid unknown = uuid_random();
	char id[UUID_TEXT], other[UUID_TEXT], secret[UUID_TEXT];
	struct fault fault;
	json_t *object;

	uuid_format(&state->organization.owner_id, id);
	uuid_format(&unknown, other);
	ok(create(state, json_object(), secret, &object, &fault) ==
		    TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.reason, "required") == 0,
	    "a key without bearer is refused");
	ok(create(state,
	       json_pack("{s:s, s:s}", "user_id", id, "application_id", id),
	       secret, &object, &fault) == TOKEN_INVALID_ARGUMENT &&
		strcmp(fault.reason, "constraint") == 0,
	    "and one with two");
	ok(create(state, json_pack("{s:s}", "application_id", id), secret,
	       &object, &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "application") == 0,
	    "a user is no application");
	ok(create(state,
	       json_pack(
		   "{s:s, s:s}", "user_id", id, "default_project_id", other),
	       secret, &object, &fault) == TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "project") == 0 && *secret == '\0',
	    "a project must exist, and a refusal leaves no secret behind");
}

static void
test_expiry(struct state *state)
{
	const int64_t now = time_now() / TIME_MICRO;
	const struct uuid id = iam_application(state, "brief");
	char text[UUID_TEXT], time[TIME_TEXT], secret[UUID_TEXT];
	struct fault fault;
	json_t *object;
	int ahead;

	uuid_format(&id, text);
	for (ahead = -1; ahead <= 0; ahead++) {
		time_format(now + ahead, time);
		ok(create(state,
		       json_pack("{s:s, s:s}", "application_id", text,
			   "expires_at", time),
		       secret, &object, &fault) == TOKEN_INVALID_ARGUMENT &&
			strcmp(fault.argument, "expires_at") == 0,
		    "an expiry %d seconds ahead is refused", ahead);
	}
	time_format(now + 60, time);
	MUST(create(state,
	    json_pack("{s:s, s:s}", "application_id", text, "expires_at", time),
	    secret, &object, &fault));
	ok(!api_key_is_expired(object, now + 59) &&
		api_key_is_expired(object, now + 60),
	    "a key expires in the second that it says");
	json_decref(object);
}

static void
test_end(struct state *state)
{
	const struct uuid id = iam_application(state, "brief two");
	const struct iam_key key = iam_key(state, OBJECT_APPLICATION, &id, 0);
	unsigned char digest[DIGEST_SIZE];
	struct principal principal;
	struct fault fault;
	json_t *object;
	struct uuid found;

	MUST(api_key_find(state->store, key.access_key, &object, &fault));
	ok(api_key_digest(object, digest), "a key has a digest");
	json_decref(object);
	MUST(api_key_delete(
	    state->store, &state->deletion, key.access_key, &fault));
	ok(principal_of_secret(state->store, key.secret, time_now(), &principal,
	       &fault) == TOKEN_UNAUTHENTICATED &&
		strcmp(fault.reason, "not_found") == 0,
	    "a deleted key is unknown");
	ok(api_key_find(state->store, key.access_key, &object, &fault) ==
		    TOKEN_NOT_FOUND &&
		strcmp(fault.resource, "access_key") == 0 &&
		strcmp(fault.resource_id, key.access_key) == 0,
	    "and not found by its access key");
	ok(object_lookup(state->store, API_KEY_INDEX_SECRET, digest,
	       sizeof digest, &found) == TOKEN_NOT_FOUND,
	    "nothing of it is left");
	ok(api_key_delete(state->store, &state->deletion, key.access_key,
	       &fault) == TOKEN_NOT_FOUND,
	    "it is deleted once");
	ok(api_key_find(state->store, "SCW\n", &object, &fault) ==
		    TOKEN_NOT_FOUND &&
		*fault.resource_id == '\0',
	    "what is no access key is not repeated");
}

int
main(void)
{
	struct state state;

	state_open(&state);
	test_create(&state);
	test_bearers(&state);
	test_expiry(&state);
	test_end(&state);
	state_close(&state);
	return done();
}
