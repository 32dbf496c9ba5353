/* SPDX-License-Identifier: ISC */
/* Every way to fail, in one table, and the details an answer carries. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/*
 * name, HTTP status, API type, text.  Those from TOKEN_NO_TOKEN to
 * TOKEN_NO_CLOCK are the gate's causes: a client sees one answer for all of
 * them, the operator reads the text through `gatehouse explain`.
 */
#define TOKEN_ERRORS(X)                                                      \
	X(TOKEN_OK, 200, "", "ok")                                           \
	X(TOKEN_INVALID_ARGUMENT, 400, "invalid_arguments",                  \
	    "invalid argument(s)")                                           \
	X(TOKEN_UNAUTHENTICATED, 401, "denied_authentication",               \
	    "authentication is denied")                                      \
	X(TOKEN_FORBIDDEN, 403, "permissions_denied",                        \
	    "insufficient permissions")                                      \
	X(TOKEN_NOT_FOUND, 404, "not_found", "resource is not found")        \
	X(TOKEN_METHOD, 405, "method_not_allowed", "method is not allowed")  \
	X(TOKEN_EXISTS, 409, "already_exists", "resource already exists")    \
	X(TOKEN_PRECONDITION, 412, "precondition_failed",                    \
	    "precondition is not respected")                                 \
	X(TOKEN_TOO_LARGE, 413, "request_too_large", "request is too large") \
	X(TOKEN_MEDIA_TYPE, 415, "unsupported_media_type",                   \
	    "body must be application/json")                                 \
	X(TOKEN_TOO_MANY, 429, "too_many_requests", "too many requests")     \
	X(TOKEN_INTERNAL, 500, "internal_error", "internal error")           \
	X(TOKEN_UNAVAILABLE, 503, "unavailable", "service is unavailable")   \
	X(TOKEN_NO_TOKEN, 403, "permissions_denied", "no token was sent")    \
	X(TOKEN_MANY_TOKENS, 403, "permissions_denied",                      \
	    "more than one token was sent")                                  \
	X(TOKEN_TOO_LONG, 403, "permissions_denied",                         \
	    "the token is longer than 4096 bytes")                           \
	X(TOKEN_NO_CONTAINER, 403, "permissions_denied",                     \
	    "no container is known at this address")                         \
	X(TOKEN_NO_VIEW, 403, "permissions_denied",                          \
	    "the gate has no view of the registry")                          \
	X(TOKEN_BAD_ENCODING, 403, "permissions_denied",                     \
	    "the token is not a compact JWS in canonical base64url")         \
	X(TOKEN_BAD_HEADER, 403, "permissions_denied",                       \
	    "the token's header is not one that gatehouse writes")           \
	X(TOKEN_BAD_CLAIMS, 403, "permissions_denied",                       \
	    "the token's claims are not what its record says")               \
	X(TOKEN_UNKNOWN_KEY, 403, "permissions_denied",                      \
	    "no public key is known by the token's kid")                     \
	X(TOKEN_BAD_ALGORITHM, 403, "permissions_denied",                    \
	    "the token's algorithm is not its key's")                        \
	X(TOKEN_UNKNOWN, 403, "permissions_denied",                          \
	    "the token is not registered: deleted, or never issued here")    \
	X(TOKEN_BAD_SIGNATURE, 403, "permissions_denied",                    \
	    "the token's signature is wrong")                                \
	X(TOKEN_EXPIRED, 403, "permissions_denied", "the token has expired") \
	X(TOKEN_NOT_YET, 403, "permissions_denied",                          \
	    "the token is not valid yet")                                    \
	X(TOKEN_WRONG_SCOPE, 403, "permissions_denied",                      \
	    "the token is for another container or namespace")               \
	X(TOKEN_UNKNOWN_SECRET, 403, "permissions_denied",                   \
	    "the secret key is unknown, expired or may not call this "       \
	    "container")                                                     \
	X(TOKEN_NO_CLOCK, 403, "permissions_denied",                         \
	    "the gate's clock is not set: it is before 2020")

#define TOKEN_ERROR_NAME(name, status, type, text) name,
enum token_error { TOKEN_ERRORS(TOKEN_ERROR_NAME) TOKEN_ERROR_COUNT };
#undef TOKEN_ERROR_NAME

#define MUST_CHECK __attribute__((warn_unused_result))

/* The HTTP status, the API's `type` and the text of an error. */
int error_status(enum token_error err);
const char *error_type(enum token_error err);
const char *error_text(enum token_error err);

/*
 * The companions of an error answer, as the API names them.  Empty strings
 * stand for what the error's type does not carry.
 */
struct fault {
	char argument[64];    /* invalid_arguments: argument_name */
	char reason[24];      /* required, format, constraint, unknown; or
				 why authentication was denied */
	char help[200];       /* help_message, a sentence for people */
	char action[16];      /* permissions_denied: permission_actions */
	char resource[40];    /* the kind of resource */
	char resource_id[64]; /* its id */
	char method[16];      /* denied_authentication: api_key, ... */
	char set[48];         /* the permission set that would allow it */
};

/*
 * Each fills in `fault` (NULL is accepted) and returns the error it describes,
 * so that a check reads `return fault_argument(...)`.
 */
enum token_error fault_argument(struct fault *fault, const char *argument,
    const char *reason, const char *help);
enum token_error fault_not_found(
    struct fault *fault, const char *resource, const char *id);
enum token_error fault_exists(struct fault *fault, const char *resource,
    const char *id, const char *help);
enum token_error fault_precondition(
    struct fault *fault, const char *precondition, const char *help);
enum token_error fault_authentication(
    struct fault *fault, const char *method, const char *reason);
enum token_error fault_permission(struct fault *fault, const char *action,
    const char *resource, const char *set);

#endif
