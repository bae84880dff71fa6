/** A cheap HTTP/1.1 load client: one thread, prepared requests, a histogram of latencies. */
@NullMarked
package dev.evident.bench.load;

import org.jspecify.annotations.NullMarked;
