package dev.evident.verify;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.StoredEvent;
import dev.evident.log.StoredEventCheck;
import dev.evident.log.StoredRecord;
import dev.evident.log.StoredRecord.Row;
import dev.evident.log.message.Page;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.HashSource;
import dev.evident.merkle.MissingHashException;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.publish.TreeReader;
import dev.evident.verify.Finding.Part;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One pass over a record that is in use, 256 events at a time, read over the bus as anybody reads it. It ends with the tree
 * that was committed when it began. Confined to the context of the scrub verticle, a worker.
 */
final class ScrubPass {
    private static final int TILE = HashSource.TILE;

    private final Bus bus;
    private final TreeReader hashes;
    private final TreeHead target;
    private final Findings findings = new Findings();
    private final Map<Integer, byte[]> nodes = new HashMap<>();
    private final ScrubbedRedactions redactions;
    private final RowCheck rows;
    private final TreeCheck tree;
    private final StoredRecord record;
    private final DedupCheck keys;
    private long position;
    private long steps;

    private ScrubPass(Bus bus, StoredRecord record, TreeReader hashes, TreeHead target, Frontier frontier) {
        this.record = record;
        this.bus = bus;
        this.hashes = hashes;
        this.redactions = new ScrubbedRedactions(bus);
        this.target = target;
        this.position = frontier.size();
        this.rows = new RowCheck(new RedactionCheck(redactions::of, redactions::targets, findings), findings);
        this.keys = new DedupCheck(record, findings);
        this.tree = new TreeCheck((level, number) -> nodes.get(level), findings, List.of(), frontier);
    }

    /**
     * Begins at a position that is a multiple of 256, or at 0 when the log has fewer events.
     *
     * @param record opens the same record for what is not read over the bus
     */
    static Future<ScrubPass> begin(Bus bus, Supplier<StoredRecord> record, TreeHead target, long position) {
        long from = position <= target.size() ? position : 0;
        TreeReader hashes = new TreeReader(bus);
        return hashes.frontier(from).map(frontier -> new ScrubPass(bus, record.get(), hashes, target, frontier));
    }

    /** Events done. */
    long position() {
        return position;
    }

    /** Events to do. */
    long size() {
        return target.size();
    }

    /** Events and rows of the table of keys that were gone through, 256 for each piece of the latter. */
    long work() {
        return position + steps * TILE;
    }

    boolean done() {
        return position >= target.size() && keys.isDone();
    }

    /** Frees what is held. */
    void close() {
        record.close();
    }

    Findings findings() {
        return findings;
    }

    /** Checks up to 256 events; at the end the head too. Fails when the store cannot respond, and may be called again then. */
    Future<Void> step() {
        if (position >= target.size()) {
            keys.rows();
            steps++;
            return Future.succeededFuture();
        }
        long from = position;
        long to = Math.min(from + TILE, target.size());
        return read(from, to, new ArrayList<>())
                .compose(events -> redactions.read(events).compose(redacted -> leaves(from, to)
                        .compose(leaves -> above(to).map(read -> {
                            check(from, to, events, leaves);
                            return null;
                        }))));
    }

    /** Reads on where one response ended. A gap is not bridged: what is behind it is read next. */
    private Future<List<StoredEvent>> read(long from, long to, List<StoredEvent> sofar) {
        if (from >= to) {
            return Future.succeededFuture(sofar);
        }
        return bus.request(StoreMessages.PAGE_AS_STORED, new Page(from, to, false, (int) (to - from)))
                .compose(page -> {
                    sofar.addAll(page.list());
                    return page.list().isEmpty()
                            ? Future.succeededFuture(sofar)
                            : read(page.list().get(page.list().size() - 1).seq() + 1, to, sofar);
                });
    }

    /** All at once, or one by one when one of them is missing. */
    private Future<Map<Long, byte[]>> leaves(long from, long to) {
        Map<Long, byte[]> leaves = new HashMap<>();
        return hashes.run(0, from, (int) (to - from))
                .onSuccess(run -> put(leaves, from, run))
                .<Void>mapEmpty()
                .recover(failure -> {
                    Future<Void> all = missing(failure);
                    for (long seq = from; seq < to; seq++) {
                        long at = seq;
                        all = all.compose(before -> hashes.run(0, at, 1)
                                .onSuccess(run -> put(leaves, at, run))
                                .<Void>mapEmpty()
                                .recover(ScrubPass::missing));
                    }
                    return all;
                })
                .map(done -> leaves);
    }

    private static void put(Map<Long, byte[]> leaves, long from, byte[] run) {
        for (int i = 0; i < run.length / TreeHash.BYTES; i++) {
            leaves.put(from + i, Arrays.copyOfRange(run, i * TreeHash.BYTES, (i + 1) * TreeHash.BYTES));
        }
    }

    /** The stored hashes that the last of these events completes. */
    private Future<Void> above(long to) {
        nodes.clear();
        Future<Void> all = Future.succeededFuture();
        long number = to;
        for (int level = 1; to > 0 && number % TILE == 0; level++) {
            number /= TILE;
            int at = level;
            long last = number - 1;
            all = all.compose(before -> hashes.run(at, last, 1)
                    .onSuccess(hash -> nodes.put(at, hash))
                    .<Void>mapEmpty()
                    .recover(ScrubPass::missing));
        }
        return all;
    }

    /** That a hash is not there is a finding. A store that is busy or stopping says nothing about its hashes. */
    private static Future<Void> missing(Throwable failure) {
        return failure instanceof MissingHashException ? Future.succeededFuture() : Future.failedFuture(failure);
    }

    private void check(long from, long to, List<StoredEvent> events, Map<Long, byte[]> leaves) {
        Map<Long, StoredEvent> at = new HashMap<>();
        events.forEach(event -> at.put(event.seq(), event));
        for (long seq = from; seq < to; seq++) {
            StoredEvent event = at.get(seq);
            byte[] leaf = leaves.get(seq);
            if (event == null || leaf == null) {
                findings.add(Finding.event(seq, "It is missing from the record."));
                tree.skip();
            } else {
                Row row = row(event, leaf);
                tree.add(leaf, rows.leaf(row));
                keys.event(row);
            }
        }
        position = to;
        if (position >= target.size()) {
            TreeHead found = tree.finish(Optional.of(target));
            if (!found.equals(target)) {
                findings.add(
                        Part.HEAD,
                        0,
                        target.size() - 1,
                        "The tree head says " + target + ", but events and hashes are " + found + ".");
            }
        }
    }

    private static Row row(StoredEvent event, byte[] leaf) {
        return new Row(
                event.seq(),
                event.micros(),
                StoredEventCheck.bytes(event.id()),
                event.salt(),
                leaf,
                event.header().toBytes(),
                event.body());
    }
}
