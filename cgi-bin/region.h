/* SPDX-License-Identifier: ISC */
/* Regions of which this installation serves none. */
#ifndef CGI_BIN_REGION_H
#define CGI_BIN_REGION_H

struct reply;
struct request;

/*
 * Answers a request of the API in a region that is not ours, so that a client
 * that asks all regions sees everything once: lists are empty, ids unknown
 * (404), creates refused (400).  What is no name of a region is unknown.
 */
void region_answer_foreign(
    const char *region, const struct request *request, struct reply *reply);

#endif
