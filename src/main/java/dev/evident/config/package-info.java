/**
 * What an operator can set: the keys, where their values come from, and the checked records the program works with.
 * May import merkle, whose names and keys it checks; values are decoded here once, and no other package reads a map of them.
 */
@NullMarked
package dev.evident.config;

import org.jspecify.annotations.NullMarked;
