/* SPDX-License-Identifier: ISC */
/* Who is inside the store: alone, beside others, after a death. */
#include "lib/tap.h"
#include "store/members.h"

#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/gatehouse-test-XXXXXX";

/* A child that enters, says whether it is alone, and stays until its pipe is
 * closed; then it leaves in good order. */
struct guest {
	pid_t pid;
	int say, hear;
	char is_alone;
};

static void
be_guest(uid_t user, int say, int hear)
{
	struct members *members;
	bool is_alone;
	char byte;

	if (user != getuid() && (setgroups(0, NULL) != 0 || setuid(user) != 0))
		_exit(1);
	if (members_enter(dir, &members, &is_alone) != TOKEN_OK)
		_exit(1);
	members_ready(members);
	byte = is_alone ? 'a' : 'b';
	if (write(say, &byte, 1) != 1)
		_exit(1);
	if (read(hear, &byte, 1) < 0)
		_exit(1);
	members_leave(members);
	_exit(0);
}

static struct guest
invite_as(uid_t user)
{
	int up[2], down[2];
	struct guest guest = { .pid = 0 };

	if (pipe(up) != 0 || pipe(down) != 0)
		abort();
	guest.pid = fork();
	if (guest.pid == 0) {
		close(up[0]);
		close(down[1]);
		be_guest(user, up[1], down[0]);
	}
	close(up[1]);
	close(down[0]);
	guest.hear = up[0];
	guest.say = down[1];
	return guest;
}

static struct guest
invite(void)
{
	return invite_as(getuid());
}

/* Waits until the guest is inside. */
static void
greet(struct guest *guest)
{
	if (read(guest->hear, &guest->is_alone, 1) != 1)
		abort();
}

static void
dismiss(struct guest *guest)
{
	close(guest->say);
	waitpid(guest->pid, NULL, 0);
	close(guest->hear);
}

static void
murder(struct guest *guest)
{
	kill(guest->pid, SIGKILL);
	waitpid(guest->pid, NULL, 0);
	close(guest->say);
	close(guest->hear);
}

static void
test_death(struct members_watch *watch)
{
	struct guest a = invite(), b, c;

	greet(&a);
	b = invite();
	greet(&b);
	ok(a.is_alone == 'a' && b.is_alone == 'b',
	    "the first is alone, the second is not");
	ok(members_has(watch, a.pid) && members_has(watch, b.pid) &&
		!members_has(watch, getpid()),
	    "the watch knows who is inside");
	ok(!members_doomed(watch), "while all live nobody must leave");
	murder(&a);
	ok(members_doomed(watch), "a death inside is seen");
	ok(members_must_leave(watch, b.pid) &&
		!members_must_leave(watch, getpid()),
	    "who is inside must leave, and nobody else");
	c = invite();
	ok(waitpid(c.pid, NULL, WNOHANG) == 0 && members_doomed(watch),
	    "a newcomer waits while somebody is still inside");
	dismiss(&b);
	greet(&c);
	ok(c.is_alone == 'a' && !members_doomed(watch),
	    "it recovers once the last has left");
	ok(!members_must_leave(watch, c.pid), "and may stay");
	dismiss(&c);
}

static void
test_stuck(struct members_watch *watch, uid_t one, uid_t other)
{
	struct guest a = invite_as(one), b, c;
	int status;

	greet(&a);
	b = invite_as(one);
	greet(&b);
	kill(b.pid, SIGSTOP);
	murder(&a);
	c = invite_as(other);
	greet(&c);
	ok(c.is_alone == 'a', "who does not leave in time is killed");
	ok(waitpid(b.pid, &status, 0) == b.pid && WIFSIGNALED(status),
	    "even when it was stopped");
	dismiss(&c);
	ok(!members_doomed(watch), "and afterwards all is well");
}

/* All of one group, which may do everything with the store's files. */
static void
test_users(struct members_watch *watch)
{
	if (getuid() != 0) {
		skip("who does not leave is killed by another user",
		    "only root can be other users");
		return;
	}
	if (chmod(dir, 0770) != 0)
		abort();
	test_stuck(watch, 61001, 61002);
}

int
main(void)
{
	struct members_watch *watch;
	struct guest guest;

	umask(0007); /* as programs have it */
	if (mkdtemp(dir) == NULL || members_watch_open(dir, &watch) != TOKEN_OK)
		abort();
	guest = invite();
	greet(&guest);
	dismiss(&guest);
	ok(!members_doomed(watch), "a clean exit leaves nothing to repair");
	test_death(watch);
	test_stuck(watch, getuid(), getuid());
	test_users(watch);
	members_watch_close(watch);
	if (chdir(dir) == 0) {
		unlink("members");
		unlink("leave");
	}
	rmdir(dir);
	return done();
}
