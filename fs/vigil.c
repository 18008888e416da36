/* SPDX-License-Identifier: Apache-2.0 */
/*
 * That others want the processor is only known by being away from it. It is
 * thought to last for a moment, and for twice as long each time that it turns
 * out to go on.
 */
#include "vigil.h"

#include <time.h>

enum {
	AWAKE_NS = 100000,   /* without a request */
	AWAY_NS = 1000000,   /* between two looks: others want the processor, */
	SHORT_NS = 50000000, /* for so long at least */
	LONG_NS = 800000000, /* and at most, before it is found out again */
};

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void note_others(struct vigil *v, int64_t now)
{
	if (now - v->crowded > SHORT_NS)
		v->spell = SHORT_NS;
	else if (v->spell < LONG_NS)
		v->spell *= 2;
	v->crowded = now + v->spell;
}

void vigil_serve(struct vigil *v)
{
	v->served = v->looked = now_ns();
}

bool vigil_goes_on(struct vigil *v)
{
	int64_t now = now_ns();

	if (now - v->looked > AWAY_NS)
		note_others(v, now);
	v->looked = now;
	return now - v->served <= AWAKE_NS && now >= v->crowded;
}

void vigil_look(struct vigil *v)
{
	v->looked = now_ns();
}
