/**
 * The search index: a Lucene index derived from the record, which it follows over the bus and from which it can be
 * rebuilt at any time. Losing it loses nothing. Knows neither the log nor the API. May import bus, event, query and log.message.
 */
@NullMarked
package dev.evident.index;

import org.jspecify.annotations.NullMarked;
