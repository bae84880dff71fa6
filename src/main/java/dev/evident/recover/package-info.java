/**
 * The ways out when a start refuses the record: what state it is in, and what can be done about it on an operator's
 * explicit word. Nothing is ever deleted: what is replaced is put aside. May import config, event, merkle, files, log, publish and verify.
 */
@NullMarked
package dev.evident.recover;

import org.jspecify.annotations.NullMarked;
