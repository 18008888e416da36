/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SipHash-2-4, as J.-P. Aumasson and D. J. Bernstein describe it ("SipHash: a
 * fast short-input PRF", 2012): words of eight bytes, least byte first.
 */
#include "dossierfs/hash.h"

struct sip {
	uint64_t v0, v1, v2, v3;
};

static uint64_t turned(uint64_t x, int bits)
{
	return x << bits | x >> (64 - bits);
}

static void sip_round(struct sip *s)
{
	s->v0 += s->v1;
	s->v2 += s->v3;
	s->v1 = turned(s->v1, 13) ^ s->v0;
	s->v3 = turned(s->v3, 16) ^ s->v2;
	s->v0 = turned(s->v0, 32) + s->v3;
	s->v2 += s->v1;
	s->v3 = turned(s->v3, 21) ^ s->v0;
	s->v1 = turned(s->v1, 17) ^ s->v2;
	s->v2 = turned(s->v2, 32);
}

static void sip_add(struct sip *s, uint64_t word)
{
	s->v3 ^= word;
	sip_round(s);
	sip_round(s);
	s->v0 ^= word;
}

static uint64_t read_word(const unsigned char *p, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word |= (uint64_t)p[i] << 8 * i;
	return word;
}

uint64_t hash_keyed(const uint64_t key[2], const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	size_t left = len;
	struct sip s = {
		key[0] ^ 0x736f6d6570736575, /* section 2.1: "somepseu", */
		key[1] ^ 0x646f72616e646f6d, /* "dorandom", */
		key[0] ^ 0x6c7967656e657261, /* "lygenera", */
		key[1] ^ 0x7465646279746573, /* "tedbytes" */
	};

	for (; left >= 8; p += 8, left -= 8)
		sip_add(&s, read_word(p, 8));
	sip_add(&s, read_word(p, left) | (uint64_t)len << 56);
	s.v2 ^= 0xff;
	for (int i = 0; i < 4; i++)
		sip_round(&s);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
