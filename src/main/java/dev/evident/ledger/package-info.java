/**
 * The transparency log as bytes: leaves, the Merkle tree of RFC 6962 and RFC 9162, proofs, checkpoints and tiles. No input
 * and output, no dependencies but the JDK; what is stored is read through {@link dev.evident.ledger.HashSource}.
 */
@NullMarked
package dev.evident.ledger;

import org.jspecify.annotations.NullMarked;
