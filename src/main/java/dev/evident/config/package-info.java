/**
 * What an operator can set: one tree of records, whose components are the keys, and where their values come from.
 * May import merkle, whose names and keys it checks; values are decoded here once, and no other package reads a map of them.
 */
@NullMarked
package dev.evident.config;

import org.jspecify.annotations.NullMarked;
