/** Ways to write a group-commit batch into SQLite, raced against each other; see docs/adr/001-writer.md. */
@NullMarked
package dev.evident.bench.writer;

import org.jspecify.annotations.NullMarked;
