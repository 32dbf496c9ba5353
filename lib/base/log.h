/* SPDX-License-Identifier: ISC */
/* One line on standard error for each thing an operator should know. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/* Names the program in every later line.  `program` must stay valid. */
void log_open(const char *program);

/*
 * Writes "program: message".  Control characters are written as '?', so a
 * message cannot forge a line; more than 1000 bytes are cut.
 */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, followed by ": " and the text of errno, which stays as it is. */
void log_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
