/* SPDX-License-Identifier: ISC */
/* Lists: a table for people, JSON for programs. */
#include "command.h"

#include "base/json.h"
#include "base/text.h"

#include <jansson.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define COLUMNS 8 /* of the widest list */
#define NUMBER_TEXT 24

/* `number` is for the text of one. */
static const char *
find_cell(
    const json_t *row, const struct column *column, char number[NUMBER_TEXT])
{
	const json_t *value = json_object_get(row, column->member);
	const char *cell = json_text(row, column->member);

	if (json_is_integer(value)) {
		snprintf(number, NUMBER_TEXT, "%lld",
		    (long long)json_integer_value(value));
		return number;
	}
	if (json_is_true(value))
		return "yes";
	return cell[0] == '\0' ? column->absent : cell;
}

static int
find_width(const json_t *rows, const struct column *column)
{
	const json_t *row;
	size_t i, len, width = strlen(column->heading);
	char number[NUMBER_TEXT];

	json_array_foreach(rows, i, row)
	{
		len = strlen(find_cell(row, column, number));
		if (len > width)
			width = len;
	}
	return (int)width;
}

/* `row` NULL: the headings.  The last column is not padded: its text may be
 * long, or not ASCII. */
static void
write_row(FILE *out, const json_t *row, const struct column *columns,
    const int *widths)
{
	char number[NUMBER_TEXT];
	const char *cell;
	size_t i;

	for (i = 0; columns[i].member != NULL; i++) {
		cell = row == NULL ? columns[i].heading
				   : find_cell(row, &columns[i], number);
		if (columns[i + 1].member == NULL)
			fprintf(out, "%s\n", cell);
		else
			fprintf(out, "%-*s  ", widths[i], cell);
	}
}

static void
write_table(FILE *out, const json_t *rows, const struct column *columns)
{
	int widths[COLUMNS];
	size_t i;

	for (i = 0; columns[i].member != NULL; i++) {
		assert(i < COLUMNS);
		widths[i] = find_width(rows, &columns[i]);
	}
	write_row(out, NULL, columns, widths);
	for (i = 0; i < json_array_size(rows); i++)
		write_row(out, json_array_get(rows, i), columns, widths);
}

int
output_list(struct command *command, json_t *rows, const struct column *columns)
{
	if (rows == NULL)
		return report_error(TOKEN_INTERNAL, NULL);
	if (command->option[OPTION_JSON] == NULL)
		write_table(command->out, rows, columns);
	else if (json_dumpf(rows, command->out, JSON_INDENT(2)) == 0)
		fputs("\n", command->out);
	json_decref(rows);
	return EX_OK;
}

void
output_id(struct command *command, const char *id)
{
	text_copy(command->made, sizeof command->made, id);
	fprintf(command->out, "%s\n", id);
}

void
output_api_key(
    struct command *command, const char *access_key, const char *secret)
{
	fprintf(command->out, "SCW_ACCESS_KEY=%s\nSCW_SECRET_KEY=%s\n",
	    access_key, secret);
}

void
output_password(
    struct command *command, const json_t *user, const char *password)
{
	fprintf(command->out, "GATEHOUSE_USERNAME=%s\nGATEHOUSE_PASSWORD=%s\n",
	    json_text(user, "username"), password);
}

static int
compare_rows(const void *a, const void *b, void *context)
{
	const char *const *member = context;
	json_t *const *row_a = a;
	json_t *const *row_b = b;

	return strcmp(json_text(*row_a, *member), json_text(*row_b, *member));
}

struct json_t *
output_sort(json_t *rows, const char *member)
{
	size_t i, count = json_array_size(rows);
	json_t **order = calloc(count + 1, sizeof *order);
	json_t *sorted = json_array();

	if (order != NULL) {
		for (i = 0; i < count; i++)
			order[i] = json_array_get(rows, i);
		qsort_r(order, count, sizeof *order, compare_rows, &member);
		for (i = 0; i < count; i++)
			json_array_append(sorted, order[i]);
	}
	if (json_array_size(sorted) != count) {
		json_decref(sorted);
		sorted = NULL;
	}
	free(order);
	json_decref(rows);
	return sorted;
}
