# SPDX-License-Identifier: Apache-2.0
# One Makefile. `make help` says what there is.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
B ?= build
JOBS ?= 2

# What Debian 12 calls what we stand on; what only the tests need is apart.
PACKAGES := gcc make pkg-config git libfuse3-dev fuse3 libsqlite3-dev libcjson-dev \
	libgit2-dev libssl-dev libarchive-dev libcmark-gfm-dev \
	libcmark-gfm-extensions-dev libzstd-dev zlib1g-dev poppler-utils gpgv
PACKAGES_TEST := clang llvm mandoc libcmocka-dev perl python3 python3-jsonschema sqlite3 minisign rsync \
	ripgrep strace faketime attr zip unzip openssl gnupg jq xxd procps \
	vim less file plocate samba smbclient

PACKAGES_FAULTS := valgrind nfs-ganesha nfs-ganesha-vfs libnfs-utils e2fsprogs binutils
PACKAGES_STYLE := clang-format clang-tidy

LIBS := fuse3 sqlite3 libcjson libgit2 libcrypto libarchive libcmark-gfm libzstd zlib

# Asked once a run; the first run, before they are installed, asks in vain.
LIB_CPPFLAGS := $(shell pkg-config --cflags $(LIBS) 2>/dev/null)
LIB_LDLIBS := $(shell pkg-config --libs $(LIBS) 2>/dev/null)

CFLAGS ?= -O2 -g
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Wstrict-prototypes \
	-Wmissing-prototypes -Wwrite-strings -Wpointer-arith -Wformat=2 \
	-Wimplicit-fallthrough
