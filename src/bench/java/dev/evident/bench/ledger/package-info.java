/** What the log's tree and the head file cost, over HTTP. */
@NullMarked
package dev.evident.bench.ledger;

import org.jspecify.annotations.NullMarked;
