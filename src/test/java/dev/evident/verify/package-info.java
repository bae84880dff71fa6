/** Tests of what finds changes. */
@org.jspecify.annotations.NullMarked
package dev.evident.verify;
