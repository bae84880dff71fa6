/**
 * The transparency log as bytes: leaves, the Merkle tree of RFC 6962 and RFC 9162, proofs, checkpoints and tiles. No input
 * and output, the JDK only; what is stored is read through {@link dev.evident.merkle.HashSource}. May import no other package.
 */
@NullMarked
package dev.evident.merkle;

import org.jspecify.annotations.NullMarked;
