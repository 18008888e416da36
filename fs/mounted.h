/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mounted - one running mount: what its threads share.
 *
 * The session's thread answers the kernel; the watch thread moves the mount
 * to what was committed. `lock` is held for the whole of every request and
 * for the moment in which the watch exchanges the states; it is never held
 * while the kernel is told to forget something, for the kernel may then be
 * waiting for an answer of ours.
 */
#ifndef DOSSIERFS_FS_MOUNTED_H
#define DOSSIERFS_FS_MOUNTED_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "absent.h"
#include "blobs.h"
#include "dossierfs/buf.h"
#include "dossierfs/mount.h"
#include "dossierfs/store.h"
#include "dossierfs/tree.h"
#include "guess.h"
#include "later.h"
#include "listed.h"
#include "node.h"
#include "reader.h"
#include "share.h"
#include "sheet.h"
#include "tree-kept.h"

struct fuse_session;

/* Nodes in a list. */
struct node_list {
	struct node *newest;
	struct node *oldest;
};

/* How far the present moment is ahead of the other. */
struct ahead {
	struct buf paths; /* that may differ, each with its NUL */
	uint64_t shown;   /* of the tree, by the time they were looked for */
	bool all;         /* everything may differ */
};

enum { ATTRIBUTES_MAX = 8 };

/* Extended attributes of a node, as it is now. */
struct attributes_kept {
	uint64_t node;     /* its id; 0: none */
	struct buf pairs;  /* name, NUL, value, NUL … */
};

/* What was entered up to the state that is now, for df. */
struct space {
	bool known;
	uint64_t size;     /* bytes of files in blobs/ */
	uint64_t files;
};

struct mounted {
	const char *dossier;    /* absolute paths */
	const char *place;
	struct mount_options opt;
	uid_t uid;
	gid_t gid;
	struct fuse_session *session;

	pthread_mutex_t lock;   /* all that follows, up to `later` */
	pthread_cond_t let_go;  /* `past` lost its last node */
	struct moment moments[2]; /* one is now; the other the watch's, or past */
	struct moment *now;
	struct moment *past;     /* NULL: no node needs it */
	struct nodes *nodes;
	struct node_list past_nodes; /* NODE_PAST */
	struct node_list resting; /* that a file handle may still name */
	size_t resting_count;
	uint32_t generation;    /* tells ids of this mount from another's */
	struct node_list texts; /* nodes that keep text, by use */
	uint64_t texts_size;
	struct blobs blobs;
	struct listings listings;
	struct sheet sheet;     /* what is listed next */
	struct readers readers;
	struct guess guess;
	struct share share;
	struct absent absent;
	struct attributes_kept attributes[ATTRIBUTES_MAX]; /* by id */
	struct space space;
	bool noted_some;        /* and the watch was told */
	bool noted_many;        /* and of these, too */

	struct later later;     /* the session's */
	struct ahead ahead;     /* the watch's */
	struct tree_noted unwritten; /* the watch's, for its next look */
	pthread_t watch;
	int stop;               /* eventfds: the watch is to end, */
	int stopped;            /* and has ended */
	int noted;              /* the tree has noted many pages */
	atomic_bool squeezed;   /* memory is short: the watch lets go, too */
	atomic_bool exposed;    /* root made it writable: nothing is read */
	bool asks_open;         /* the kernel cannot do without open */
	bool asks_opendir;
	int ready;              /* a pipe to who waits for the mount, or -1 */
};

/* Opens the dossier as the mount's options say. Empty when it fails. */
int moment_open(struct moment *s, const struct mounted *m);
void moment_close(struct moment *s);

/* Takes one that was just opened back to where the last mount ended, so that
 * what was kept there holds on where nothing has changed since. */
int moment_go_back(struct moment *s);

/* Whether both are of one state and day. */
bool moment_same(const struct moment *a, const struct moment *b);

/* Under the lock: one of the same state takes the place of what is now, which
 * it becomes. */
void moment_succeed(struct mounted *m, struct moment *made);

/* The one that is not now: the watch's to use while nothing is past. */
struct moment *moment_other(struct mounted *m);

void node_list_add(struct node_list *l, struct node *n); /* as the newest */
void node_list_remove(struct node_list *l, struct node *n);

/* The node that stands for a path now. `what` may be NULL: it is looked up.
 * -ENOENT, without a sentence, when nothing is there. */
int node_now(struct mounted *m, struct node **out, const char *path,
	const struct tree_node *what);

/* The next folder of the same kind in the folder above, as they were listed;
 * NULL when there is none near. */
const struct node *node_next_folder(const struct mounted *m,
	const struct node *folder);

/* Reads a folder's attributes anew when they may have changed. */
int node_freshen(struct mounted *m, struct node *n);

/* The kernel looked it up once more. */
void node_remember(struct mounted *m, struct node *n);

/* The kernel takes back lookups. With the last one the node rests: servers of
 * files know it by its number and may ask for it again; the oldest are freed. */
void node_forget(struct mounted *m, struct node *n, uint64_t lookups);

/* A node that is no longer what its path is: keeps its bytes until it is
 * forgotten. */
void node_supersede(struct mounted *m, struct node *n);

/* The bytes of a text or link: size bytes and a NUL, valid while the lock is
 * held and no other bytes are asked for. */
int node_bytes(struct mounted *m, struct node *n, const char **bytes);

/* Whether its bytes are more than may be kept of all. */
bool node_is_large(const struct mounted *m, const struct node *n);

/* Lets go of the bytes of a present node; of all. */
void node_drop_bytes(struct mounted *m, struct node *n);
void nodes_drop_bytes(struct mounted *m);

/* Extended attributes are no longer what was kept of them. */
void attributes_drop(struct mounted *m);

/* The past node takes its bytes from the past state now. */
void node_pin(struct mounted *m, struct node *n);

#endif
