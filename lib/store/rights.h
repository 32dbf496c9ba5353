/* SPDX-License-Identifier: ISC */
/*
 * Which files of an installation belong to whom.  The settings group,
 * store_group and key_user split it: all programs are in `group`, the members
 * of the store in `store_group` too, and token-create runs as `key_user`.
 * Without them everything belongs to the one who runs init.
 *
 * `state`, and the directory that the view is in, let nobody in who is not in
 * `group`.  So in there "others" is who is in no other group: the gate.
 */
#ifndef STORE_RIGHTS_H
#define STORE_RIGHTS_H

#include "base/config.h"
#include "base/error.h"

/* Whether the users and groups that the settings name exist;
 * TOKEN_INVALID_ARGUMENT, logged. */
enum token_error rights_check_names(const struct config *config) MUST_CHECK;

/* Gives the files in the directory `state`, new or restored, to whom the
 * settings name.  Needs root then; TOKEN_UNAVAILABLE, logged. */
enum token_error rights_give(
    const struct config *config, const char *state) MUST_CHECK;

/*
 * Makes the view's directory and the audit trail's file when they are missing.
 * TOKEN_PRECONDITION (logged) when strangers could come into the view, or into
 * the store.
 */
enum token_error rights_prepare(const struct config *config) MUST_CHECK;

/* The audit trail's file alone; where the members may not make it, they fail.
 */
enum token_error rights_make_audit(const struct config *config) MUST_CHECK;

/*
 * Makes root the `key_user` for good, who may do in the store what there is to
 * do: a member that was taken over could lay links and regions there, which
 * must not be followed with root's rights.  Nothing for any other user, or
 * without the settings.
 */
enum token_error rights_leave_root(const struct config *config) MUST_CHECK;

#endif
