/**
 * The search index: a Lucene index derived from the record, whose feed it follows and from which it can be
 * rebuilt at any time. Losing it loses nothing. Does not know the API. May import bus, event,
 * query and log.
 */
@NullMarked
package dev.evident.index;

import org.jspecify.annotations.NullMarked;
