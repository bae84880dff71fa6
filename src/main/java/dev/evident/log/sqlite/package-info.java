/**
 * The record in one SQLite file: schema, writer and readers. Chosen in {@code MainVerticle} only. May import config, event, merkle, codec, log and log.message.
 */
@NullMarked
package dev.evident.log.sqlite;

import org.jspecify.annotations.NullMarked;
