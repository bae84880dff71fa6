/** The benchmark of search: queries to the service and, with the same events, to PostgreSQL. */
@NullMarked
package dev.evident.bench.search;

import org.jspecify.annotations.NullMarked;
