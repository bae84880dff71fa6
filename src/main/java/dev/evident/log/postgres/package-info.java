/**
 * The log in a PostgreSQL database, to which several nodes may append: tables, writer and readers. Chosen in {@code
 * MainVerticle} only. May import config, event, merkle, codec, log and
 * log.message.
 */
@NullMarked
package dev.evident.log.postgres;

import org.jspecify.annotations.NullMarked;
