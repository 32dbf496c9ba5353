/* SPDX-License-Identifier: ISC */
/* What a change may touch that the gate view shows. */
#ifndef STORE_MARK_H
#define STORE_MARK_H

/* What a mark names: the record is read again under the view's lock, so that
 * the view ends as the store is, whoever publishes last. */
#define MARK_TOKEN 't'     /* token id */
#define MARK_CONTAINER 'c' /* container id */
#define MARK_NAMESPACE 'n' /* namespace id: its keys */
#define MARK_SECRETS 's'   /* nil id: who may call private containers */

#endif
