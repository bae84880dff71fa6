/**
 * The transparency log as bytes: leaves, the Merkle tree of RFC 6962 and RFC 9162, proofs, checkpoints and tiles. No input
 * and output, no dependencies but the JDK; what is stored is read through {@link dev.evident.merkle.HashSource}.
 */
@NullMarked
package dev.evident.merkle;

import org.jspecify.annotations.NullMarked;
