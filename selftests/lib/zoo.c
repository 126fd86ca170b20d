// SPDX-License-Identifier: GPL-2.0
#include "zoo.h"

#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kselftest.h"
#include "process.h"

struct zoo zoo;

/* Copies the value after "key": in a line of the zoo's JSON; strings without their quotes. */
static bool json_value(const char *line, const char *key, char *value, size_t size)
{
	char quoted[32];
	const char *at;
	size_t len;

	snprintf(quoted, sizeof(quoted), "\"%s\": ", key);
	at = strstr(line, quoted);
	if (!at)
		return false;
	at += strlen(quoted);
	if (*at == '"')
		len = strcspn(++at, "\"");
	else
		len = strcspn(at, ",}");
	snprintf(value, size, "%.*s", (int)len, at);
	return true;
}

static void parse_zoo_line(const char *line)
{
	struct exhibit *e = &zoo.exhibit[zoo.count];
	char value[64] = "";
	const char *at;

	if (json_value(line, "zoo", value, sizeof(value))) {
		json_value(line, "pid", value, sizeof(value));
		zoo.pid = atoi(value);
		json_value(line, "child", value, sizeof(value));
		zoo.child = atoi(value);
	}
	if (zoo.count == ARRAY_SIZE(zoo.exhibit) ||
	    !json_value(line, "name", e->name, sizeof(e->name)))
		return;
	zoo.count++;
	if (json_value(line, "absent", e->absent, sizeof(e->absent)))
		return;
	json_value(line, "vma", e->vma, sizeof(e->vma));
	json_value(line, "start", value, sizeof(value));
	e->start = strtoul(value, NULL, 16);
	json_value(line, "end", value, sizeof(value));
	e->end = strtoul(value, NULL, 16);
	e->node = json_value(line, "node", value, sizeof(value)) ? atoi(value) : -1;
	e->shared_kb = json_value(line, "shared_kb", value, sizeof(value)) ? atol(value) : 0;
	for (at = strstr(line, "{\"page\""); at && e->kinds < 4; at = strstr(at + 1, "{\"page\"")) {
		struct exhibit_pages *pages = &e->pages[e->kinds++];

		json_value(at, "page", pages->page, sizeof(pages->page));
		json_value(at, "level", pages->level, sizeof(pages->level));
		json_value(at, "kb", value, sizeof(value));
		pages->kb = atol(value);
	}
}

/*
 * True while the zoo of an earlier program exits: it shares file pages and merged pages with the
 * next one.
 */
static bool other_zoo_runs(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool lives = false;

	while (dir && (entry = readdir(dir))) {
		char path[64], text[64] = "", state = 'Z';
		int fd;

		if (atoi(entry->d_name) <= 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/stat", atoi(entry->d_name));
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (read(fd, text, sizeof(text) - 1) > 0 && sscanf(text, "%*d (zoo) %c", &state) == 1)
			lives |= state != 'Z' && state != 'X';
		close(fd);
	}
	if (dir)
		closedir(dir);
	return lives;
}

void start_zoo(void)
{
	char path[PATH_MAX] = "", line[1024];
	int in[2], out[2];
	time_t end = 0;
	FILE *json;

	while (other_zoo_runs() && retry_allowed(&end))
		;
	if (readlink("/proc/self/exe", path, sizeof(path) - 32) < 0 || pipe(in) ||
	    pipe2(out, O_CLOEXEC))
		return;
	strcat(dirname(path), "/../samples/zoo");
	if (!fork()) {
		dup2(in[0], 0);
		close(in[0]);
		close(in[1]);
		dup2(out[1], 1);
		execl(path, "zoo", "--configure", NULL);
		perror(path);
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	json = fdopen(out[0], "r");
	while (json && fgets(line, sizeof(line), json))
		parse_zoo_line(line);
	if (json)
		fclose(json);
	/* The zoo still works after its last line of output. */
	if (zoo.pid)
		wait_until_asleep_in(zoo.pid, SYS_read);
	if (zoo.child > 0)
		wait_until_asleep_in(zoo.child, SYS_pause);
}

const struct exhibit *find_exhibit(const char *name)
{
	for (int i = 0; i < zoo.count; i++)
		if (!strcmp(zoo.exhibit[i].name, name))
			return &zoo.exhibit[i];
	return NULL;
}
