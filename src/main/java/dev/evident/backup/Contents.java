package dev.evident.backup;

import dev.evident.merkle.TreeHead;
import dev.evident.verify.SavedCheckpoint;
import java.time.Instant;
import java.util.Optional;

/**
 * What is in a backup that was verified.
 *
 * @param origin the log's name
 * @param time everything that was acknowledged before is in it
 * @param checkpoint the newest one in it; empty when none had been signed
 */
public record Contents(String origin, TreeHead head, Instant time, Optional<SavedCheckpoint> checkpoint) {}
