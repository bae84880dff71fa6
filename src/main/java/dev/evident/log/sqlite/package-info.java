/**
 * The record in one SQLite file: schema, writer and readers. Chosen in {@code MainVerticle} only. May import event, merkle,
 * codec, bus, config and log.
 */
@NullMarked
package dev.evident.log.sqlite;

import org.jspecify.annotations.NullMarked;
