package dev.evident.verify;

import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Row;
import dev.evident.log.StoredRecord.UnreadableException;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.HashSource;
import dev.evident.merkle.TreeHead;
import dev.evident.verify.Finding.Part;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes through a whole record: every event, every hash above, the head. Blocks. */
final class RecordCheck {
    private final StoredRecord record;
    private final Findings findings;
    private final RowCheck rows;
    private final DedupCheck keys;
    private final TreeCheck tree;
    private final Optional<TreeHead> head;
    private final long end;

    /** Why something could not be read that no gap in the events accounts for yet. */
    private @Nullable String damage;

    /**
     * A check that has not begun.
     *
     * @param sizes at which the tree's head is wanted
     */
    RecordCheck(StoredRecord record, Findings findings, Collection<Long> sizes) {
        this.record = record;
        this.findings = findings;
        this.rows = new RowCheck(new RedactionCheck(record::redaction, this::targets, findings), findings);
        this.keys = new DedupCheck(record, findings);
        this.tree = new TreeCheck(this::node, findings, sizes, new Frontier());
        this.head = readable(record::head).orElse(Optional.empty());
        this.end = Math.max(
                head.map(TreeHead::size).orElse(0L),
                sizes.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** How many events there should be. */
    long expected() {
        return end;
    }

    /** Checks everything and returns what the tree really is. Told how many events are done. */
    TreeHead run(LongConsumer progress) {
        readable(record::layout).ifPresent(found -> found.forEach(what -> findings.add(Part.LAYOUT, 0, end - 1, what)));
        try (EventWalk walk = new EventWalk(record, end)) {
            for (EventWalk.Step step = walk.next(); !step.isEnd(); step = walk.next()) {
                if (step.damage() != null) {
                    damage = step.damage();
                }
                step.rows().forEach(this::add);
                progress.accept(tree.size());
            }
        }
        TreeHead found = tree.finish(head);
        head(found);
        behind(found);
        readable(record::unfoundedRedactions)
                .ifPresent(seqs -> seqs.forEach(seq -> findings.add(Finding.event(
                        Math.max(0, seq),
                        "The database says that it was redacted, but it has a body or is not there."))));
        while (!keys.isDone()) {
            keys.rows();
        }
        for (int level = 1; level < Long.SIZE / HashSource.TILE_HEIGHT; level++) {
            surplus(level, found.size());
        }
        return found;
    }

    /** The tree's head when it had this size; empty unless it was wanted and the record has that many leaves. */
    Optional<TreeHead> at(long size) {
        return tree.head(size);
    }

    private void add(Row row) {
        long next = tree.size();
        if (row.seq() < next || row.seq() >= Math.max(end, next + 1)) {
            findings.add(
                    Finding.event(Math.max(0, row.seq()), "It stands outside the log, which ends at " + end + "."));
            return;
        }
        if (row.seq() > next) {
            missing(next, row.seq() - 1);
            while (tree.size() < row.seq()) {
                tree.skip();
            }
        }
        tree.add(row.leaf(), rows.leaf(row));
        keys.event(row);
    }

    private Map<Long, Optional<String>> targets(long seq) {
        return record.body(seq).map(RedactionCheck::targets).orElse(Map.of());
    }

    private void missing(long from, long to) {
        String what = damage == null
                ? "missing from the record."
                : "missing or cannot be read, all or some of them: " + damage;
        findings.add(new Finding(Part.EVENT, from, to, from == to ? "It is " + what : "They are " + what));
        damage = null;
    }

    /** Where all events are there, what cannot be read stands behind them. */
    private void behind(TreeHead found) {
        if (damage != null) {
            findings.add(
                    Part.LAYOUT,
                    0,
                    Math.max(0, found.size() - 1),
                    "No event is missing, but what stands beside them cannot be read: " + damage);
        }
    }

    private void head(TreeHead found) {
        if (found.size() < end) {
            missing(found.size(), end - 1);
        }
        if (head.isEmpty()) {
            findings.add(Part.HEAD, 0, found.size() - 1, "The database's tree head is missing or cannot be read.");
        } else if (head.get().size() <= found.size() && !head.get().equals(found)) {
            findings.add(
                    Part.HEAD,
                    0,
                    found.size() - 1,
                    "The database's tree head says " + head.get() + ", but its events and hashes are " + found + ".");
        }
    }

    /** Hashes that no tree of this size has. */
    private void surplus(int level, long size) {
        long complete = size >>> (level * HashSource.TILE_HEIGHT);
        readable(() -> record.nodes(level))
                .filter(stored -> stored > complete)
                .ifPresent(stored -> findings.add(
                        Part.NODE,
                        0,
                        size - 1,
                        "There are " + stored + " hashes at tile level " + level + ", a tree of " + size + " has "
                                + complete + "."));
    }

    private byte @Nullable [] node(int level, long number) {
        return readable(() -> Optional.ofNullable(record.node(level, number)))
                .flatMap(found -> found)
                .orElse(null);
    }

    /** What cannot be read is as good as missing; that it could not be read is said once for each place. */
    private <T> Optional<T> readable(Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (UnreadableException damaged) {
            findings.add(Part.LAYOUT, 0, Math.max(0, end - 1), String.valueOf(damaged.getMessage()));
            return Optional.empty();
        }
    }
}
