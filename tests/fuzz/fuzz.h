/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz - what fuzz targets share.
 *
 * A target is one file with LLVMFuzzerTestOneInput; `make fuzz` links it with
 * libFuzzer, `make check` with replay.c, which gives it its seeds. A broken
 * promise aborts.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void expect(int holds)
{
	if (!holds)
		abort();
}

#endif