HARDEN ?= -D_FORTIFY_SOURCE=2 -fstack-protector-strong
ALL_CPPFLAGS = -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DFUSE_USE_VERSION=314 \
	-DDOSSIERFS_VERSION='"$(VERSION)"' -Iinclude \
	$(LIB_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 $(WARN) $(WERROR) $(HARDEN) -fPIE -pthread $(CFLAGS)
ALL_LDFLAGS = -pie -pthread -Wl,-z,relro,-z,now -Wl,--build-id $(LDFLAGS)
LDLIBS = $(LIB_LDLIBS) -lm

ROOMS := model/base model/record model/store model/seal model/catalog \
	model/assess model/import model/sync exporters fs fs/cmd
SRC := $(foreach r,$(ROOMS),$(sort $(wildcard $(r)/*.c)))
OBJ := $(SRC:%.c=$(B)/%.o) $(B)/embed.o
LIBOBJ := $(filter-out $(B)/fs/cmd/%,$(OBJ))
EMBED := $(sort $(wildcard model/store/*.sql \
	model/catalog/*.json model/catalog/rules/*.sql model/assess/*.sql))
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*.c))

FUZZ := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(sort $(wildcard tests/fuzz/*.c))))

Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $@)

all: $(B)/packages
	@$(MAKE) -j$(JOBS) --no-print-directory dossierfs

dossierfs: $(B)/dossierfs
	$(Q)ln -sf $< $@

$(B)/dossierfs: $(OBJ)
	$(call say,LINK)
	$(Q)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/%.o: %.c $(B)/flags
	$(call say,CC)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The files that the program carries, and the table that finds them.
$(B)/embed.S: $(EMBED) Makefile
	$(call say,EMBED)
	$(Q)mkdir -p $(@D)
	$(Q){ echo '.section .rodata'; n=0; for f in $(EMBED); do \
	echo ".Lp$$n: .asciz \"$$f\""; echo ".Ls$$n: .incbin \"$$f\""; \
	echo ".Le$$n: .byte 0"; n=$$((n+1)); done; \
	echo '.section .data.rel.ro,"aw"'; echo '.balign 8'; \
	echo '.global embed_table'; echo 'embed_table:'; n=0; for f in $(EMBED); do \
	echo ".quad .Lp$$n, .Ls$$n, .Le$$n"; n=$$((n+1)); done; \
	echo '.quad 0, 0, 0'; echo '.section .note.GNU-stack,"",%progbits'; } >$@

$(B)/embed.o: $(B)/embed.S
	$(call say,AS)
	$(Q)$(CC) -c -o $@ $<

# Objects are made anew when the compiler or its flags change.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(ALL_CFLAGS) $(CPPFLAGS) $(VERSION)' | cmp -s - $@ || \
	echo '$(CC) $(ALL_CFLAGS) $(CPPFLAGS) $(VERSION)' >$@

$(B)/tests/%: tests/unit/%.c $(wildcard tests/unit/*.h) $(LIBOBJ)
	$(call say,TEST)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(LIBOBJ) $(LDLIBS) -lcmocka

# A fuzz target gets its seeds in `make check`, and libFuzzer in `make fuzz`.
$(B)/replay/%: tests/fuzz/%.c tests/fuzz/replay.c tests/fuzz/fuzz.h $(LIBOBJ)
	$(call say,TEST)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< tests/fuzz/replay.c $(LIBOBJ) $(LDLIBS)

$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.h $(LIBOBJ)
	$(call say,FUZZ)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $< $(LIBOBJ) $(LDLIBS)

# Missing packages are installed (Debian) or named (elsewhere), once.
$(B)/packages: Makefile
	@mkdir -p $(@D)
	@sh tests/packages.sh $(PACKAGES)
	@touch $@

$(B)/packages-test: Makefile
	@mkdir -p $(@D)
	@sh tests/packages.sh $(PACKAGES) $(PACKAGES_TEST)
	@touch $@ $(B)/packages

$(B)/packages-%: Makefile
	@mkdir -p $(@D)
	@sh tests/packages.sh $(PACKAGES) $(PACKAGES_TEST) $(PACKAGES_$(*))
	@touch $@ $(B)/packages-test $(B)/packages

check: $(B)/packages-test
	@$(MAKE) -j$(JOBS) --no-print-directory WERROR=-Werror check-run

check-asan: $(B)/packages-test
	@INCREMENTAL_CHANGES=500 $(MAKE) -j$(JOBS) --no-print-directory B=build/asan WERROR=-Werror HARDEN= \
	CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined" \
	check-run

# Failing malloc, disk and calls, killed and stopped processes, damage: about
# half an hour. TRIALS is how many of each; 1000 for a night.
check-faults: $(B)/packages-FAULTS
	@$(MAKE) -j$(JOBS) --no-print-directory WERROR=-Werror $(B)/dossierfs
	@DOSSIERFS=$(abspath $(B)/dossierfs) prove --timer -v $(TESTFLAGS) \
	-e tests/run $(sort $(wildcard tests/faults/*.sh)) \
	tests/crash/killed-writer-leaves-a-whole-state.sh
	@$(MAKE) --no-print-directory fuzz

# Unit tests, seeds, and the shell tests of the folders named, which take long.
VALGRIND_FOLDERS ?= read
UNDER := valgrind -q --error-exitcode=97 --leak-check=full \
	--errors-for-leak-kinds=definite
check-valgrind: $(B)/packages-FAULTS
	@$(MAKE) -j$(JOBS) --no-print-directory WERROR=-Werror valgrind-run

valgrind-run: $(B)/dossierfs $(UNIT) $(FUZZ:%=$(B)/replay/%)
	@mkdir -p $(B)/valgrind
	@printf '#!/bin/sh\nexec $(UNDER) $(abspath $(B)/dossierfs) "$$@"\n' \
	>$(B)/valgrind/dossierfs && chmod 755 $(B)/valgrind/dossierfs
	@DOSSIERFS=$(abspath $(B)/valgrind/dossierfs) BUILD=$(abspath $(B)) \
	UNDER="$(UNDER)" prove -j$(JOBS) --timer $(TESTFLAGS) -e tests/run \
	$(sort $(foreach f,$(VALGRIND_FOLDERS),$(wildcard tests/$(f)/*.sh))) \
	$(UNIT) $(FUZZ:%=$(B)/replay/%)

# The lines that differ from the last commit, as .clang-format has them.
fmt: $(B)/packages-STYLE
	@git clang-format -q --extensions c,h HEAD || git diff --stat

# FILES="fs/node.c" for some.
FILES ?= $(SRC)
tidy: $(B)/packages-STYLE
	@printf '%s\n' $(FILES) | xargs -P$(JOBS) -I{} \
	clang-tidy --quiet {} -- $(ALL_CPPFLAGS) -std=c17 -pthread 2>&1 | \
	sed '/warnings generated/d; /^Suppressed/d; /^Use -header/d' | tee $(B)/tidy
	@! grep -qE '(warning|error):' $(B)/tidy

# FUZZ_SECONDS each; ONLY="json md" for some.
ONLY ?= $(FUZZ)
fuzz: $(B)/packages-test
	@$(MAKE) -j$(JOBS) --no-print-directory B=build/fuzz CC=clang HARDEN= \
	CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" \
	fuzz-run

fuzz-run: $(ONLY:%=$(B)/fuzz/%)
	@sh tests/fuzz/fuzz.sh $(B) $^

check-run: $(B)/dossierfs $(UNIT) $(FUZZ:%=$(B)/replay/%) rooms
	@DOSSIERFS=$(abspath $(B)/dossierfs) BUILD=$(abspath $(B)) prove -j$(JOBS) \
	$(TESTFLAGS) -e tests/run $(filter-out tests/bench/% tests/fuzz/% tests/faults/%,$(sort $(wildcard tests/*/*.sh))) \
	$(UNIT) $(FUZZ:%=$(B)/replay/%)

rooms:
	@sh tests/rooms.sh

BIN = "$(DESTDIR)$(PREFIX)/bin"
MAN = "$(DESTDIR)$(PREFIX)/share/man"

install: $(B)/dossierfs
	$(Q)install -D -m 755 $(B)/dossierfs $(BIN)/dossierfs
	$(Q)install -D -m 644 fs/dossierfs.1 $(MAN)/man1/dossierfs.1
	$(Q)install -D -m 644 model/dossier.5 $(MAN)/man5/dossier.5

uninstall:
	$(Q)rm -f $(BIN)/dossierfs $(MAN)/man1/dossierfs.1 $(MAN)/man5/dossier.5

# The source as committed, the same bytes for the same commit.
dist:
	$(Q)mkdir -p $(B)
	$(Q)git archive --format=tar --prefix=dossierfs-$(VERSION)/ HEAD | \
	gzip -9n >$(B)/dossierfs-$(VERSION).tar.gz

# The example's tree anew, after a change of what is shown; git diff then
# says what changed.
example: $(B)/dossierfs
	$(Q)sh mnt-example/render.sh $(B)/dossierfs mnt-example/tree

demo: $(B)/packages
	@$(MAKE) -j$(JOBS) --no-print-directory dossierfs
	@sh mnt-example/demo.sh ./dossierfs $(B)/demo

# The mount against a local folder, as ratios; fails on no number. What can be
# set (BENCH_SIZES=10000 BENCH_PAIRS=1, say) stands in bench.sh.
bench: $(B)/packages-test
	@$(MAKE) -j$(JOBS) --no-print-directory $(B)/dossierfs
	@sh tests/bench/bench.sh $(B)/dossierfs $(B)/bench

help:
	@echo 'make             build ./dossierfs (installs missing Debian packages, or names them)'
	@echo 'make demo        build, clone the example, mount it, say what to try'
	@echo 'make check       build with -Werror and run every test'
	@echo 'make check-asan  the same under the address and undefined sanitizers'
	@echo 'make check-valgrind  unit tests and commands under valgrind'
	@echo 'make check-faults    failing malloc, failing disk, killed daemon, damage'
	@echo 'make fuzz        each parser for FUZZ_SECONDS (60); ONLY="json md" for some'
	@echo 'make fmt tidy    format what was changed, look for faults without running'
	@echo 'make bench       speed as ratios to a plain folder, in one run'
	@echo 'make rooms       check which room includes what'
	@echo 'make example     render mnt-example/tree anew'
	@echo 'make install     with PREFIX and DESTDIR; uninstall, dist, clean'

-include $(OBJ:.o=.d)

clean:
	$(Q)rm -rf build dossierfs

.PHONY: all check check-asan check-run check-faults check-valgrind \
	valgrind-run fuzz fuzz-run fmt tidy rooms install uninstall dist example \
	demo bench help clean FORCE
